"""Settings of what is kept for how long."""

from pydantic import Field

from station_gate.settings.section import Section


class JournalSection(Section):
    """What is kept for how long."""

    keep_days: int | None = Field(
        None,
        ge=1,
        le=36500,
        description="Passengers' records and operators' orders are deleted after so many days; "
        "default: never. Used tickets stay as long as they could be used again.",
        json_schema_extra={"unit": "days"},
    )
