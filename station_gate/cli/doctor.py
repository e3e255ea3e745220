"""``station-gate doctor``: each part of the machine in a line, fine or what to do."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rich.text import Text

from station_gate.cli.checks import CHECKS, Check
from station_gate.installed import MEND
from station_gate.problems import ExitCode, Problem, printable
from station_gate.reporting.output import Output

JSON_VERSION = 1


class State(StrEnum):
    """How a part of the machine is; the value is the word on its line."""

    FINE = "fine"
    OPTIONAL = "optional"
    """Not there; the program works without it."""
    MISSING = "missing"
    """Not there, and needed."""


_STYLES = {State.FINE: "green", State.OPTIONAL: "yellow", State.MISSING: "bold red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """A part, how it is, and what was found or what to do."""

    part: str
    state: State
    says: str


def run_doctor(as_json: bool) -> ExitCode:
    """Check this machine and print the findings; ``DEVICE`` where a needed part is missing."""
    findings = examine(CHECKS)
    missing = _print_json(findings) if as_json else _print_lines(findings)
    return ExitCode.DEVICE if missing else ExitCode.OK


def examine(checks: Iterable[Check]) -> Iterator[Finding]:
    """Do the checks one after the other; whatever one raises becomes its finding."""
    for check in checks:
        try:
            yield Finding(check.part, State.FINE, check.look())
            continue
        except Problem as problem:
            says = str(problem)
        except ImportError as problem:
            says = f"It cannot be loaded ({problem}); {MEND}."
        except Exception as fault:
            says = f"It does not work ({type(fault).__name__}: {fault}); {MEND}."
        state = State.MISSING if check.needed else State.OPTIONAL
        yield Finding(check.part, state, " ".join(says.split()))  # some take several lines


def _print_lines(findings: Iterable[Finding]) -> int:
    """Print each finding as it comes; returns how many needed parts are missing."""
    output = Output(sys.stdout)
    console = output.console()

    def show(*spans: tuple[str, str]) -> None:
        with console.capture() as capture:
            console.print(Text.assemble(*spans), soft_wrap=True)
        output.write(capture.get())

    part_width = max(len(check.part) for check in CHECKS) + 2
    state_width = max(len(state) for state in State) + 2
    missing = 0
    for finding in findings:
        missing += finding.state is State.MISSING
        state = f"{finding.state:<{state_width}}", _STYLES[finding.state]
        show(state, (f"{finding.part:<{part_width}}", ""), (printable(finding.says), ""))
    if missing:
        show((f"Needed parts that are missing: {missing}.", "bold red"))
    else:
        show(("Everything that is needed is here.", "bold green"))
    return missing


def _print_json(findings: Iterable[Finding]) -> int:
    """Print all findings as one JSON object; returns how many needed parts are missing."""
    found = list(findings)
    missing = sum(finding.state is State.MISSING for finding in found)
    parts = [
        {"part": finding.part, "state": finding.state.value, "says": finding.says}
        for finding in found
    ]
    print(json.dumps({"version": JSON_VERSION, "fine": not missing, "parts": parts}, indent=2))
    return missing
