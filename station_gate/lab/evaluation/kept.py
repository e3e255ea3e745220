"""Encodings kept between runs, by what the picture holds and how it was encoded.

They are biometric: made of people's faces, and good enough to find them again. The
file is the user's alone (mode 600); ``--no-cache`` keeps nothing, and deleting the
file loses only time.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import numpy as np

from station_gate.faces.cache import cache_folder
from station_gate.faces.encoder import Encoding
from station_gate.lab.evaluation.acquire import Acquired
from station_gate.problems import BadInput

FILE = "encodings.sqlite"
_ASKED_AT_ONCE = 500
_TABLE = """
create table if not exists acquired (
    picture text not null,   -- SHA-256 of the file
    way text not null,       -- pipeline and choice of face
    ours blob,               -- 128 little-endian float64, null: no face
    plain blob,
    beyond text not null,    -- the first limit for portraits that it is beyond
    primary key (picture, way)
) without rowid"""


class KeptEncodings:
    """The cache of one way of encoding; ``None`` for ``path`` keeps nothing after the run.

    Every ``keep`` is one transaction: a run that is ended loses at most what came since.
    """

    def __init__(self, way: str, path: Path | None) -> None:
        self._way = way
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch(mode=0o600)
            self._base = sqlite3.connect(path or ":memory:", timeout=30)
            self._base.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise BadInput(
                f"The cache {path} cannot be used ({error}); delete it, name another folder in "
                "STATION_GATE_CACHE, or use --no-cache."
            ) from None

    def __enter__(self) -> "KeptEncodings":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._base.close()

    def find(self, pictures: Iterable[str]) -> dict[str, Acquired]:
        """Return what is kept of these pictures, named by their SHA-256."""
        wanted = list(pictures)
        found: dict[str, Acquired] = {}
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            some = wanted[start : start + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._base.execute(
                "select picture, ours, plain, beyond from acquired "
                f"where way = ? and picture in ({marks})",
                [self._way, *some],
            )
            for picture, ours, plain, beyond in rows:
                with suppress(ValueError):  # a damaged row is encoded again
                    found[picture] = Acquired(_encoding(ours), _encoding(plain), beyond)
        return found

    def keep(self, made: Iterable[tuple[str, Acquired]]) -> None:
        """Keep encodings, all of them or none."""
        rows = [
            (picture, self._way, _blob(each.ours), _blob(each.plain), each.beyond)
            for picture, each in made
        ]
        with self._base:
            self._base.executemany("insert or replace into acquired values (?, ?, ?, ?, ?)", rows)


def default_file() -> Path:
    """Return the file in the user's cache folder."""
    return cache_folder() / FILE


def _encoding(blob: bytes | None) -> Encoding | None:
    return None if blob is None else np.frombuffer(blob, "<f8").reshape(128)


def _blob(encoding: Encoding | None) -> bytes | None:
    return None if encoding is None else encoding.astype("<f8").tobytes()
