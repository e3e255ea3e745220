"""What operators did, for people and for other programs."""

import csv
import json
from collections.abc import Sequence
from typing import Any, TextIO

from rich.cells import cell_len
from rich.text import Text

from station_gate.journal.interventions import Intervention
from station_gate.problems import printable
from station_gate.reporting.output import Output, formula_free

VERSION = 1
"""Of an intervention's keys in JSON; they only ever grow within a version."""
_COLUMNS = (
    "gate",
    "time",
    "operator",
    "command",
    "reason",
    "done",
    "answer",
    "transaction",
)


def intervention_fields(intervention: Intervention) -> dict[str, Any]:
    """Give an intervention as plain data."""
    return {
        "version": VERSION,
        "gate": intervention.gate,
        "time": intervention.at.isoformat(timespec="milliseconds"),
        "operator": intervention.operator,
        "command": intervention.command,
        "reason": intervention.reason,
        "done": intervention.done,
        "answer": intervention.answer,
        "transaction": intervention.transaction,
    }


def intervention_lines(interventions: Sequence[Intervention], stream: TextIO) -> None:
    """Write one aligned line for each: when, where, who, what, why, and what came of it."""
    output = Output(stream)
    console = output.console()
    rows = [_cells(each) for each in interventions]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for intervention, row in zip(interventions, rows, strict=True):
        cells = zip(row, widths, strict=True)
        line = Text("  ".join(cell + " " * (width - cell_len(cell)) for cell, width in cells))
        line.rstrip()
        line.stylize("" if intervention.done else "bold red")
        with console.capture() as capture:
            console.print(line, soft_wrap=True)
        output.write(capture.get())


def write_intervention_csv(interventions: Sequence[Intervention], stream: TextIO) -> None:
    """Write a table with one row for each."""
    writer = csv.DictWriter(stream, _COLUMNS, extrasaction="ignore")
    writer.writeheader()
    for intervention in interventions:
        fields = intervention_fields(intervention)
        writer.writerow({name: formula_free(value) for name, value in fields.items()})


def write_intervention_json(interventions: Sequence[Intervention], stream: TextIO) -> None:
    """Write one JSON array."""
    fields = [intervention_fields(each) for each in interventions]
    stream.write(json.dumps(fields, ensure_ascii=False, indent=1) + "\n")


def _cells(intervention: Intervention) -> tuple[str, ...]:
    number = intervention.transaction
    answer = "" if intervention.done else f"not done: {intervention.answer}"
    return (
        f"{intervention.at:%Y-%m-%d %H:%M:%S}",
        printable(intervention.gate),
        "" if number is None else f"#{number}",
        printable(intervention.operator),
        f"{'✓' if intervention.done else '✗'} {printable(intervention.command)}",
        printable(f'"{intervention.reason}"'),
        printable(answer),
    )
