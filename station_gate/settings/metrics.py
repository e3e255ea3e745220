"""Settings of the figures for Prometheus."""

from pydantic import Field

from station_gate.settings.section import Section


class MetricsSection(Section):
    """Figures for Prometheus."""

    port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Figures of a running kiosk are served on this port (docs/metrics.md); "
        "default: they are not.",
    )
    address: str = Field(
        "127.0.0.1",
        min_length=1,
        description='Where that port is opened: by default for this machine alone; "0.0.0.0" is '
        "for the whole network, which anybody in it can read.",
    )
