"""The small file in which a gate's mode outlives whatever happens to the gate.

It has always the same length and is made with the gate, so that a disk which is full has
room for it: a change is written to a second file that takes the first one's place, and where
that cannot be, over the old bytes, which fit into one sector.
"""

import json
import os
import time
from contextlib import suppress
from pathlib import Path

from station_gate.gate.terms import Mode

LATCHED = (Mode.IN_SERVICE, Mode.OUT_OF_SERVICE, Mode.LOCKED, Mode.FREE_PASSAGE, Mode.EVACUATION)
"""What operators make of a gate; that a device has failed is found anew by each lane."""
_LENGTH = 256


class ModeFile:
    """Keeps one mode. No method raises: who needs the file must go on without it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problem: str | None = None
        """What is wrong with the file, in a sentence."""

    def read(self) -> Mode:
        """Give the mode kept; in service where none ever was.

        A file that says nothing may have said "evacuation": then the gate stands open until
        somebody resets it.
        """
        try:
            text = self._path.read_bytes()
            mode = Mode(json.loads(text)["mode"])
        except FileNotFoundError:
            return Mode.IN_SERVICE
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            return self._unknown(getattr(error, "strerror", None) or "it is damaged")
        return mode if mode in LATCHED else self._unknown("it is damaged")

    def keep(self, mode: Mode) -> bool:
        """Write a mode so that not even a loss of power takes it; say whether that worked."""
        entry = json.dumps({"mode": mode.value, "since": round(time.time(), 3)}).encode()
        data = entry.ljust(_LENGTH - 1) + b"\n"
        try:
            self._replace(data)
        except OSError:
            try:
                self._overwrite(data)
            except OSError as error:
                self.problem = (
                    f"What the gate is set to would be lost with its power: {self._path} "
                    f"cannot be written ({error.strerror})."
                )
                return False
        self.problem = None
        return True

    def _unknown(self, why: str) -> Mode:
        self.problem = (
            f"Nobody knows what the gate was set to: {self._path} cannot be read ({why}). "
            "It stands open until it is reset."
        )
        return Mode.EVACUATION

    def _replace(self, data: bytes) -> None:
        beside = self._path.with_name(f"{self._path.name}.new")
        try:
            _write(beside, data, os.O_CREAT | os.O_TRUNC)
            beside.replace(self._path)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            raise
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _overwrite(self, data: bytes) -> None:
        _write(self._path, data, 0)


def _write(path: Path, data: bytes, how: int) -> None:
    handle = os.open(path, os.O_WRONLY | how, 0o600)
    try:
        if os.write(handle, data) != len(data):
            raise OSError(28, "no space left")
        os.fsync(handle)
    finally:
        os.close(handle)
