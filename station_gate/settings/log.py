"""Settings of the operator's log."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from station_gate.settings.section import Section


class LogSection(Section):
    """The operator's log."""

    style: Literal["auto", "human", "json"] = Field(
        "auto", description="auto: lines for people on a terminal, JSON lines elsewhere."
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        "info",
        description="The least that is written; debug adds the coaching and every check of each "
        "passenger.",
    )
    file: Annotated[
        Path | None,
        Field(
            None,
            description="A file that gets the log as JSON lines, too; a gate needs its own. A "
            "relative path starts at the settings file's folder.",
        ),
    ] = None
    file_size: int = Field(
        10,
        ge=1,
        le=1000,
        description="A new file is begun when this one would grow larger.",
        json_schema_extra={"unit": "MB"},
    )
    file_count: int = Field(
        5, ge=1, le=100, description="So many older files are kept: FILE.1 is the newest of them."
    )
