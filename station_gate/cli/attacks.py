"""``station-gate evaluate --attacks``: what the liveness check stops, and what it does not."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from station_gate.assembly.fromsettings import verifier_limits
from station_gate.assembly.resources import DEMO
from station_gate.cli.measuring import write_file
from station_gate.faces.liveness.policy import Asking
from station_gate.lab.attacks.cast import recordings_in
from station_gate.lab.attacks.measuring import measure_attacks
from station_gate.lab.attacks.plot import score_plot
from station_gate.lab.attacks.results import OPERATING_POINTS, AttackResults, as_json, bpcer_at
from station_gate.lab.attacks.species import BONA_FIDE, PRINTS, SPECIES
from station_gate.problems import ExitCode
from station_gate.settings import load_settings

_NOTE = (
    "Attacks are drawn and rendered by us, not filmed. At most: the end of the 95 % interval. "
    "BPCER at: for an APCER of 10, 5 and 1 %; -: not below the gate's own limit. Terms as in "
    "ISO/IEC 30107-3, no conformance is claimed. docs/threats.md says who attacks how."
)

_SECONDS = 3.0
"""Of a presentation on one core of 2020, at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackOrder:
    """What to present and where the figures go."""

    library: Path | None
    """``None``: the people of the demo."""
    recordings: Path | None
    presentations: int
    prints: int
    """Presentations of each kind of print."""
    json: Path | None
    out: Path | None
    processes: int | None
    config: Path | None


def run_attacks(order: AttackOrder) -> ExitCode:
    """Present everything, print the table; exit 0 whatever it says."""
    limits = verifier_limits(load_settings(order.config))
    limits = replace(limits, liveness=replace(limits.liveness, asking=Asking.ALWAYS))
    library = order.library or DEMO
    recordings = recordings_in(order.recordings) if order.recordings else []
    counts = dict.fromkeys((*SPECIES, BONA_FIDE), order.presentations)
    counts |= dict.fromkeys((name for name in SPECIES if name in PRINTS), order.prints)
    processes = order.processes or len(os.sched_getaffinity(0))
    total = sum(counts.values()) + len(recordings)
    with _Shown(total, processes) as shown:
        found = measure_attacks(library, recordings, limits, counts, processes, shown.update)
    _show(found)
    if order.json is not None:
        write_file(order.json, as_json(found).encode())
    if order.out is not None:
        write_file(order.out / "attacks.json", as_json(found).encode())
        write_file(order.out / "attacks.png", score_plot(found))
    return ExitCode.OK


class _Shown:
    """Shows how far the presenting is: a bar on a terminal, else a line now and then."""

    def __init__(self, total: int, processes: int) -> None:
        self._console = Console(stderr=True, highlight=False)
        columns = (
            TextColumn("presenting"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
            TextColumn("left"),
        )
        terminal = self._console.is_terminal
        self._bar = Progress(*columns, console=self._console, transient=True, disable=not terminal)
        self._task = self._bar.add_task("", total=total)
        self._quarter = 0
        self._said = not terminal
        minutes = total * _SECONDS / processes / 60
        self._console.print(
            f"{total:,} presentations in {processes} processes: {minutes:.0f} minutes or more; "
            "with --presentations 5 --prints 5 a first look.",
            soft_wrap=True,
        )

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def update(self, done: int, total: int) -> None:
        """Take in how many of how many are done."""
        self._bar.update(self._task, completed=done, total=total)
        quarter = 4 * done // total
        if self._said and quarter > self._quarter:
            self._quarter = quarter
            self._console.print(f"{done:,} of {total:,} done", soft_wrap=True)


def _show(found: AttackResults) -> None:
    console = Console(file=sys.stdout, highlight=False)
    owners = found.bona_fide
    table = Table(
        "attack", "judged", "let in", "APCER", "at most", "no answer", "IAPAR", "BPCER at"
    )
    for name, tally in found.species.items():
        stopped = not tally.accepted.errors
        table.add_row(
            name.replace("_", " ") + ("" if stopped else "\nNOT STOPPED"),
            str(tally.accepted.trials),
            str(tally.accepted.errors),
            _percent(tally.accepted.value),
            f"{tally.accepted.interval[1]:.1%}",
            str(tally.unanswered.errors),
            _percent(tally.let_in.value),
            " ".join(_percent(bpcer_at(each, tally, owners)) for each in OPERATING_POINTS),
            style=None if stopped else "bold red",
        )
    console.print(table)
    for line in _said_of_people(found):
        console.print(line, markup=False)
    console.print(f"Worst attack: {found.worst.replace('_', ' ')}.", markup=False)
    console.print(_NOTE, style="dim")


def _said_of_people(found: AttackResults) -> list[str]:
    """Say what became of everybody who is nobody else."""
    owners, turning, others = found.bona_fide, found.turning, found.others
    added = "-" if owners.added is None else f"{owners.added:.1f} s"
    lines = [
        f"Owners: {owners.refused.errors} of {owners.refused.trials} refused "
        f"(BPCER {_percent(owners.refused.value)}, at most {owners.refused.interval[1]:.1%}); "
        f"the check takes {added} (median)."
    ]
    if turning.judged:
        lines.append(
            f"Of them on recordings: {turning.refused.errors} of {turning.refused.trials} refused."
        )
    if others.endings:
        lines.append(
            f"Recordings without a turn of the head: {others.doubted.errors} of "
            f"{others.doubted.trials} suspected in passing."
        )
    if found.not_usable:
        lines.append(f"Recordings on which no face could be compared: {found.not_usable}.")
    lines += [f"Left out: {each}" for each in found.damaged]
    return lines


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
