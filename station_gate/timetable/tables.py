"""The tables of a GTFS feed, a folder or a zip file, read strictly and within bounds.

No library is used: those that are kept up bring pandas or polars along, for feeds of
whole cities; a gate wants five tables of text, and one clear sentence when they are wrong.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from station_gate.problems import BadInput

MOST_ROWS = 2_000_000
_MOST_BYTES = 200_000_000  # of one table, unpacked
_MOST_TEXT = 200  # characters of one value

Row = Mapping[str, str]


class Tables:
    """An open feed."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None) -> None:
        self._path = path
        self._archive = archive

    def has(self, name: str) -> bool:
        """Whether the feed has a table."""
        if self._archive is not None:
            return name in self._archive.namelist()
        return (self._path / name).is_file()

    def rows(self, name: str, needed: tuple[str, ...]) -> Iterator[tuple[str, Row]]:
        """Yield each row with its place ("feed/trips.txt, line 3"), for sentences.

        Every column of ``needed`` is there; of the others, what is missing is "".
        Raises ``BadInput``.
        """
        where = f"{self._path}/{name}"
        if not self.has(name):
            raise BadInput(f"The timetable {self._path} has no {name}; give a whole GTFS feed.")
        with self._open(name) as stream:
            reader = csv.reader(_Bounded(stream, where), strict=True)
            try:
                header = [column.strip() for column in next(reader, [])]
                for column in needed:
                    if column not in header:
                        raise BadInput(f"{where} has no column {column!r}; GTFS asks for it.")
                for number, values in enumerate(reader, 1):
                    if not values:
                        continue
                    if number > MOST_ROWS:
                        raise BadInput(f"{where} has more than {MOST_ROWS} rows.")
                    place = f"{where}, line {reader.line_num}"
                    yield place, _row(header, values, place)
            except csv.Error as error:
                raise BadInput(f"{where}, line {reader.line_num}: {error}.") from None
            except UnicodeDecodeError:
                raise BadInput(f"{where} is no UTF-8 text.") from None
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
                raise BadInput(f"{where} cannot be read: {error}.") from None

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[str]]:
        try:
            if self._archive is not None:
                raw: IO[bytes] = self._archive.open(name)
            else:
                raw = (self._path / name).open("rb")
        except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            # zipfile's own: locked (RuntimeError), packed in a way it lacks (NotImplementedError)
            raise BadInput(f"{self._path}/{name} cannot be read: {error}.") from None
        with raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            yield text


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


def _row(header: list[str], values: list[str], place: str) -> Row:
    if len(values) > len(header):
        raise BadInput(f"{place}: {len(values)} values under {len(header)} columns.")
    row = dict.fromkeys(header, "")
    for column, value in zip(header, values, strict=False):
        text = value.strip()
        if len(text) > _MOST_TEXT and column not in ("stop_desc", "route_desc"):
            raise BadInput(f"{place}: {column} has more than {_MOST_TEXT} characters.")
        row[column] = text if text.isprintable() else ""
    return row
