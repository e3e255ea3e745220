"""A journal's records for people: one line each, or one with all its values."""

import json
from collections.abc import Sequence
from typing import Any, TextIO

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from station_gate.gate.decision import Check, Decision
from station_gate.gate.terms import Outcome
from station_gate.journal.interventions import Intervention
from station_gate.journal.records import Record
from station_gate.problems import printable
from station_gate.reporting.interventions import intervention_lines
from station_gate.reporting.output import Output
from station_gate.reporting.record import decision_record

VERSION = 1
"""Of a record's keys in JSON; they only ever grow within a version."""

MARKS = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.REFUSED: ("✗", "bold red"),
    Outcome.ABANDONED: ("!", "yellow"),
    Outcome.ASSISTED: ("!", "yellow"),
}
"""A mark and a colour for each outcome: nothing is told by colour alone."""


def record_json(record: Record) -> str:
    """Give a record as one JSON object."""
    return json.dumps(record_fields(record), ensure_ascii=False, allow_nan=False)


def record_fields(record: Record) -> dict[str, Any]:
    """Give a record as plain data."""
    reason = record.decision.reason
    return {
        "version": VERSION,
        "gate": record.gate,
        "time": record.at.isoformat(timespec="milliseconds"),
        **decision_record(record.decision),
        "staff_code": reason.staff_code if reason else None,
    }


def list_lines(records: Sequence[Record], total: int, stream: TextIO) -> None:
    """Write one aligned line for each record, and how many there are."""
    output = Output(stream)
    console = output.console()
    rows = [_cells(record) for record in records]
    widths = [max((cell_len(cell) for cell in column), default=0) for column in zip(*rows)]  # noqa: B905
    for record, row in zip(records, rows, strict=True):
        style = MARKS[record.decision.outcome][1]
        line = Text()
        for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
            padded = cell + " " * (width - cell_len(cell))
            line.append(padded + "  ", style if number in (3, 4) else "")
        line.rstrip()
        with console.capture() as capture:
            console.print(line, soft_wrap=True)
        output.write(capture.get())
    if total > len(records):
        output.write(f"The newest {len(records)} of {total}; --limit shows more.\n")
    else:
        output.write(f"{total} {'passenger' if total == 1 else 'passengers'}.\n")


def show_lines(record: Record, stream: TextIO, interventions: Sequence[Intervention] = ()) -> None:
    """Write one record: the verdict, every check (failed ones first), the stages' times.

    Then what operators did while that passenger was at the gate.
    """
    output = Output(stream)
    console = output.console()
    decision = record.decision
    mark, style = MARKS[decision.outcome]
    verdict = Text.assemble(
        (f"{mark} {decision.outcome.value.upper()}", style),
        "" if decision.reason is None else f"  {reason_of(decision)}",
    )
    facts = [
        f"{printable(record.gate)}  #{decision.transaction}  {record.at:%Y-%m-%d %H:%M:%S}",
        f"ticket {printable(decision.ticket_id)}" if decision.ticket_id else "no ticket",
        f"{decision.attempts} {'attempt' if decision.attempts == 1 else 'attempts'}",
        f"{decision.duration:.1f} s",
    ]
    table = Table("check", "value", "limit", "", box=box.SIMPLE_HEAD, pad_edge=False)
    for check in sorted(decision.checks, key=lambda check: check.passed):
        table.add_row(*check_cells(check), style="" if check.passed else "bold red")
    with console.capture() as capture:
        console.print(verdict)
        console.print("  ".join(facts))
        if decision.checks:
            console.print(table)
        times = "  ".join(f"{name} {seconds:.1f} s" for name, seconds in decision.stages)
        console.print(f"Time: {times}" if times else "No stage took any time.")
    output.write(capture.get())
    intervention_lines(interventions, stream)


def _cells(record: Record) -> tuple[str, ...]:
    decision = record.decision
    return (
        f"{record.at:%Y-%m-%d %H:%M:%S}",
        printable(record.gate),
        f"#{decision.transaction}",
        f"{MARKS[decision.outcome][0]} {decision.outcome.value}",
        reason_of(decision),
        f"{decision.duration:.1f} s".rjust(7),
    )


def reason_of(decision: Decision) -> str:
    """Say the reason with the code on the screen; empty for a passage."""
    reason = decision.reason
    return "" if reason is None else f"{reason.code} ({reason.staff_code})"


def check_cells(check: Check) -> tuple[str, str, str, str]:
    """Give name, value, limit, and "ok" or "FAIL"."""
    unit = f" {check.unit}" if check.unit else ""
    value, limit = (
        f"{each:.4g}" if isinstance(each, float) else str(each)
        for each in (check.value, check.limit)
    )
    verdict = "ok" if check.passed else "FAIL"
    return printable(check.name), printable(value + unit), printable(limit), verdict
