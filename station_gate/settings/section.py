"""What every section of the settings is made of."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """One table of the settings file; a key that it lacks is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def seconds(default: float, low: float, high: float, help_text: str) -> Any:
    """Return a field for a time in seconds with its bounds."""
    return Field(
        default, ge=low, le=high, description=help_text, json_schema_extra={"unit": "seconds"}
    )
