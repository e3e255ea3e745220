"""One table of all benchmarks: ``make bench`` prints it and writes ``out/bench.json``.

Every script gives its rows to ``publish``; a row takes the place of an older one of
the same name. Run by itself this prints what there is.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

FILE = Path(__file__).resolve().parent.parent / "out" / "bench.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: milliseconds of ours and of what ``other`` names, in one run."""

    name: str
    ours_ms: float
    other: str
    other_ms: float

    @property
    def ratio(self) -> float:
        """How many times as long the other takes."""
        return self.other_ms / self.ours_ms


def publish(rows: Iterable[Row]) -> None:
    """Put rows into ``out/bench.json`` and print them."""
    rows = list(rows)
    kept = {each["name"]: each for each in _read()}
    kept |= {row.name: {**asdict(row), "ratio": row.ratio} for row in rows}
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(list(kept.values()), indent=2) + "\n", encoding="utf-8")
    show([kept[row.name] for row in rows])


def show(rows: Iterable[dict[str, object]]) -> None:
    """Print rows as one table."""
    table = Table("", "ours, ms", "other", "ms", "ratio")
    for column in (1, 3, 4):
        table.columns[column].justify = "right"
    for row in rows:
        table.add_row(
            str(row["name"]),
            f"{row['ours_ms']:.2f}",
            str(row["other"]),
            f"{row['other_ms']:.2f}",
            f"{row['ratio']:.2f} x",
        )
    Console().print(table)


def _read() -> list[dict[str, object]]:
    if not FILE.exists():
        return []
    read: list[dict[str, object]] = json.loads(FILE.read_text(encoding="utf-8"))
    return read


if __name__ == "__main__":
    show(_read())
