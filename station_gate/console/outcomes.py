"""The table after a replay or a playlist: what was expected, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from station_gate.console.output import Output, printable

_TITLES = ("scenario", "passenger", "expected", "actual", "reason", "agrees", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """One passenger: texts as they are shown; ``duration`` in seconds, if it ended."""

    scenario: str
    passenger: str
    expected: str
    actual: str
    reason: str
    agrees: bool
    duration: float | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as texts, one for each column."""
        texts = (self.scenario, self.passenger, self.expected, self.actual, self.reason)
        mark = "✓" if self.agrees else "✗"
        time = "" if self.duration is None else f"{self.duration:.1f} s"
        return (*(printable(text) for text in texts), mark, time)


def show_table(rows: Sequence[OutcomeRow], stream: TextIO) -> None:
    """Write the table and its sum: drawn on a terminal, aligned plain text elsewhere."""
    output = Output(stream)
    agreed = sum(row.agrees for row in rows)
    total = f"{agreed} of {len(rows)} ended as expected."
    if output.is_terminal:
        output.write(_drawn(rows, total, output.console(), all_agree=agreed == len(rows)))
    else:
        output.write(_plain([_TITLES, *(row.cells for row in rows)]) + total + "\n")


def _drawn(rows: Sequence[OutcomeRow], total: str, console: Console, *, all_agree: bool) -> str:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in _TITLES:
        table.add_column(
            title,
            justify={"agrees": "center", "time": "right"}.get(title, "left"),  # type: ignore[arg-type]
            overflow="fold",
        )
    for row in rows:
        style = "" if row.agrees else "bold red"
        table.add_row(*(Text(cell) for cell in row.cells), style=style)
    with console.capture() as capture:
        console.print(table)
        console.print(Text(total, "bold green" if all_agree else "bold red"))
    return capture.get()


def _plain(lines: Sequence[tuple[str, ...]]) -> str:
    widths = [max(cell_len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )
