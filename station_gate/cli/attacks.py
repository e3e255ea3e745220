"""``station-gate evaluate --attacks``: what the liveness check stops, and what it does not."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from station_gate.cli.measuring import write_file
from station_gate.cli.playing import verifier_limits
from station_gate.faces.liveness.policy import Asking
from station_gate.lab.attacks.measuring import measure_attacks
from station_gate.lab.attacks.results import AttackResults, as_json
from station_gate.lab.attacks.species import BONA_FIDE, SPECIES
from station_gate.lab.evaluation.statistics import Rate
from station_gate.problems import ExitCode
from station_gate.settings import load_settings

_NOTE = (
    "Presentations are drawn and rendered by us, not filmed; terms as in ISO/IEC 30107-3, "
    "no conformance is claimed. docs/threats.md says who attacks how."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackOrder:
    """What to present and where the figures go."""

    library: Path
    presentations: int
    json: Path | None
    processes: int | None
    config: Path | None


def run_attacks(order: AttackOrder) -> ExitCode:
    """Present everything, print the table; exit 0 whatever it says."""
    limits = verifier_limits(load_settings(order.config))
    limits = replace(limits, liveness=replace(limits.liveness, asking=Asking.ALWAYS))
    counts = dict.fromkeys((*SPECIES, BONA_FIDE), order.presentations)
    columns = (
        TextColumn("presenting"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    processes = order.processes or len(os.sched_getaffinity(0))
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None)
        found = measure_attacks(
            order.library,
            limits,
            counts,
            processes,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    _show(found)
    if order.json is not None:
        write_file(order.json, as_json(found).encode())
    return ExitCode.OK


def _show(found: AttackResults) -> None:
    console = Console(file=sys.stdout, highlight=False)
    table = Table("attack", "judged", "accepted", "APCER", "95 % at most", "no answer", "IAPAR")
    for name, tally in found.species.items():
        style = "bold red" if tally.accepted.errors else None
        label = name.replace("_", " ") + (": NOT STOPPED" if style else "")
        table.add_row(
            label,
            str(tally.accepted.trials),
            str(tally.accepted.errors),
            _percent(tally.accepted),
            f"{tally.accepted.interval[1]:.1%}",
            str(tally.unanswered.errors),
            _percent(tally.let_in),
            style=style,
        )
    console.print(table)
    owners = found.bona_fide
    added = "-" if owners.added is None else f"{owners.added:.1f} s"
    console.print(
        f"Owners: {owners.refused.errors} of {owners.refused.trials} refused "
        f"(BPCER {_percent(owners.refused)}, at most {owners.refused.interval[1]:.1%} at 95 %); "
        f"the check takes {added} (median).",
        markup=False,
    )
    console.print(f"Worst: {found.worst.replace('_', ' ')}.", markup=False)
    console.print(_NOTE, style="dim")


def _percent(rate: Rate) -> str:
    return "-" if rate.value is None else f"{rate.value:.1%}"
