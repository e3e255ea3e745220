"""Puts a gate on the operators' boards, for as long as it runs."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from station_gate.barrier.driven import DrivenBarrier, barrier_folder
from station_gate.gate.tables import OPEN_MODES
from station_gate.operators.link.folder import (
    barrier_socket,
    link_folder,
    ready_folder,
    socket_path,
)
from station_gate.operators.link.server import Direct, GatePort
from station_gate.operators.publishing import Publisher
from station_gate.problems import BadInput
from station_gate.say import say
from station_gate.settings import Settings


@contextmanager
def driven_barrier(settings: Settings) -> Iterator[DrivenBarrier]:
    """Have the barrier in a process of its own, which begins meanwhile."""
    files = settings.files
    folder = barrier_folder(files.barrier)
    barrier = DrivenBarrier(folder, settings.gate.name, files.barrier_device, _orders_at(settings))
    try:
        yield barrier
    finally:
        barrier.end()
        if barrier.mode in OPEN_MODES:
            print(
                f"{settings.gate.name} stays open ({barrier.mode.value.replace('_', ' ')}): the "
                "process that holds its barrier goes on. Start the gate again to reset it.",
                file=sys.stderr,
            )


def _orders_at(settings: Settings) -> Path | None:
    """Say where operators' orders reach the barrier itself, if boards can meet gates at all."""
    folder = link_folder(settings.files.link)
    try:
        ready_folder(folder)
        return barrier_socket(socket_path(folder, settings.gate.name))
    except BadInput:  # it is said by ``on_boards``
        return None


@contextmanager
def on_boards(settings: Settings, direct: Direct | None = None) -> Iterator[Publisher | None]:
    """Open the gate's end of the link; where that fails, say why on standard error.

    ``direct`` is told at once what operators make of the gate. A gate that no board can see
    (``None``) still lets passengers through.
    """
    try:
        port = GatePort(link_folder(settings.files.link), settings.gate.name, direct)
    except BadInput as problem:
        say(problem, sys.stderr)
        yield None
        return
    with closing(port):
        yield Publisher(port)
