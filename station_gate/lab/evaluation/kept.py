"""Encodings kept between runs, by what the picture holds and how it was encoded.

They are biometric: made of people's faces, and good enough to find them again. The
file is the user's alone (mode 600); ``--no-cache`` keeps nothing, and deleting the
file loses only time. Like every kept file it is never trusted unseen: each row has a
checksum.
"""

import errno
import hashlib
import logging
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import numpy as np

from station_gate.faces.cache import CACHE_VARIABLE, cache_folder
from station_gate.faces.encoder import Encoding
from station_gate.lab.evaluation.acquire import Acquired
from station_gate.problems import BadInput

FILE = "encodings.sqlite"
_ASKED_AT_ONCE = 500
_APPLICATION = int.from_bytes(b"SGE1", "big")  # PRAGMA application_id: whose file it is
_FORMAT = 2
"""Of the table below (PRAGMA user_version); what is kept in another one is encoded again."""
_TABLE = """
create table acquired (
    picture text not null,   -- SHA-256 of the file
    way text not null,       -- pipeline and choice of face
    ours blob,               -- little-endian float64, null: no face
    plain blob,
    beyond text not null,    -- the first limit for portraits that it is beyond
    checksum blob not null,  -- of all the others
    primary key (picture, way)
) without rowid"""
_FORMAT_1 = ["picture", "way", "ours", "plain", "beyond"]
"""The columns of the first format, which bore neither of the two marks."""

_log = logging.getLogger(__name__)


class KeptEncodings:
    """The cache of one way of encoding; ``None`` for ``path`` keeps nothing after the run.

    Every ``keep`` is one transaction: a run that is ended loses at most what came since.
    A full disk costs one warning in the log; from then on nothing is kept after the run.
    """

    def __init__(self, way: str, path: Path | None) -> None:
        """Open or make the file; raises ``BadInput`` for one that cannot be used."""
        self._way = way
        self._path = path
        try:
            self._base = _opened(path)
        except (OSError, sqlite3.Error) as error:
            if not _is_full(error):
                raise self._unusable(error) from None
            self._base = self._without_file(error)

    def __enter__(self) -> "KeptEncodings":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._base.close()

    @property
    def lasting(self) -> bool:
        """Whether the next run finds what this one has encoded."""
        return self._path is not None

    def find(self, pictures: Iterable[str]) -> dict[str, Acquired]:
        """Return what is kept of these pictures, named by their SHA-256.

        What is not as it was kept counts as absent; raises ``BadInput`` for a damaged file.
        """
        wanted = list(pictures)
        found: dict[str, Acquired] = {}
        try:
            for start in range(0, len(wanted), _ASKED_AT_ONCE):
                some = wanted[start : start + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = self._base.execute(
                    "select picture, way, ours, plain, beyond, checksum from acquired "
                    f"where way = ? and picture in ({marks})",
                    [self._way, *some],
                )
                for *row, checksum in rows:
                    if checksum == _checksum(*row):
                        picture, _, ours, plain, beyond = row
                        found[picture] = Acquired(_encoding(ours), _encoding(plain), beyond)
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        return found

    def keep(self, made: Iterable[tuple[str, Acquired]]) -> None:
        """Keep encodings, all of them or none."""
        rows = [
            (picture, self._way, _blob(each.ours), _blob(each.plain), each.beyond)
            for picture, each in made
        ]
        try:
            with self._base:
                self._base.executemany(
                    "insert or replace into acquired values (?, ?, ?, ?, ?, ?)",
                    [(*row, _checksum(*row)) for row in rows],
                )
        except sqlite3.Error as error:  # hours of work are worth more than the cache
            self._base.close()
            self._base = self._without_file(error)

    def _without_file(self, error: Exception) -> sqlite3.Connection:
        """Say why nothing is kept from here on, and go on in memory."""
        _log.warning(
            "The cache %s cannot be written (%s): the measurement goes on, but what it encodes "
            "from here on is not kept. For the next time, make room or name another folder in %s.",
            self._path,
            error,
            CACHE_VARIABLE,
        )
        self._path = None
        return _opened(None)

    def _unusable(self, error: Exception) -> BadInput:
        return BadInput(
            f"The cache {self._path} cannot be used ({error}); delete it, name another folder in "
            f"{CACHE_VARIABLE}, or use --no-cache."
        )


def default_file() -> Path:
    """Return the file in the user's cache folder."""
    return cache_folder() / FILE


def _opened(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    base = sqlite3.connect(path or ":memory:", timeout=30)
    try:
        # a damaged text must not end the search: its row's checksum tells
        base.text_factory = lambda raw: raw.decode(errors="replace")
        if not _is_current(base):
            with base:
                _make(base, path)
    except BaseException:
        base.close()
        raise
    return base


def _make(base: sqlite3.Connection, path: Path | None) -> None:
    """Make the table in an empty file, or in place of one in another format."""
    base.execute("begin immediate")
    if _is_current(base):  # another run made it meanwhile
        return
    if not _is_ours(base):
        raise BadInput(
            f"{path} is a database of another program; move it away, name another folder in "
            f"{CACHE_VARIABLE}, or use --no-cache."
        )
    base.execute("drop table if exists acquired")
    base.execute(_TABLE)
    base.execute(f"pragma application_id = {_APPLICATION}")
    base.execute(f"pragma user_version = {_FORMAT}")


def _is_current(base: sqlite3.Connection) -> bool:
    return (_pragma(base, "application_id"), _pragma(base, "user_version")) == (
        _APPLICATION,
        _FORMAT,
    )


def _is_ours(base: sqlite3.Connection) -> bool:
    """Return whether the file is a cache in any format, or empty."""
    application = _pragma(base, "application_id")
    tables = [name for (name,) in base.execute("select name from sqlite_schema")]
    columns = [name for _, name, *_ in base.execute("pragma table_info(acquired)")]
    unmarked = not tables or (tables == ["acquired"] and columns == _FORMAT_1)
    return application == _APPLICATION or (application == 0 and unmarked)


def _pragma(base: sqlite3.Connection, name: str) -> int:
    return int(base.execute(f"pragma {name}").fetchone()[0])


def _is_full(error: OSError | sqlite3.Error) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _checksum(*row: object) -> bytes:
    """Of a row's texts, bytes and nulls, each with its kind."""
    return hashlib.blake2b(repr(row).encode(), digest_size=8).digest()


def _encoding(blob: bytes | None) -> Encoding | None:
    return None if blob is None else np.frombuffer(blob, "<f8")


def _blob(encoding: Encoding | None) -> bytes | None:
    return None if encoding is None else encoding.astype("<f8").tobytes()
