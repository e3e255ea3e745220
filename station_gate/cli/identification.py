"""``station-gate evaluate --identification``: how well people are found among many."""

import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from station_gate.cli.measuring import (
    MaterialOrder,
    acquire,
    check_place,
    chosen_encoder,
    read_order,
    write_file,
)
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import steps_for
from station_gate.identification.curve import ErrorCurve
from station_gate.lab.evaluation.identification import (
    FPIRS,
    GROUP_HEADER,
    NOTE,
    Identification,
    as_json,
    as_page,
    figures,
    group_rows,
    search,
    title,
)
from station_gate.lab.evaluation.material import grouped_by_person
from station_gate.lab.evaluation.readers import read_groups
from station_gate.lab.evaluation.results import percent
from station_gate.problems import ExitCode
from station_gate.settings import load_settings

REPORT = "identification"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentificationOrder:
    """What to search and where the results go; ``out`` takes every one of them."""

    material: MaterialOrder
    size: int
    enrol: int
    groups: Path | None
    json: Path | None
    html: Path | None
    out: Path | None
    config: Path | None


def run_identification(order: IdentificationOrder) -> ExitCode:
    """Search, print the figures, write the reports."""
    kind = chosen_encoder()
    path = load_settings(order.config).files.calibration
    curve = ErrorCurve.load(path, steps_for(kind).version)
    given = read_order(order.material)
    out = order.out
    pages = [path for path in (order.html, out and out / f"{REPORT}.html") if path]
    documents = [path for path in (order.json, out and out / f"{REPORT}.json") if path]
    for path in (*pages, *documents):
        check_place(path)
    if order.groups is not None:
        given = grouped_by_person(given, read_groups(order.groups))
    engine = FaceEngine.load(kind.name)  # before the workers: a missing model is said once
    found = search(
        given,
        acquire(order.material, given, kind),
        Pipeline(engine),
        curve,
        size=order.size,
        enrol=order.enrol,
        seed=order.material.seed,
    )
    _show(found)
    for path in pages:
        write_file(path, as_page(found).encode(errors="replace"))
    for path in documents:
        write_file(path, as_json(found).encode())
    return ExitCode.OK


def _show(found: Identification) -> None:
    console = Console(file=sys.stdout, highlight=False)
    console.print(title(found).encode(errors="replace").decode(), markup=False)
    console.print(f"Pipeline {found.pipeline}, curve: {found.calibration}", markup=False)
    table = Table("", "Station Gate", "plain face_recognition")
    for row in figures(found):
        table.add_row(*row)
    console.print(table)
    if found.groups:
        table = Table(*GROUP_HEADER, title=f"At the thresholds for FPIR {percent(FPIRS[0])}")
        for cells in group_rows(found, FPIRS[0]):
            table.add_row(*cells)
        console.print(table)
    console.print(NOTE, style="dim")
