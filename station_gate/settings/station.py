"""Settings of a gate that is one of many at a station."""

from typing import Literal

from pydantic import Field

from station_gate.settings.section import Section


class StationSection(Section):
    """A station of many gates (docs/station.md); a gate that stands alone needs none of it."""

    database: str = Field(
        "",
        description="The station's PostgreSQL, such as postgresql://gate@database/station; "
        "default: the gate's own journal alone. A password belongs into the user's .pgpass.",
    )
    offline: Literal["let_in", "staff"] = Field(
        "let_in",
        description="While that does not answer: let_in lets in by what the gate knows itself, "
        "and reports it later; staff lets nobody in, and staff look at the tickets.",
    )
