"""Settings of what the passenger sees and hears."""

from typing import Literal

from pydantic import Field

from station_gate.languages import TAGS
from station_gate.settings.section import Section


class KioskSection(Section):
    """What the passenger sees and hears."""

    language: str = Field("en", description="Language of the idle screen.")
    languages: list[str] = Field(
        list(TAGS),
        min_length=1,
        description="Languages offered, in this order.",
    )
    width: int | None = Field(
        None,
        ge=480,
        le=3840,
        description="Window width; default: what fits the display.",
        json_schema_extra={"unit": "pixels"},
    )
    height: int | None = Field(
        None,
        ge=480,
        le=3840,
        description="Window height; give both or none.",
        json_schema_extra={"unit": "pixels"},
    )
    fullscreen: bool = Field(False, description="Fill the display.")
    present: Literal["auto", "software", "gpu"] = Field(
        "auto", description="How pictures reach the display; software suits machines without a GPU."
    )
    contrast: Literal["normal", "high"] = Field(
        "normal", description="High: text stands at least 7 to 1 against its ground."
    )
    motion: Literal["full", "reduced"] = Field(
        "full", description="Reduced: nothing on the screen moves for its own sake."
    )
    text: Literal["normal", "large"] = Field(
        "normal", description="Large: capitals of 0.7 degrees at 60 cm from a 21.5-inch display."
    )
    sound: bool = Field(True, description="Play cues.")
    speech: Literal["off", "offered", "on"] = Field(
        "offered",
        description="Spoken prompts (docs/speech.md): offered to each passenger, or on for "
        "everybody; both need espeak-ng.",
    )
