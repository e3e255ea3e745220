"""What systemd hears of a kiosk."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from station_gate.processes.supervisor import BEAT, Supervisor
from station_gate.testing.doubles import ScriptedShow
from station_gate.testing.kioskrig import KioskRig
from tests.conftest import ROOT


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    line.bind(str(tmp_path / "notify"))
    line.setblocking(False)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    return line


def heard(line: socket.socket) -> list[bytes]:
    messages = []
    while True:
        try:
            messages.append(line.recv(100))
        except BlockingIOError:
            return messages


def test_it_hears_when_the_kiosk_is_ready_and_then_that_it_lives(line: socket.socket) -> None:
    now = [0.0]
    supervisor = Supervisor(lambda: now[0])
    for _ in range(100):
        supervisor.beat()
        now[0] += BEAT / 30
    assert heard(line) == [b"READY=1\nWATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    line.close()


def test_a_supervisor_that_does_not_listen_holds_nobody_up(line: socket.socket) -> None:
    line.close()
    Supervisor().beat()


def test_without_a_supervisor_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    Supervisor().beat()


def test_a_kiosk_says_it(line: socket.socket, rig: KioskRig) -> None:
    rig.kiosk([lambda: ScriptedShow(lasts=0.2)]).run()
    assert heard(line)[0] == b"READY=1\nWATCHDOG=1"
    line.close()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd is here to ask")
@pytest.mark.parametrize("mistake", [None, "OOMPolicy="], ids=["as it ships", "with a mistake"])
def test_the_unit_that_ships_is_one_that_systemd_understands(
    tmp_path: Path, mistake: str | None
) -> None:
    program = "/opt/station-gate/.venv/bin/station-gate"
    unit = (ROOT / "docs/station-gate.service").read_text()
    assert f"ExecStart={program} kiosk" in unit
    copy = tmp_path / "station-gate.service"
    unit = unit.replace(program, os.path.realpath(sys.executable))  # it has to be there
    copy.write_text(unit if mistake is None else unit.replace(mistake, f"X{mistake}"))
    said = subprocess.run(
        ["systemd-analyze", "--man=no", "verify", str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in said.stderr.splitlines() if copy.name in line]
    assert (said.returncode, ours) == (0, []) if mistake is None else ours
