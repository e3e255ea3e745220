"""A live gate goes by the clock of its station, wherever its computer thinks it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from station_gate.cli import kiosk
from station_gate.lane.lane import running_clock
from station_gate.settings import load_settings


class Whatever:
    """A meter, and boards: what is handed over comes back."""

    def __getattr__(self, name: str) -> Any:
        return lambda given: given

    def __enter__(self) -> "Whatever":
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/St_Johns", "UTC"])
@pytest.mark.parametrize("machine", ["UTC", "Asia/Shanghai"])
def test_a_live_lane_gets_the_settings_zone(
    zone: str, machine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", machine)
    config = tmp_path / "s.toml"
    config.write_text(f'[gate]\ntime_zone = "{zone}"\n')
    settings = load_settings(config)
    given: dict[str, Any] = {}
    monkeypatch.setattr(kiosk, "display_available", lambda: None)
    monkeypatch.setattr(kiosk, "running_parts", lambda *_: Whatever())
    monkeypatch.setattr(kiosk, "LiveLane", lambda *_, **named: given.update(named))
    monkeypatch.setattr(kiosk, "_play", lambda order, settings, lanes, *_, **__: next(lanes)())

    monkeypatch.setattr(kiosk, "on_boards", lambda _: Whatever())
    order = kiosk.KioskOrder(
        scenarios=[],
        assignments=[],
        demo=False,
        camera=0,
        ticket_camera=None,
        document=[],
        config=None,
        lang=None,
        fullscreen=False,
        plan=False,
        headless=False,
        shots=None,
        journal=None,
    )
    kiosk._run_live(order, settings, Whatever(), Whatever())  # type: ignore[arg-type]
    shown = given["clock"]()
    assert abs(shown - datetime.now(UTC)) < timedelta(minutes=5)
    assert shown.tzinfo is settings.time_zone()


def test_a_stations_clock_runs_through_a_change_of_clocks(
    tmp_path: Path,
) -> None:
    config = tmp_path / "s.toml"
    config.write_text('[gate]\ntime_zone = "Europe/Berlin"\n')
    zone = load_settings(config).time_zone()
    clock = running_clock(datetime(2026, 10, 25, 2, 59, 30, tzinfo=zone))
    assert f"{clock(60.0):%H:%M:%S %z}" == "02:00:30 +0100"
