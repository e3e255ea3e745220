"""Settings of how faces are compared."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from station_gate.faces.limits import FRAMES_NEEDED, QualityLimits
from station_gate.faces.networks import ENCODERS, USUAL
from station_gate.settings.section import Section


def _known(name: str) -> str:
    names = [kind.name for kind in ENCODERS]
    if name not in names:
        expected = " or ".join(repr(each) for each in names)
        raise PydanticCustomError("literal_error", f"Input should be {expected}")
    return name


class FaceSection(Section):
    """How faces are compared."""

    engine: Annotated[str, AfterValidator(_known)] = Field(
        USUAL.name,
        description="onnx is 15 times faster; dlib is the reference. Same numbers.",
        json_schema_extra={"enum": [kind.name for kind in ENCODERS]},
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
