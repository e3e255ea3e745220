"""Writes the documentation that is made from the program: docs/machines.md, docs/settings.md,
docs/reasons.md. ``make docs`` runs it; a test checks that the files are what it would write."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from station_gate.gate.reasons import Reason
from station_gate.gate.tables import ALARM, BARRIER, MODE, PASSAGE
from station_gate.settings import setting_rows

Table = Mapping[Any, Mapping[Any, Any]]
_MADE = "<!-- made by tools/docs.py: change the program, then run make docs -->\n\n"


def _diagram(name: str, table: Table) -> str:
    lines = [f"## {name}", "", "```mermaid", "stateDiagram-v2"]
    for state, row in table.items():
        lines.append(f'    state "{state.value}" as {state.name}')
        arrows: dict[str, list[str]] = {}
        for signal, target in row.items():
            if target is not state:
                arrows.setdefault(target.name, []).append(signal.value)
        lines += [
            f"    {state.name} --> {target}: {' / '.join(signals)}"
            for target, signals in arrows.items()
        ]
    stays = [
        f"| {state.value} | {', '.join(stay)} |"
        for state, row in table.items()
        if (stay := [signal.value for signal, target in row.items() if target is state])
    ]
    lines += ["```", ""]
    if stays:
        lines += ["What a state takes in without leaving it:", "", "| state | signals |"]
        lines += ["|---|---|", *stays, ""]
    return "\n".join(lines)


def machines() -> str:
    """The four machines of the core as diagrams."""
    return (
        "# The gate's machines\n\n"
        + _MADE
        + "What is not here is illegal: the core raises and changes nothing.\n\n"
        + "\n".join(
            [
                _diagram("Passage", PASSAGE),
                _diagram("Barrier", BARRIER),
                _diagram("Alarm", ALARM),
                _diagram("Mode", MODE),
            ]
        )
    )


def settings() -> str:
    """Every setting with its default, unit, bounds and help."""
    rows = [
        f"| `{row.name}` | {f'`{row.default}`' if row.default else ''} | {row.unit} "
        f"| {row.bounds} | {row.help} |"
        for row in setting_rows()
    ]
    return (
        "# Settings\n\n"
        + _MADE
        + "In a TOML file given with `--config` (`[timings]`, then `face = 8`), or in the\n"
        + "environment, which wins: `STATION_GATE_TIMINGS__FACE=8`.\n\n"
        + "| setting | default | unit | bounds | help |\n|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def reasons() -> str:
    """The closed list of reasons."""
    rows = [
        f"| `{reason.code}` | {reason.staff_code} | {reason.family.value} | "
        f"{reason.remedy.value.replace('_', ' ')} | {reason.override.value} |"
        for reason in Reason
    ]
    return (
        "# Reasons\n\n"
        + _MADE
        + "Why a passenger did not simply pass. Every refusal anywhere uses one of these.\n\n"
        + "| code | on the screen | about | the passenger can | override by |\n"
        + "|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


PAGES = {"machines.md": machines, "settings.md": settings, "reasons.md": reasons}

if __name__ == "__main__":
    folder = Path(__file__).resolve().parent.parent / "docs"
    for page, make in PAGES.items():
        (folder / page).write_text(make(), encoding="utf-8")
