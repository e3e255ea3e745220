"""``station-gate scenario new``: a scenario of one's own pictures."""

from pathlib import Path

from station_gate.assembly.resources import demo_file
from station_gate.gate.reasons import Reason
from station_gate.issuing.keys import IssuerKey
from station_gate.lab.mistakes import listed, near
from station_gate.lab.newscenario import NewScenario, make_scenario
from station_gate.problems import ExitCode, WrongUsage
from station_gate.say import say

_ENDINGS = ("passed", "refused", "assisted", "abandoned")


def run_new(folder: Path, portrait: Path, live: Path | None, name: str, expect: str) -> ExitCode:
    """Write the folder and say how to play it."""
    surname, _, given = name.strip().partition(" ")
    if not surname or not given.strip():
        raise WrongUsage(f'--name "{name}" is no name; write it as on a document: "RIVERA ALEX".')
    outcome, _, reason = expect.strip().partition(" ")
    if outcome not in _ENDINGS:
        raise WrongUsage(
            f'--expect "{expect}" is no ending{near(outcome, _ENDINGS)}; write one of '
            f"{listed(_ENDINGS)}, and a reason after it unless it is passed."
        )
    codes = [each.code for each in Reason]
    if (outcome == "passed") != (not reason) or (reason and reason not in codes):
        raise WrongUsage(
            f'--expect "{expect}" has no reason of the closed list{near(reason, codes)}; see '
            'docs/reasons.md, and write it like "refused face_mismatch".'
        )
    new = NewScenario(
        portrait=portrait,
        live=live or portrait,
        surname=surname,
        given_names=given.strip(),
        outcome=outcome,
        reason=reason,
    )
    make_scenario(folder, new, IssuerKey.load(demo_file("issuer/SGR-DEMO-1.pem")))
    say(f"scenario: {folder} (station-gate replay {folder}; station-gate kiosk {folder})")
    return ExitCode.OK
