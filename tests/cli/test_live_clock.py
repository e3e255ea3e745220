"""A live gate goes by the clock of its station, wherever its computer thinks it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from station_gate.cli import kiosk
from station_gate.lane.station import running_clock
from station_gate.settings import load_settings


@pytest.mark.parametrize("name", ["Asia/Shanghai", "America/St_Johns", "UTC"])
@pytest.mark.parametrize("machine", ["UTC", "Asia/Shanghai"])
def test_a_live_lane_goes_by_the_settings_zone(
    name: str, machine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", machine)
    config = tmp_path / "s.toml"
    config.write_text(f'[gate]\ntime_zone = "{name}"\n')
    zone = load_settings(config).time_zone()
    given: dict[str, Any] = {}
    monkeypatch.setattr(kiosk, "LiveLane", lambda *_, **named: given.update(named))
    order: Any = SimpleNamespace(camera=0, ticket_camera=None, document=[])
    nothing: Any = None
    kiosk._live_lane(order, zone, nothing, nothing)
    shown = given["clock"]()
    assert abs(shown - datetime.now(UTC)) < timedelta(minutes=5)
    assert shown.tzinfo is zone


def test_a_stations_clock_runs_through_a_change_of_clocks(tmp_path: Path) -> None:
    config = tmp_path / "s.toml"
    config.write_text('[gate]\ntime_zone = "Europe/Berlin"\n')
    zone = load_settings(config).time_zone()
    clock = running_clock(datetime(2026, 10, 25, 2, 59, 30, tzinfo=zone))
    assert f"{clock(60.0):%H:%M:%S %z}" == "02:00:30 +0100"
