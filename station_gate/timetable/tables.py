"""The tables of a GTFS feed, a folder or a zip file, read leniently and within bounds.

No library is used: those that are kept up bring pandas or polars along, for feeds of
whole cities; a gate wants seven tables of text, and a word on each row that it cannot use.
"""

import csv
import io
import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from station_gate.problems import BadInput

MOST_ROWS = 2_000_000
_MOST_BYTES = 200_000_000  # of one table, unpacked
_MOST_TEXT = 200  # characters of one value that is kept
_BROKEN = (zipfile.BadZipFile, zlib.error)
_LEGACY = "cp1252"
"""What is meant where a table is not the UTF-8 that GTFS asks for."""

Row = Mapping[str, str]


class LeftOut:
    """What of a feed could not be used, and how much of it."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def add(self, where: str, what: str, count: int = 1) -> None:
        """Count something; ``what`` ends in why, ``where`` is "feed/trips.txt, line 3"."""
        self._counts[what] += count
        self._first.setdefault(what, where)

    def lines(self) -> tuple[str, ...]:
        """Give a sentence for each kind of thing, with its number and the first place."""
        return tuple(
            f"{self._first[what]}: {count} {what}" + (", here first." if count > 1 else ".")
            for what, count in self._counts.items()
        )


class Tables:
    """An open feed."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None) -> None:
        self.path = path
        self.left_out = LeftOut()
        self._archive = archive
        self._packed = _packed(archive.namelist()) if archive is not None else {}

    def has(self, name: str) -> bool:
        """Return whether the feed has a table."""
        if self._archive is not None:
            return name in self._packed
        return (self.path / name).is_file()

    def rows(
        self, name: str, needed: tuple[str, ...], used: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, Row]]:
        """Yield each row with its place ("feed/trips.txt, line 3"), for sentences.

        A row has the columns of ``needed`` and ``used`` and no others; a missing one of
        ``used`` is "". A row that cannot be told apart into columns is left out. Raises
        ``BadInput`` where a column of ``needed`` or the table is missing.
        """
        where = f"{self.path}/{name}"
        if not self.has(name):
            raise BadInput(f"The timetable {self.path} has no {name}; give a whole GTFS feed.")
        with self._open(name) as stream:
            # some write blanks behind their commas, also before a quotation mark
            reader = csv.reader(_Bounded(stream, where), skipinitialspace=True)
            try:
                header = [column.strip() for column in next(reader, [])]
                for column in needed:
                    if column not in header:
                        raise BadInput(f"{where} has no column {column!r}; GTFS asks for it.")
                places = {column: header.index(column) for column in needed}
                places |= {column: header.index(column) for column in used if column in header}
                absent = dict.fromkeys(used, "")
                for number, values in enumerate(reader, 1):
                    if not any(values):
                        continue
                    if number > MOST_ROWS:
                        raise BadInput(f"{where} has more than {MOST_ROWS} rows.")
                    place = f"{where}, line {reader.line_num}"
                    if any(value.strip() for value in values[len(header) :]):
                        self.left_out.add(place, "rows with more values than columns left out")
                        continue
                    given = len(values)
                    yield (
                        place,
                        absent
                        | {
                            column: _text(values[at]) if at < given else ""
                            for column, at in places.items()
                        },
                    )
            except csv.Error as error:
                raise BadInput(f"{where}, line {reader.line_num}: {error}.") from None
            except UnicodeDecodeError:
                raise BadInput(f"{where} is no text in UTF-8 or UTF-16.") from None
            except (OSError, EOFError, *_BROKEN) as error:
                raise BadInput(f"{where} cannot be read: {error}.") from None

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[str]]:
        try:
            with self._raw(name) as raw:
                wide = raw.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE)
            raw = self._raw(name)
        except (OSError, RuntimeError, NotImplementedError, EOFError, *_BROKEN) as error:
            # zipfile's own: locked (RuntimeError), packed in a way it lacks (NotImplementedError)
            raise BadInput(f"{self.path}/{name} cannot be read: {error}.") from None
        encoding, errors = ("utf-16", "strict") if wide else ("utf-8-sig", "surrogateescape")
        with raw, io.TextIOWrapper(raw, encoding, errors, newline="") as text:
            yield text

    def _raw(self, name: str) -> IO[bytes]:
        if self._archive is not None:
            return self._archive.open(self._packed[name])
        return (self.path / name).open("rb")


class _Bounded:
    """The lines of a stream, up to a number of characters: a bomb ends here."""

    def __init__(self, stream: IO[str], where: str) -> None:
        self._stream = stream
        self._where = where
        self._left = _MOST_BYTES

    def __iter__(self) -> "_Bounded":
        return self

    def __next__(self) -> str:
        line = self._stream.readline(1_000_000)
        self._left -= len(line)
        if self._left < 0 or len(line) == 1_000_000:
            raise BadInput(f"{self._where} is too large for a timetable.")
        if not line:
            raise StopIteration
        return line


@contextmanager
def open_tables(path: Path) -> Iterator[Tables]:
    """Open a feed. Raises ``BadInput`` for anything that is none."""
    if path.is_dir():
        yield Tables(path, None)
        return
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise BadInput(f"There is no timetable {path}; give a GTFS feed.") from None
    except (zipfile.BadZipFile, OSError):
        raise BadInput(
            f"{path} is no GTFS feed: a folder with trips.txt and so on, or a zip file of it."
        ) from None
    with archive:
        yield Tables(path, archive)


def _packed(names: list[str]) -> dict[str, str]:
    """Give the tables' places in an archive: at its top, or all in one folder of it."""
    found = [name for name in names if name.split("/")[-1] == "trips.txt"]
    folder = min(found, key=len, default="trips.txt").removesuffix("trips.txt")
    return {
        name.removeprefix(folder): name
        for name in names
        if name.startswith(folder) and "/" not in name.removeprefix(folder)
    }


def _text(value: str) -> str:
    text = value.strip()
    if not text.isprintable():
        if any("\udc80" <= letter <= "\udcff" for letter in text):
            text = text.encode("utf-8", "surrogateescape").decode(_LEGACY, "replace")
        text = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    return text[:_MOST_TEXT]
