"""Learns the crowd and measures the calibration that are shipped in station_gate/faces/data.

    python -m tools.learn_crowd LFW

LFW is a folder with ``images/`` and ``pairs.txt`` of Labeled Faces in the Wild. The
shipped crowd is learnt from everybody in it. The calibration is not measured with
it, which would be too good: its distances are cross-validated, each pair's by a
crowd that was learnt from other people. ``python -m tools.faces_report LFW`` says
what that gives.
"""

import sys
from pathlib import Path

import numpy as np

from station_gate.faces.calibration import FILE as CALIBRATION
from station_gate.faces.calibration import tier_name
from station_gate.faces.crowd import FILE as CROWD
from station_gate.faces.engine import FaceEngine
from station_gate.faces.steps import SHIPPED
from station_gate.identification.curve import ErrorCurve, with_curve
from tools.crowds import learn
from tools.lfw import read_lfw
from tools.validation import validate

DATA = Path(__file__).resolve().parent.parent / "station_gate" / "faces" / "data"
SEED = 0
"""Of the deal that the shipped calibration counts; others differ little (see the report)."""


def main(folder: Path) -> None:
    """Learn, measure and write."""
    lfw = read_lfw(folder)
    there = np.array([each.ours is not None for each in lfw.acquired])
    templates = np.array([each.ours for each in lfw.acquired if each.ours is not None])
    crowd = learn(templates, lfw.people[there])
    np.savez(
        DATA / CROWD,
        template=np.array(SHIPPED.template_version),
        means=crowd.means.astype(np.float32),
        direction=crowd.direction.astype(np.float32),
        slope=np.float32(crowd.slope),
        typical=np.float32(crowd.typical),
    )
    validated = validate(lfw, FaceEngine.load(), SEED)
    table, strangers = validated.calibration, validated.ours.scores.impostor
    curve = ErrorCurve.fit(strangers, SHIPPED.version, table.provenance)
    (DATA / CALIBRATION).write_text(with_curve(table.to_json(), curve), encoding="utf-8")
    for row in table.rows:
        print(
            f"{tier_name(row.rate)}: threshold {row.threshold:.4f}, unclear until "
            f"{row.unclear_until:.4f}, FNMR {row.fnmr:.2%}"
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
