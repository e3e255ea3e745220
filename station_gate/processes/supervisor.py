"""Signs of life for the supervisor that started the program, where it asks for them."""

import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress

BEAT = 1.0
"""Seconds between two signs of life; the shipped unit waits for 20."""


class Supervisor:
    """systemd's protocol (sd_notify): datagrams to the socket that NOTIFY_SOCKET names.

    Does nothing where no supervisor asks.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        name = os.environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + name[1:] if name.startswith("@") else name
        self._clock = clock
        self._next = clock()
        self._told = False

    def beat(self) -> None:
        """Say that all is going on, and the first time that it has begun; never waits."""
        now = self._clock()
        if not self._address or now < self._next:
            return
        self._next = now + BEAT
        message = b"WATCHDOG=1" if self._told else b"READY=1\nWATCHDOG=1"
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.setblocking(False)
            line.sendto(message, self._address)
            self._told = True
