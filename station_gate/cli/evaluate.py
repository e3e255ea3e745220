"""``station-gate evaluate``: how well faces are compared, on the user's own pictures."""

import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from station_gate.assembly.fromsettings import face_policy
from station_gate.cli.measuring import (
    MaterialOrder,
    check_place,
    measure,
    read_order,
    write_file,
)
from station_gate.faces.calibration import tier_name
from station_gate.lab.evaluation.material import Material, grouped_by_person
from station_gate.lab.evaluation.page import GROUP_HEADER, NOTE, as_page
from station_gate.lab.evaluation.plots import det_plot, distance_plot
from station_gate.lab.evaluation.readers import read_groups
from station_gate.lab.evaluation.results import (
    Evaluation,
    as_json,
    figures,
    group_rows,
)
from station_gate.problems import ExitCode
from station_gate.say import say
from station_gate.settings import load_settings

REPORT = "report.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateOrder:
    """What to measure and where the results go; ``out`` takes every one of them."""

    material: MaterialOrder
    groups: Path | None
    json: Path | None
    html: Path | None
    out: Path | None
    config: Path | None


def run_evaluate(order: EvaluateOrder) -> ExitCode:
    """Measure, print the figures, write the reports."""
    policy = face_policy(load_settings(order.config))
    given = read_order(order.material)
    for path in (order.json, order.html, order.out and order.out / REPORT):
        if path is not None:
            check_place(path)
    if order.groups is not None:
        given = grouped_by_person(given, read_groups(order.groups))
    found = measure(order.material, given, policy)
    _show(found)
    _write_reports(order, found, given)
    return ExitCode.OK


def _show(found: Evaluation) -> None:
    console = Console(file=sys.stdout, highlight=False)
    console.print(f"Pairs: {_printable(found.origin)}", markup=False)
    console.print(f"Pipeline {found.pipeline}, calibration: {found.calibration}", markup=False)
    table = Table("", "Station Gate", "plain face_recognition")
    for row in figures(found.ours, found.plain, found.target):
        table.add_row(*row)
    console.print(table)
    if found.groups:
        table = Table(*GROUP_HEADER, title=f"At the thresholds for {tier_name(found.target)}")
        for cells in group_rows(found, found.target):
            table.add_row(*cells)
        console.print(table)
    for sentence in found.notes:
        console.print(sentence, markup=False)
    console.print(NOTE, style="dim")


def _write_reports(order: EvaluateOrder, found: Evaluation, given: Material) -> None:
    if order.json is not None:
        write_file(order.json, as_json(found).encode())
    if order.html is not None:
        write_file(order.html, _page(found, given))
    if order.out is not None:
        write_file(order.out / "report.json", as_json(found).encode())
        write_file(order.out / REPORT, _page(found, given))
        write_file(order.out / "det.png", det_plot(found))
        write_file(order.out / "distances.png", distance_plot(found.ours, "Station Gate"))
        write_file(
            order.out / "distances-plain.png",
            distance_plot(found.plain, "Plain face_recognition"),
        )
        say(f"The whole report is in {order.out}; open {REPORT} there.")


def _page(found: Evaluation, given: Material) -> bytes:
    return _printable(as_page(found, given)).encode()


def _printable(text: str) -> str:
    """Put a question mark for each byte of a file's name that is no text."""
    return text.encode(errors="replace").decode()
