"""Which gates that share a journal are alive, which are open, and whose turn it is to write.

A small file beside the journal (``JOURNAL-gates``) has a seat for each gate. Who sits there
holds a lock on the seat, which the kernel takes away when the process ends, however it ends;
so a reservation needs no time that might be wrong, and outlasts every passage. What a gate
writes into its seat is there at once for the others, needs no room on the disk, and is still
there after a kill -9.
"""

import contextlib
import fcntl
import mmap
import os
import secrets
import struct
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

SEATS = 128
"""Gates at once on one journal; more than a machine can run."""
_FIELDS = ("sitter", "open_for", "waiting")
_SIZE = len(_FIELDS) * SEATS * 8  # bytes
_FLOCK = "hhqqi0q"
"""struct flock: type, whence, start, length, pid, as the kernel aligns it."""
_GRACE = 0.03
"""Seconds that one may have to wait until others let them go first: handing over in strict order
costs more than it gives while nobody waits for long."""
_NAP, _LONG_NAP = 0.001, 0.01
"""Seconds until who is next, and who is far from it, looks again whether it is their turn."""
_HANGS = 0.3
"""Seconds after which one who is next and does nothing is passed over: it is stopped."""

_open_files: "weakref.WeakSet[Seats]" = weakref.WeakSet()


class Seats:
    """The file, and at most one seat taken in it. The methods may be called from any thread."""

    def __init__(self, journal: Path) -> None:
        """Open it, making it if there is none. Raises ``OSError``."""
        path = journal.with_name(journal.name + "-gates")
        self._file = _opened(path, journal.stat().st_mode & 0o666)
        self._map: mmap.mmap | None = None
        try:
            if os.fstat(self._file).st_size < _SIZE:
                os.posix_fallocate(self._file, 0, _SIZE)  # a full disk is told here, not later
            self._map = mmap.mmap(self._file, _SIZE)
        except BaseException:
            os.close(self._file)
            raise
        self._words = memoryview(self._map).cast("Q")
        self.seat = -1
        self.sitter = 0
        """A number that says who sits in the seat."""
        _open_files.add(self)

    def close(self) -> None:
        """Leave the seat."""
        if self._map is None:
            return
        if self.seat >= 0:
            self._put("sitter", 0)
        self._words.release()
        self._map.close()
        self._map = None
        os.close(self._file)

    def forget_in_child(self) -> None:
        """Let the lock be the parent's alone: a child may live longer."""
        if self._map is not None:
            os.close(self._file)
            self._file = os.open(os.devnull, os.O_RDWR)

    # ------------------------------------------------------------------ who is there

    def sit(self) -> None:
        """Take a free seat. Raises ``OSError`` where all are taken."""
        for seat in range(SEATS):
            if self._locked(fcntl.F_OFD_SETLK, seat) is not None:
                self.seat, self.sitter = seat, secrets.randbits(63) or 1
                self._put("open_for", 0)
                self._put("waiting", 0)
                self._put("sitter", self.sitter)
                return
        raise OSError(f"{SEATS} gates use it already")

    def is_alive(self, seat: int, sitter: int) -> bool:
        """Return whether that gate's process still has its journal open."""
        if not 0 <= seat < SEATS or self._get("sitter", seat) != sitter:
            return False
        return seat == self.seat or self._is_taken(seat)

    def was_open_for(self, seat: int, sitter: int) -> int | None:
        """Say for which passenger that gate was open when it stopped, 0 for nobody.

        ``None``: nobody can tell any more.
        """
        if not 0 <= seat < SEATS or self._get("sitter", seat) != sitter:
            return None
        return self._get("open_for", seat)

    def open_for(self, transaction: int) -> None:
        """Note before the barrier opens for whom it does; 0: for nobody any more."""
        if self.seat >= 0 and self._map is not None:
            self._put("open_for", transaction)

    def _is_taken(self, seat: int) -> bool:
        found = self._locked(fcntl.F_OFD_GETLK, seat)
        assert found is not None, "asking takes nothing"
        return bool(struct.unpack(_FLOCK, found)[0] != fcntl.F_UNLCK)

    def _locked(self, how: int, seat: int) -> bytes | None:
        lock = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, seat, 1, 0)
        try:
            return fcntl.fcntl(self._file, how, lock)
        except (BlockingIOError, PermissionError):
            return None

    # ------------------------------------------------------------------ whose turn it is

    @contextlib.contextmanager
    def in_line(self) -> Iterator["Turn"]:
        """Stand in the line of those who want to write."""
        since = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        if self.seat >= 0:
            self._put("waiting", since)
        try:
            yield Turn(self, since)
        finally:
            if self.seat >= 0 and self._map is not None:
                self._put("waiting", 0)

    def line(self) -> list[tuple[int, int]]:
        """Give who waits: since when in nanoseconds, and on which seat; the longest first."""
        at = _FIELDS.index("waiting") * SEATS
        waiting = self._words[at : at + SEATS].tolist()
        return sorted((since, seat) for seat, since in enumerate(waiting) if since)

    def drop_if_gone(self, seat: int) -> None:
        """Take somebody out of the line who ended while waiting."""
        if seat != self.seat and not self._is_taken(seat):
            self._words[_FIELDS.index("waiting") * SEATS + seat] = 0

    def _get(self, field: str, seat: int) -> int:
        return self._words[_FIELDS.index(field) * SEATS + seat]

    def _put(self, field: str, value: int) -> None:
        self._words[_FIELDS.index(field) * SEATS + self.seat] = value


def _opened(path: Path, mode: int) -> int:
    """Open the file; a new one is for whoever may use the journal."""
    how = os.O_RDWR | os.O_NOFOLLOW
    try:
        file = os.open(path, how | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(path, how)
    os.fchmod(file, mode)
    return file


class Turn:
    """A place in the line."""

    def __init__(self, seats: Seats, since: int) -> None:
        self._seats = seats
        self._since = since
        self._passed_over: set[tuple[int, int]] = set()
        self._first: tuple[int, int] | None = None
        self._first_seen = since

    def wait(self) -> None:
        """Let those write first who have waited long, but for nobody who stands still."""
        while True:
            now = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
            before = [
                each
                for each in self._seats.line()
                if each[0] < self._since and each not in self._passed_over
            ]
            if not before or now - before[0][0] < _GRACE * 1e9:
                return
            if before[0] != self._first:
                self._first, self._first_seen = before[0], now
                self._seats.drop_if_gone(before[0][1])
            elif now - self._first_seen > _HANGS * 1e9:
                self._passed_over.add(before[0])
            time.sleep(min(_NAP * (1 + 2 * len(before)), _LONG_NAP))

    def pause(self) -> None:
        """Wait a moment, somebody else being at it: the shorter the nearer one's turn is."""
        before = sum(since < self._since for since, _ in self._seats.line())
        time.sleep(min(_NAP * (1 + before), _LONG_NAP))


def _after_fork() -> None:
    for seats in list(_open_files):
        seats.forget_in_child()


os.register_at_fork(after_in_child=_after_fork)
