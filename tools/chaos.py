"""Evacuates a live gate at every moment of a passenger, with everything that may go wrong.

    python tools/chaos.py [--fault NAME ...] [--moment NAME ...]

The gate is the real program with played cameras, on an X server of its own (Xvfb); the barrier
is another process with a log of its own, and only that log counts. Prints a table in Markdown
and ends with 1 if flaps opened late, not at all, or left their place before the reset. Results
are kept in out/chaos.json: an interrupted matrix goes on where it stopped, ``--anew`` forgets.
"""

import argparse
import json
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.live.evacuation import FAULTS, MOMENTS, Drill, Ending

WITHIN = 0.5
"""Seconds from the order until the flaps stand open."""
KEPT = Path("out/chaos.json")


def main() -> int:
    """Run what is asked for and has not been run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fault", nargs="*", choices=FAULTS, default=list(FAULTS))
    parser.add_argument("--moment", nargs="*", choices=MOMENTS, default=list(MOMENTS))
    parser.add_argument("--anew", action="store_true")
    given = parser.parse_args()
    KEPT.parent.mkdir(exist_ok=True)
    known: dict[str, list[float | int | None]] = {}
    if KEPT.exists() and not given.anew:
        known = json.loads(KEPT.read_text())
    for fault in given.fault:
        missing = [moment for moment in given.moment if f"{fault}/{moment}" not in known]
        while missing:
            missing = _run(fault, missing, known)
    rows = [(fault, _endings(known, fault)) for fault in FAULTS]
    _print(rows)
    return 0 if all(_is_good(each) for _, endings in rows for each in endings.values()) else 1


def _run(fault: str, moments: list[str], known: dict[str, list[float | int | None]]) -> list[str]:
    """Run one fault at moments with one gate; give the moments that are left."""
    with tempfile.TemporaryDirectory(prefix="sg", ignore_cleanup_errors=True) as folder:
        drill = Drill(Path(folder))
        try:
            drill.begin()
            for number, moment in enumerate(moments):
                try:
                    ending = drill.evacuate(moment, FAULTS[fault])
                except AssertionError as problem:
                    print(f"{fault}, {moment}: {problem}", file=sys.stderr, flush=True)
                    known[f"{fault}/{moment}"] = [None, 0, 0]
                    KEPT.write_text(json.dumps(known))
                    return moments[number + 1 :]
                print(f"{fault}, {moment}: {ending}", file=sys.stderr, flush=True)
                known[f"{fault}/{moment}"] = [
                    ending.opened_after,
                    ending.shut_again,
                    int(ending.answered),
                ]
                KEPT.write_text(json.dumps(known))
        finally:
            with suppress(Exception):
                drill.end()
    return []


def _endings(known: dict[str, list[float | int | None]], fault: str) -> dict[str, Ending]:
    return {
        moment: Ending(found[0], int(found[1] or 0), bool(found[2]))
        for moment in MOMENTS
        if (found := known.get(f"{fault}/{moment}")) is not None
    }


def _is_good(ending: Ending) -> bool:
    return (
        ending.opened_after is not None
        and ending.opened_after <= WITHIN
        and ending.shut_again == 0
        and ending.answered
    )


def _print(rows: list[tuple[str, dict[str, Ending]]]) -> None:
    print(f"| | {' | '.join(MOMENTS)} |")
    print("|---|" + "---:|" * len(MOMENTS))
    for fault, endings in rows:
        cells = [_cell(endings.get(moment)) for moment in MOMENTS]
        print(f"| {fault} | {' | '.join(cells)} |")


def _cell(ending: Ending | None) -> str:
    if ending is None:
        return ""
    if ending.opened_after is None:
        return "**never**"
    seconds = "was open" if ending.opened_after == 0 else f"{ending.opened_after:.2f} s"
    if not ending.answered:
        seconds += ", not answered"
    if ending.shut_again:
        seconds += f", shut {ending.shut_again} times"
    return seconds if _is_good(ending) else f"**{seconds}**"


if __name__ == "__main__":
    sys.exit(main())
