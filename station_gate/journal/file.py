"""A journal's file while it is in use: one change at a time, and an eye on the file itself."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from station_gate.journal.database import (
    COMPANIONS,
    as_problem,
    connect,
    is_busy,
    open_database,
)
from station_gate.journal.seats import Seats
from station_gate.problems import BadInput, DeviceMissing, Problem

_PATIENCE = 5.0
"""Seconds that a change waits for other programs; a gate has given up long before, and asks
again."""


class WrongParts(DeviceMissing):
    """Files lie beside each other that do not belong together: SQLite would mix them."""


class JournalFile:
    """One open file (or memory) and the seats beside it, for one thread at a time.

    SQLite goes on as if nothing had happened when its file is deleted or replaced: what it
    writes then is nowhere. So the file is looked at before each use.
    """

    def __init__(self, path: Path | None, is_same: Callable[[sqlite3.Connection], bool]) -> None:
        """Open or make it.

        ``is_same`` says of a file that was put back whether it is the one that was used.
        Raises ``BadInput`` and ``DeviceMissing``.
        """
        self.path = path
        self.seats: Seats | None = None
        self._is_same = is_same
        self._reader: sqlite3.Connection | None = None
        self._reads = threading.Lock()
        """Held for a look at most, never while anybody is waited for."""
        self._open(make=True)

    def close(self) -> None:
        """Close it, and leave the seat."""
        self._close()

    def _close(self) -> None:
        with self._reads:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
            self._connection.close()
            if self.seats is not None:
                self.seats.close()

    # ------------------------------------------------------------------ using it

    @contextmanager
    def asking(self) -> Iterator[sqlite3.Connection]:
        """Give the connection to ask. What fails is raised as a ``Problem``."""
        try:
            self._look()
            yield self._connection
        except (sqlite3.Error, OSError) as error:
            raise as_problem(error, self.path) from None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees what is written, and waits for nobody."""
        if self.path is None:
            with self._reads:
                yield self._connection
            return
        with self._reads:
            problem = self._what_happened()
            if problem is not None:
                raise problem  # whoever writes next looks whether it can be mended
            try:
                if self._reader is None:
                    self._reader = connect(self.path)
                yield self._reader
            except (sqlite3.Error, OSError) as error:
                raise as_problem(error, self.path) from None

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """One atomic change: nobody else writes between its first and last statement."""
        with self.asking() as connection, self._turn():
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.seats is None:  # in memory, where all share one connection
            with self._reads:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
            return
        give_up = time.monotonic() + _PATIENCE
        with self.seats.in_line() as turn:
            while True:
                turn.wait()
                try:
                    self._connection.execute("BEGIN IMMEDIATE")
                    break
                except sqlite3.OperationalError as error:
                    if not is_busy(error) or time.monotonic() > give_up:
                        raise
                turn.pause()
            yield

    # ------------------------------------------------------------------ the file itself

    def _open(self, *, make: bool) -> None:
        self._connection = open_database(self.path, make=make)
        if self.path is None:
            return
        try:
            self.seats = Seats(self.path)
            places = {name: self._place(name) for name in ("", *COMPANIONS)}
            self._places = {name: at for name, at in places.items() if at is not None}
            self._size = self.path.stat().st_size
        except OSError as error:
            self._connection.close()
            raise as_problem(error, self.path) from None

    def _place(self, name: str) -> tuple[int, int] | None:
        """Which file that is; ``None``: there is none."""
        try:
            found = self._beside(name).stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _beside(self, name: str) -> Path:
        assert self.path is not None, "there is nothing beside memory"
        return self.path.with_name(self.path.name + name)

    def _look(self) -> None:
        """Raise a ``Problem`` unless the file is the one that was opened, or may be again."""
        if self.path is None:
            return
        problem = self._what_happened()
        if problem is None:
            return
        if isinstance(problem, WrongParts):
            raise problem
        # closed first: in one process SQLite would go on with what it has open
        self._places = dict.fromkeys(self._places, (0, 0))  # until it is open again
        self._close()
        try:
            self._open(make=False)
        except Problem as why:
            raise (why if self.path.exists() else problem) from None
        places, self._places = self._places, dict.fromkeys(self._places, (0, 0))
        if not self._is_same(self._connection):
            raise DeviceMissing(
                f"The journal {self.path} is another one than the gate used, or an older copy: the "
                "gate's last records are not in it. Put the right one back, or start the gate anew "
                "to go on with this one."
            )
        self._places = places

    def _what_happened(self) -> Problem | None:
        moved = [name for name, at in self._places.items() if self._place(name) != at]
        size = self._size_now()
        if size is None:
            return DeviceMissing(
                f"The journal {self.path} was deleted or moved while the gate used it; put it "
                "back, or start the gate anew to begin a new one."
            )
        if "" in moved:
            kept = "-wal" in self._places and "-wal" not in moved
            if kept and self._beside("-wal").stat().st_size:
                return WrongParts(
                    f"The journal {self.path} was replaced while the gate used it, but its -wal is "
                    "still the old one's: put the old file back, or remove the -wal and -shm files "
                    "beside it and start the gate anew."
                )
            return DeviceMissing(f"The journal {self.path} was replaced while the gate used it.")
        if moved:
            lost = self._beside(moved[0]).name
            return DeviceMissing(f"{lost}, which belongs to the journal, was deleted or replaced.")
        if size < self._size:
            return BadInput(f"The journal {self.path} was cut short while the gate used it.")
        self._size = size
        return None

    def _size_now(self) -> int | None:
        try:
            return self._beside("").stat().st_size
        except FileNotFoundError:
            return None
