"""The log in a file: JSON lines; a new file is begun before this one grows too large."""

import logging
import os
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from station_gate.problems import BadInput

_MB = 1_000_000  # bytes


class _Handler(RotatingFileHandler):
    """Lets an error out; the logging module would print a traceback."""

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, opener=_private)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        raise  # it is called where the error is being handled


def _private(path: str, flags: int) -> int:
    """Make a new file for its user alone: who travelled when is nobody else's business."""
    return os.open(path, flags, 0o600)


class LogFile:
    """A file for one gate's lines. A disk that fails later is told once and stops no gate."""

    def __init__(self, path: Path, size: int, count: int, complaints: TextIO) -> None:
        """Open it, adding to what is there.

        At most ``size`` MB are in it; ``count`` older files are kept as PATH.1 (the
        newest), PATH.2, ... Raises ``BadInput`` where nothing can be written.
        """
        self._path = path
        self._complaints = complaints
        self._failing = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handler = _Handler(path, maxBytes=size * _MB, backupCount=count, encoding="utf-8")
        except OSError as error:
            raise BadInput(
                f"The log {path} cannot be written: {error.strerror}; choose another log.file."
            ) from None

    def write(self, line: str) -> None:
        """Add one line, which has its end."""
        try:
            self._handler.emit(logging.makeLogRecord({"msg": line.rstrip("\n")}))
            self._failing = False
        except OSError as error:
            if not self._failing:
                print(
                    f"The log {self._path} cannot be written any more: {error.strerror}; "
                    "lines are lost until it can.",
                    file=self._complaints,
                )
            self._failing = True

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):  # what a full disk did not take has been complained about
            self._handler.close()
