"""Lists that users write: their lines, and the rows of a CSV."""

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from station_gate.files import usable_size
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked

_MOST_BYTES = 200_000_000
"""Of a list of pairs: some five million of them."""
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""What else spreadsheets write between columns."""


def read_lines(path: Path, kind: str, entry: str) -> list[str]:
    """Read the lines of a text file; raises ``BadInput``, also where all are blank.

    ``kind`` says what the file should be ("groups file"), ``entry`` what a line holds.
    """
    if not os.path.lexists(path):
        raise BadInput(f"There is no {kind} {path}; give an existing one.")
    usable_size(path, "list", _MOST_BYTES)
    try:
        text = unmarked(path.read_bytes()).decode()
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not a text file in UTF-8; give a {kind}.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}; check the file.") from None
    lines = text.splitlines()
    if not any(line.strip() for line in lines):
        raise BadInput(f"{path} is empty; write {entry} on each line.")
    return lines


def begins_csv(first: str, columns: Sequence[str]) -> bool:
    """Return whether a first line is that of a CSV, be it with other marks than commas."""
    if "\t" in first:  # LFW's lists have tabs too
        return set(columns) <= {field.strip() for field in first.split("\t")}
    return any(mark in first for mark in (",", *_OTHER_SEPARATORS))


def csv_rows(
    path: Path, lines: Sequence[str], columns: Sequence[str], form: str
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of each row's line and its values by column, blank rows left out.

    ``columns`` must be there, ``form`` says what the first line looks like. Raises
    ``BadInput``.
    """
    header: list[str] | None = None
    for line, row in _rows(path, lines):
        if header is None:
            header = row
            _check_header(path, header, columns, form)
        elif len(row) != len(header):
            raise BadInput(
                f"{path}, line {line}: {len(row)} columns instead of {len(header)}; write a value "
                "for each column of the first line."
            )
        else:
            yield line, dict(zip(header, row, strict=True))


def _rows(path: Path, lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(lines, strict=True)  # or an open quotation swallows the lines after it
    try:
        for row in rows:
            fields = [field.strip() for field in row]
            if any(fields):
                yield rows.line_num, fields
    except csv.Error as error:
        raise BadInput(
            f"{path}, line {rows.line_num}: this cannot be read as CSV ({error}); "
            "check the quotation marks."
        ) from None


def _check_header(path: Path, header: list[str], columns: Sequence[str], form: str) -> None:
    missing = [name for name in columns if name not in header]
    if not missing:
        return
    named = (name for mark, name in _OTHER_SEPARATORS.items() if mark in header[0])
    separator = next(named, None) if len(header) == 1 else None
    if separator:
        raise BadInput(
            f"{path}: its columns are separated by {separator}; separate them by commas "
            f"and begin with the line {form}."
        )
    raise BadInput(f"{path}: there is no column {missing[0]}; its first line must be {form}.")
