"""``station-gate calibrate``: a calibration table from the user's own pictures."""

import shlex
import sys
from pathlib import Path

from station_gate.cli.measuring import (
    MaterialOrder,
    check_place,
    chosen_encoder,
    measure,
    read_order,
    write_file,
)
from station_gate.faces.calibration import Calibration, Policy, tier_name
from station_gate.faces.steps import SHIPPED, steps_for
from station_gate.identification.curve import ErrorCurve, with_curve
from station_gate.lab.evaluation.calibrating import TooFewPairs, calibrate, check_enough
from station_gate.problems import ExitCode
from station_gate.say import say

_RATE = "STATION_GATE_FACE__FALSE_MATCH_RATE"
_TABLE = "STATION_GATE_FILES__CALIBRATION"
"""The environment variables that stand for the two settings."""


def run_calibrate(material: MaterialOrder, output: Path, target: float) -> ExitCode:
    """Measure and write the table; where the target cannot be served, say so and write nothing."""
    given = read_order(material)
    steps = steps_for(chosen_encoder())
    # what stands beside the figures while they are measured; the new table is made of them
    policy = Policy(calibration=Calibration.load(None, SHIPPED.version))
    check_place(output)
    genuine = int(given.same.sum())
    impostors = len(given.same) - genuine
    try:
        check_enough(genuine, impostors, target)  # before an hour of encoding
        scores = measure(material, given, policy).ours.scores
        left = len(scores.impostor)
        check_enough(len(scores.genuine), left, target, lost=impostors - left)
        provenance = (
            f"user: {given.origin}, {len(scores.genuine):,} genuine and "
            f"{len(scores.impostor):,} impostor pairs"
        )
        table = calibrate(scores, target, steps.version, provenance)
    except TooFewPairs as problem:
        every = ""
        if material.images is not None and given.people is not None and not material.all_pairs:
            every = " --all-pairs compares every picture with every other."
        say(f"station-gate: {problem}{every}", sys.stderr)
        return ExitCode.NO
    curve = ErrorCurve.fit(scores.impostor, steps.version, provenance)
    write_file(output, with_curve(table.to_json(), curve).encode())
    for row in table.rows:
        print(
            f"{tier_name(row.rate)}: threshold {row.threshold:.4f}; of {row.genuine_pairs:,} "
            f"genuine pairs {row.false_non_matches:,} do not match"
        )
    table_path = output.resolve()  # a settings file may lie in another folder
    for line in (
        f"Written to {output}. The gate decides by it with",
        f"  {_RATE}={100 * target:g}% {_TABLE}={shlex.quote(str(table_path))} station-gate kiosk",
        "or, for good, with these lines in your settings file:",
        "[face]",
        f'false_match_rate = "{100 * target:g}%"',
        "[files]",
        f'calibration = "{table_path}"',
    ):
        say(line)
    return ExitCode.OK
