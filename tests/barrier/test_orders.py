"""Orders that reach the barrier's process past the gate's program. Real processes."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import pytest

from station_gate.barrier.driven import DrivenBarrier
from station_gate.barrier.orders import DONE, EVACUATED, MOST
from station_gate.gate.terms import Mode
from station_gate.processes.sockets import user_name
from tests.barrier.played import PlayedBarrier
from tests.barrier.test_driver import folder, until

__all__ = ["folder"]
PATIENCE = 30.0
"""Seconds until a test gives up; never part of what is asserted."""
GATE = """
import sys, time
from pathlib import Path
from station_gate.barrier.driven import DrivenBarrier

folder = Path(sys.argv[1])
barrier = DrivenBarrier(folder, "Gate 1", folder / "barrier", folder / "gate.safety")
barrier.ready()
barrier.take_over()
print("ready", flush=True)
while True:
    for order in barrier.take_orders():
        print("heard", order.command, barrier.mode.value, flush=True)
    time.sleep(0.02)
"""
"""A gate's program as far as its barrier is concerned."""


class Board:
    """Whoever connects to the barrier's socket."""

    def __init__(self, folder: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(str(folder / "gate.safety"))

    def send(self, line: bytes) -> None:
        with suppress(OSError):  # it may have been sent away already
            self._socket.sendall(line)

    def answer(self) -> dict[str, Any]:
        with self._socket.makefile("rb") as lines:
            said: dict[str, Any] = json.loads(lines.readline())
        return said

    def is_sent_away(self) -> bool:
        try:
            return self._socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def close(self) -> None:
        self._socket.close()


def line(command: str, **other: object) -> bytes:
    said = {"type": "order", "order": command, "command": command, "reason": "smoke", **other}
    return json.dumps(said).encode() + b"\n"


def order(folder: Path, command: str) -> dict[str, Any]:
    with closing(Board(folder)) as board:
        board.send(line(command))
        return board.answer()


def begun(folder: Path, device: Path | None = None) -> DrivenBarrier:
    barrier = DrivenBarrier(folder, "Gate 1", device, folder / "gate.safety")
    barrier.ready()
    return barrier


@pytest.fixture
def barrier(folder: Path) -> Iterator[DrivenBarrier]:
    barrier = begun(folder)
    yield barrier
    barrier.end()


@pytest.fixture
def gate(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Yield a gate's program with a barrier of its own process, shut."""
    with (
        PlayedBarrier(folder) as played,
        subprocess.Popen(
            [sys.executable, "-c", GATE, str(folder)], stdout=subprocess.PIPE, text=True
        ) as gate,
    ):
        assert gate.stdout is not None
        assert gate.stdout.readline() == "ready\n"
        until(lambda: played.is_shut, "shut")
        yield gate
        gate.kill()


def test_an_evacuation_opens_while_the_gates_program_is_stopped(
    folder: Path, gate: "subprocess.Popen[str]"
) -> None:
    played = PlayedBarrier(folder)
    os.kill(gate.pid, signal.SIGSTOP)
    answer = order(folder, "evacuate")
    assert (answer["done"], answer["text"]) == (True, DONE[Mode.EVACUATION])
    assert played.is_open, "it is not said before it is so"
    assert not order(folder, "lock")["done"], "only a reset ends it"
    os.kill(gate.pid, signal.SIGCONT)
    assert gate.stdout is not None
    heard = [gate.stdout.readline().split() for _ in range(2)]
    assert heard == [["heard", "evacuate", "evacuation"], ["heard", "lock", "evacuation"]]
    assert played.shut_since_it_opened() == 0
    assert order(folder, "reset")["done"]
    until(lambda: played.is_shut, "shut again")


def test_what_was_ordered_while_the_program_was_away_is_told_to_the_next_one_once(
    folder: Path, gate: "subprocess.Popen[str]"
) -> None:
    gate.kill()
    gate.wait()
    assert order(folder, "evacuate")["done"]
    for times in (1, 0):
        barrier = begun(folder, folder / "barrier")
        assert barrier.mode is Mode.EVACUATION
        orders = barrier.take_orders()
        while times > len(orders):
            time.sleep(0.01)
            orders += barrier.take_orders()
        assert len(orders) == times
        for each in orders:
            me = user_name(os.getuid())
            assert (each.command, each.reason, each.operator) == ("evacuate", "smoke", me)
            assert abs(time.time() - each.at) < PATIENCE
        barrier.end()


def test_a_reset_of_the_gates_own_does_not_undo_a_later_evacuation(
    folder: Path, barrier: DrivenBarrier
) -> None:
    """What this end last ordered is said again to a process that has not heard of it."""
    barrier.command(Mode.LOCKED)
    barrier.command(Mode.IN_SERVICE)
    until(lambda: barrier.is_done(Mode.IN_SERVICE), "reset")
    assert order(folder, "evacuate")["done"]
    until(lambda: barrier.mode is Mode.EVACUATION, "heard of")
    for _ in range(3):  # each of its signs of life says so again
        told = barrier._state
        until(lambda: barrier._state is not told, "told again")  # noqa: B023
        assert barrier.mode is Mode.EVACUATION
    assert order(folder, "reset")["done"]


def test_a_process_that_is_begun_anew_takes_orders_again(
    folder: Path, barrier: DrivenBarrier
) -> None:
    assert barrier.pid is not None
    os.kill(barrier.pid, signal.SIGKILL)
    until(lambda: barrier.trouble is not None, "noticed")
    until(lambda: barrier.trouble is None, "begun anew")
    for command, mode in (("keep_open", Mode.FREE_PASSAGE), ("reset", Mode.IN_SERVICE)):
        assert order(folder, command)["done"]
        until(lambda: barrier.mode is mode, command)  # noqa: B023


def test_a_flap_that_does_not_open_is_not_said_to_have(folder: Path) -> None:
    barrier = begun(folder, folder / "nobody")
    answer = order(folder, "evacuate")
    assert not answer["done"]
    assert "told again and again" in answer["text"]
    assert barrier.mode is Mode.EVACUATION
    barrier.command(Mode.IN_SERVICE)
    barrier.end()


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\x00\xff\n",
        b"[" * 4000 + b"\n",
        b"x" * 9000,
        b"null\n",
        b"[1]\n",
        line("open"),
        line("evacuate", type="state"),
        line("evacuate", reason=" "),
        line("evacuate", reason=7),
        line("evacuate", reason="x" * 201),
        line("evacuate", reason="\ud800"),
        line("evacuate", order="x" * 65),
        line("reset") * 2,
    ],
)
def test_whoever_says_what_is_no_order_is_sent_away(
    folder: Path, barrier: DrivenBarrier, rubbish: bytes
) -> None:
    pid = barrier.pid
    with closing(Board(folder)) as stranger:
        stranger.send(rubbish)
        while not stranger.is_sent_away():
            pass
    assert order(folder, "reset")["done"]
    assert (barrier.mode, barrier.pid) == (Mode.IN_SERVICE, pid)


def test_idle_callers_and_a_flood_lock_nobody_out(folder: Path, barrier: DrivenBarrier) -> None:
    with ExitStack() as opened:
        for number in range(3 * MOST):
            board = opened.enter_context(closing(Board(folder)))
            board.send(line("reset") * (number % 2 * 50))
        assert order(folder, "lock")["done"]
    order(folder, "reset")


def test_the_socket_is_for_whom_the_folder_is_for_and_goes_with_the_process(
    folder: Path,
) -> None:
    path = folder / "gate.safety"
    for mode, wanted in ((0o700, 0o600), (0o770, 0o660)):
        folder.chmod(mode)
        barrier = begun(folder)
        assert stat.S_IMODE(path.stat().st_mode) == wanted
        barrier.end()
        until(lambda: not path.exists(), "taken away")


def test_a_socket_that_cannot_be_opened_is_said_and_keeps_nobody_in(folder: Path) -> None:
    (folder / "gate.safety").mkdir()
    barrier = begun(folder)
    until(lambda: barrier.trouble is not None, "said")
    assert "cannot be opened" in str(barrier.trouble)
    barrier.command(Mode.EVACUATION)
    until(lambda: barrier.is_done(Mode.EVACUATION), "open")
    barrier.command(Mode.IN_SERVICE)
    barrier.end()


def test_an_evacuated_gate_says_what_ends_that(folder: Path, barrier: DrivenBarrier) -> None:
    barrier.command(Mode.EVACUATION)
    until(lambda: barrier.is_done(Mode.EVACUATION), "open")
    answer = order(folder, "keep_open")
    assert (answer["done"], answer["text"]) == (False, EVACUATED)
    assert order(folder, "reset")["done"]
