"""The table after a replay or a playlist: what was expected, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from station_gate.problems import printable
from station_gate.reporting.output import Output

_TITLES = ("scenario", "passenger", "expected", "actual", "reason", "agrees", "time")
_MARKS = {True: "✓", False: "✗", None: "–"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """One passenger: texts as they are shown; ``duration`` in seconds, if it ended.

    ``agrees`` is ``None`` for an ending that counts neither as passed nor as failed.
    """

    group: str
    """The heading that it stands under."""
    scenario: str
    passenger: str
    expected: str
    actual: str
    reason: str
    agrees: bool | None
    duration: float | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as texts, one for each column."""
        texts = (self.scenario, self.passenger, self.expected, self.actual, self.reason)
        time = "" if self.duration is None else f"{self.duration:.1f} s"
        return (*(printable(text) for text in texts), _MARKS[self.agrees], time)

    @property
    def style(self) -> str:
        """How it stands out on a terminal."""
        return {True: "", False: "bold red", None: "yellow"}[self.agrees]


def show_table(rows: Sequence[OutcomeRow], stream: TextIO, notes: Sequence[str] = ()) -> None:
    """Write the table and its sum: drawn on a terminal, aligned plain text elsewhere.

    Rows of one group stand together under its heading, in the order given. ``notes`` are
    lines for the end.
    """
    output = Output(stream)
    counted = [row.agrees for row in rows if row.agrees is not None]
    total = f"{sum(counted)} of {len(counted)} ended as expected."
    if output.is_terminal:
        output.write(_drawn(rows, total, notes, output.console(), all_agree=all(counted)))
    else:
        output.write("".join(f"{line}\n" for line in (*_plain(rows), total, *notes)))


def _groups(rows: Sequence[OutcomeRow]) -> list[tuple[str, list[OutcomeRow]]]:
    found = groupby(rows, key=lambda row: row.group)
    return [(printable(heading), list(members)) for heading, members in found]


def _drawn(
    rows: Sequence[OutcomeRow],
    total: str,
    notes: Sequence[str],
    console: Console,
    *,
    all_agree: bool,
) -> str:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in _TITLES:
        table.add_column(
            title,
            justify={"agrees": "center", "time": "right"}.get(title, "left"),  # type: ignore[arg-type]
            overflow="fold",
        )
    for heading, members in _groups(rows):
        table.add_row(Text(heading, "bold underline"))
        for row in members:
            table.add_row(*(Text(cell) for cell in row.cells), style=row.style)
    with console.capture() as capture:
        console.print(table)
        console.print(Text(total, "bold green" if all_agree else "bold red"))
        for note in notes:
            console.print(Text(note, "yellow"))
    return capture.get()


def _plain(rows: Sequence[OutcomeRow]) -> list[str]:
    lines = [_TITLES, *(row.cells for row in rows)]
    widths = [max(cell_len(cell) for cell in column) for column in zip(*lines, strict=True)]

    def aligned(line: tuple[str, ...]) -> str:
        cells = zip(line, widths, strict=True)
        return "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in cells).rstrip()

    written = [aligned(_TITLES)]
    for heading, members in _groups(rows):
        written += [f"-- {heading}", *(aligned(row.cells) for row in members)]
    return written
