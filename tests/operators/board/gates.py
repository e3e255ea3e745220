"""Gates in the hands of a test: what they say, and a real port to say it through."""

from dataclasses import replace
from datetime import datetime

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Direction, Mode, Outcome, Step
from station_gate.journal.interventions import Intervention
from station_gate.operators.link.protocol import Ended, Hello, Intervened, Notice, Notices, State

NOW = 1_800_000_000.0
STATE = State(
    at=NOW,
    clock="09:40",
    step=Step.IDLE,
    since=NOW,
    mode=Mode.IN_SERVICE,
    alarm=Alarm.NONE,
    direction=Direction.ENTRY,
    barrier=0.0,
    people=0,
)
FRAUD = Notices(
    notices=(
        Notice(
            kind="alarm", text="Fraud: somebody crossed.", began=NOW - 9, ended=NOW - 5, count=2
        ),
    )
)
PASSED = Decision(
    transaction=1,
    outcome=Outcome.PASSED,
    reason=None,
    ticket_id="SG-1",
    checks=(
        Check(name="signature", value="holds", limit="holds", passed=True),
        Check(name="face_distance", value=0.31, limit=0.375, passed=True),
    ),
    stages=(("ticket", 1.5), ("face", 2.5)),
    duration=4.0,
)
REFUSED = replace(
    PASSED,
    transaction=2,
    outcome=Outcome.REFUSED,
    reason=Reason.FACE_MISMATCH,
    checks=(
        Check(name="signature", value="holds", limit="holds", passed=True),
        Check(name="face_distance", value=0.71, limit=0.375, passed=False),
    ),
)
LOCKED = Intervention(
    gate="Gate 4",
    at=datetime(2027, 1, 15, 9, 0),
    operator="alice",
    command="lock",
    reason="crowd on the platform",
    done=True,
    answer="The gate is locked.",
    transaction=None,
)


def hello(gate: str = "Gate 4", run: str = "one", protocol: int = 1) -> Hello:
    return Hello(protocol=protocol, gate=gate, run=run)


def ended(serial: int, decision: Decision = PASSED, at: float = NOW) -> Ended:
    return Ended(serial=serial, at=at, decision=decision)


def intervened(serial: int) -> Intervened:
    return Intervened(serial=serial, at=NOW, intervention=LOCKED)
