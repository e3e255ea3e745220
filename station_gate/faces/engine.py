"""Everything that recognition loads, as one thing with one owner."""

from dataclasses import dataclass, field, replace

import cv2

from station_gate.faces.alignment import Aligner
from station_gate.faces.detector import FaceDetector
from station_gate.faces.encoder import Encoder, make_encoder
from station_gate.faces.liveness.landmarks import Landmarks
from station_gate.faces.networks import USUAL, EncoderKind, encoder_kind


@dataclass(frozen=True, slots=True, eq=False)
class FaceEngine:
    """Detector, aligner and encoder. Not thread-safe: each worker loads its own."""

    detector: FaceDetector
    aligner: Aligner
    encoder: Encoder
    kind: EncoderKind = USUAL
    """What the encoder is."""
    landmarks: Landmarks = field(default_factory=Landmarks)
    """Of 68 points, for liveness; its model is loaded when it is wanted."""

    @classmethod
    def load(cls, engine: str = USUAL.name) -> "FaceEngine":
        """Load the models (0.2 s; the very first time 1 s).

        Raises ``DeviceMissing`` when a model file is absent or damaged, ``ValueError`` for
        an ``engine`` that is none.
        """
        cv2.setNumThreads(1)  # its spinning threads cost more than they give on two cores
        kind = encoder_kind(engine)
        return cls(FaceDetector(), Aligner(), make_encoder(kind), kind)

    def beside(self) -> "FaceEngine":
        """Make an engine for one more thread, which may work while this one does (1 ms).

        Only the detector must be its own. dlib holds Python's lock while it aligns or
        encodes, and ONNX Runtime may be called from several threads.
        """
        return replace(self, detector=FaceDetector())
