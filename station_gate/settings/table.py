"""All settings in one table of sections."""

from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from station_gate.gate.profile import GateProfile
from station_gate.gate.terms import Direction
from station_gate.gate.timetable import Timetable
from station_gate.gate.timings import Timings
from station_gate.problems import BadInput
from station_gate.settings.face import FaceSection
from station_gate.settings.files import FilesSection
from station_gate.settings.gate import GateSection
from station_gate.settings.journal import JournalSection
from station_gate.settings.kiosk import KioskSection
from station_gate.settings.log import LogSection
from station_gate.settings.metrics import MetricsSection
from station_gate.settings.station import StationSection
from station_gate.settings.timings import TimingsSection
from station_gate.zones import machine_zone, zone_named

PREFIX = "STATION_GATE_"
"""What every variable of the environment that is a setting begins with."""


class Settings(BaseSettings):
    """All settings. Use ``load_settings``, which explains what is wrong."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    gate: GateSection = GateSection()
    timings: TimingsSection = TimingsSection()
    face: FaceSection = FaceSection()
    kiosk: KioskSection = KioskSection()
    files: FilesSection = FilesSection()
    journal: JournalSection = JournalSection()
    log: LogSection = LogSection()
    metrics: MetricsSection = MetricsSection()
    station: StationSection = StationSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what ``read_layers`` has read, and nothing else."""
        return (init_settings,)

    def gate_timings(self) -> Timings:
        """Give the core its timings."""
        return Timings(**self.timings.model_dump())

    def with_gate(self, changes: Mapping[str, Any]) -> "Settings":
        """Give the same settings with some of the gate's changed; they have been checked."""
        gate = GateSection(**{**self.gate.model_dump(), **changes})
        return self.model_copy(update={"gate": gate})

    def with_files(self, changes: Mapping[str, Path]) -> "Settings":
        """Give the same settings with some of the files named anew."""
        return self.model_copy(update={"files": self.files.model_copy(update=dict(changes))})

    def time_zone(self) -> tzinfo:
        """Give the station's time zone, by default this machine's. Raises ``BadInput``."""
        name = self.gate.time_zone
        zone = zone_named(name) if name else machine_zone()
        if zone is None:
            raise BadInput(
                f"gate.time_zone = {name!r} is no time zone that this machine knows; "
                'write one like "Europe/Berlin", or install the tzdata package.'
            )
        return zone

    def gate_profile(self, timetable: Timetable | None = None) -> GateProfile:
        """Give the core its profile."""
        return GateProfile(
            station=self.gate.station,
            service_mode=self.gate.service,
            direction=Direction(self.gate.direction),
            also_called=frozenset(self.gate.also_called),
            area_tickets=frozenset(self.gate.area_tickets),
            platforms=frozenset(self.gate.platforms),
            trains=self.gate.trains,
            timetable=timetable,
            classes=frozenset(self.gate.classes),
            wide=self.gate.wide,
            exit_needs_entry=self.gate.exit_needs_entry,
            return_within=self.gate.return_within,
            face_frames=self.face.frames,
            boarding_opens=self.gate.boarding_opens,
            boarding_closes=self.gate.boarding_closes,
        )
