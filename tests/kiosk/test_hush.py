"""C libraries do not write on the terminal while a device is opened; afterwards they may."""

import os

import pytest

from station_gate.kiosk.hush import hushed


def test_what_is_written_meanwhile_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(2, b"before\n")
    with hushed():
        os.write(2, b"ALSA lib confmisc.c\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "before\nafter\n"


def test_without_a_terminal_there_is_nothing_to_hush(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(descriptor: int) -> int:
        raise OSError(descriptor)

    monkeypatch.setattr(os, "dup", closed)
    reached = False
    with hushed():
        reached = True
    assert reached


def test_an_error_gets_through_and_the_terminal_is_back(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(RuntimeError), hushed():
        raise RuntimeError
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"
