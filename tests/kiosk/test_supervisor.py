"""What systemd hears of a kiosk."""

import socket
from pathlib import Path

import pytest

from station_gate.processes.supervisor import BEAT, Supervisor
from tests.kiosk.doubles import ScriptedShow
from tests.kiosk.rig import Rig


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


def test_a_kiosk_says_it(line: socket.socket, rig: Rig) -> None:
    rig.kiosk([lambda: ScriptedShow(lasts=0.2)]).run()
    assert heard(line)[0] == b"READY=1\nWATCHDOG=1"
    line.close()
