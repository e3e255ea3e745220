"""Pixels to people: detect, track, judge, encode, verify. Knows no ticket and no gate."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.faces.calibration import Calibration, Policy
    from station_gate.faces.comparing import ComparedPictures, compare_pictures
    from station_gate.faces.encoder import Encoder
    from station_gate.faces.engine import FaceEngine
    from station_gate.faces.limits import QualityLimits
    from station_gate.faces.observation import Coaching, Comparison, Measure, Observation
    from station_gate.faces.pipeline import Pipeline, Template
    from station_gate.faces.stepped import StepRecognition
    from station_gate.faces.stills import PortraitProblem
    from station_gate.faces.verifier import Verifier, VerifierLimits
    from station_gate.faces.worker import Recognition, RecognitionWorker

__all__ = [
    "Calibration",
    "Coaching",
    "ComparedPictures",
    "Comparison",
    "Encoder",
    "FaceEngine",
    "Measure",
    "Observation",
    "Pipeline",
    "Policy",
    "PortraitProblem",
    "QualityLimits",
    "Recognition",
    "RecognitionWorker",
    "StepRecognition",
    "Template",
    "Verifier",
    "VerifierLimits",
    "compare_pictures",
]
__getattr__ = doors(__name__)
