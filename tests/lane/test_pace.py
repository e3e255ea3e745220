"""Whether recognition keeps up, and what is told where it does not."""

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.lane.pace import PATIENCE, SHOWN, Pace


def ended(reason: Reason | None, *checks: Check) -> Decision:
    outcome = Outcome.PASSED if reason is None else Outcome.REFUSED
    return Decision(transaction=1, outcome=outcome, reason=reason, checks=checks)


def test_recognition_is_behind_once_it_has_not_looked_for_a_while() -> None:
    pace = Pace()
    pace.begin(10.0)
    assert not pace.behind(10.0 + PATIENCE)
    assert pace.behind(10.1 + PATIENCE)
    assert SHOWN > 1
    pace.look(11.0)
    assert pace.behind(11.1), "it does not flicker"
    pace.look(13.0)
    assert not pace.behind(13.1 + PATIENCE - 0.2)
    pace.begin(14.0)
    assert not pace.behind(14.1)


def test_the_operator_is_told_until_recognition_keeps_up_again() -> None:
    pace = Pace()
    looked = Check(name="frames_looked_at", value=2, limit=5, passed=False)
    age = Check(name="frame_age", value=4.5, limit=1.0, passed=False, unit="s")
    pace.judge(ended(Reason.RECOGNITION_BEHIND, looked, age))
    assert pace.trouble is not None
    assert "only 2 frames" in pace.trouble
    assert "4.5 s" in pace.trouble
    pace.judge(ended(None))
    assert pace.trouble is None
