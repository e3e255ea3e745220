"""How well a live frame shows a face: values beside their limits.

The limits only cut off the tails in which genuine people stop matching; inside
them no simple value predicts a good match, so a gate waits for usable frames
and does not refuse people for a poor one.
"""

from collections.abc import Sequence
from dataclasses import replace

from station_gate.faces.alignment import AlignedFace
from station_gate.faces.appearance import pose_of, skin_of
from station_gate.faces.eyes import OwnLevel, eyes_open
from station_gate.faces.limits import QualityLimits
from station_gate.faces.observation import Measure
from station_gate.faces.oval import off_centre
from station_gate.faces.pixels import Gray, gray_of
from station_gate.faces.stills import SMALLEST_EYE_DISTANCE
from station_gate.faces.tracker import Sighting

SECOND_FACE = "second_face"
EYE_DISTANCE = "eye_distance"
FACE_HEIGHT = "face_height"
OFF_CENTRE = "off_centre"
TURN = "turn"
NOD = "nod"
TILT = "tilt"
LUMINANCE = "luminance"
OVER_EXPOSED = "over_exposed"
CONTRAST = "contrast"
DETECTOR_SCORE = "detector_score"
SHARPNESS = "sharpness"
EYES_OPEN = "eyes_open"


def judge(
    gray: Gray,
    face: AlignedFace,
    sighting: Sighting,
    limits: QualityLimits,
    own: OwnLevel | None = None,
) -> tuple[Measure, ...]:
    """Measure one face of one frame, uint8 (H, W) luminance (0.5 ms).

    ``own`` is how far the same person's eyes were open in the frames before.
    """
    height, width = gray.shape
    widest = max((box.width for box in sighting.others), default=0.0)
    return (
        _at_most(SECOND_FACE, widest / face.box.width, limits.second_face),
        _at_most(FACE_HEIGHT, face.box.height / height, limits.face_height),
        _at_most(OFF_CENTRE, off_centre(face.box, width, height), limits.off_centre),
        *judge_face(face, limits, own),
    )


PORTRAIT_LIMITS = QualityLimits(
    eye_distance=SMALLEST_EYE_DISTANCE,
    turn=0.25,
    nod_low=0.25,
    nod_high=0.85,
    detector_score=0.1,
    detector_score_sideways=0.1,
    sharpness=0.015,
)
"""For a document's portrait, which nobody can take again: only what is no portrait at
all. A chip's smallest (eyes 17 pixels apart) has a sharpness of 0.033 and more, and of
250 LFW pictures one in a hundred is beyond a limit."""


def judge_face(
    face: AlignedFace, limits: QualityLimits, own: OwnLevel | None = None
) -> tuple[Measure, ...]:
    """Measure one face by itself, as on a portrait."""
    pose = pose_of(face.points)
    chip = gray_of(face.chip)
    skin, opened = skin_of(chip), eyes_open(chip)
    usual = own.after(opened) if own is not None else 0.0
    return (
        _at_least(EYE_DISTANCE, face.inter_eye_distance, limits.eye_distance, "px"),
        _at_most(TURN, abs(pose.turn), limits.turn),
        Measure(name=NOD, value=pose.nod, low=limits.nod_low, high=limits.nod_high),
        _at_most(TILT, abs(pose.tilt), limits.tilt, "deg"),
        Measure(
            name=LUMINANCE,
            value=skin.luminance,
            low=limits.luminance_low,
            high=limits.luminance_high,
        ),
        _at_most(OVER_EXPOSED, skin.over_exposed, limits.over_exposed),
        _at_least(CONTRAST, skin.contrast, limits.contrast, "bit"),
        _at_least(
            DETECTOR_SCORE,
            face.box.score,
            limits.detector_score_sideways if face.box.sideways else limits.detector_score,
        ),
        _at_least(SHARPNESS, skin.sharpness, limits.sharpness),
        _at_least(EYES_OPEN, opened, max(limits.eyes_open, limits.eyes_open_share * usual)),
    )


_PREFERRED = {DETECTOR_SCORE: 1.0, SHARPNESS: 0.040, EYE_DISTANCE: 60.0, EYES_OPEN: 0.8}
"""Values from which more is no better."""


def weight(measures: tuple[Measure, ...]) -> float:
    """Return how much a usable frame should count among others, above 0 to 1."""
    product = 1.0
    for measure in measures:
        if measure.name in _PREFERRED:
            product *= min(1.0, measure.value / _PREFERRED[measure.name])
        elif measure.name == TURN and measure.high:
            product *= 1.0 - measure.value / measure.high / 2
    return max(product, 1e-6)


def together(frames: Sequence[tuple[Measure, ...]]) -> tuple[Measure, ...]:
    """Return the measures of several frames as one: the mean of each value."""
    return tuple(
        replace(same[0], value=sum(each.value for each in same) / len(same))
        for same in zip(*frames, strict=True)
    )


def _at_most(name: str, value: float, high: float, unit: str = "") -> Measure:
    return Measure(name=name, value=value, low=None, high=high, unit=unit)


def _at_least(name: str, value: float, low: float, unit: str = "") -> Measure:
    return Measure(name=name, value=value, low=low, high=None, unit=unit)
