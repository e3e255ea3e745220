"""Settings of how faces are compared."""

from typing import Literal

from pydantic import Field

from station_gate.faces.limits import FRAMES_NEEDED, QualityLimits
from station_gate.settings.section import Section


class FaceSection(Section):
    """How faces are compared."""

    engine: Literal["onnx", "dlib"] = Field(
        "onnx", description="onnx is 15 times faster; dlib is the reference. Same numbers."
    )
    false_match_rate: Literal["1%", "0.1%", "0.01%"] = Field(
        "0.1%",
        description="How many strangers in all may be taken for a document's owner; the "
        "threshold follows from the calibration.",
    )
    frames: int = Field(
        FRAMES_NEEDED, ge=1, le=30, description="Usable live frames that a decision rests on."
    )
    min_eye_distance: float = Field(
        QualityLimits().eye_distance,
        ge=12,
        le=200,
        description="Smallest distance between the eyes that can be compared.",
        json_schema_extra={"unit": "pixels"},
    )
