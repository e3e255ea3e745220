"""What a document's reader has checked is kept, and stands before what the rules ask."""

from dataclasses import replace

from station_gate.gate.decision import Check
from station_gate.gate.effects import WriteDecision
from station_gate.gate.events import PassengerActed
from station_gate.gate.gate import Gate
from station_gate.gate.terms import Action
from station_gate.gate.timings import Timings
from tests.gate.travellers import ALEX, PROFILE, TICKET, lays_down, shows


def test_a_readers_checks_are_in_the_record() -> None:
    core = Gate(PROFILE, Timings())
    core.receive(shows(TICKET), 1.0)
    signed = Check(name="document_signature", value="holds", limit="holds", passed=True)
    core.receive(replace(lays_down(ALEX), checks=(signed,)), 2.0)
    effects = core.receive(PassengerActed(action=Action.CANCEL), 3.0)
    (written,) = [effect for effect in effects if isinstance(effect, WriteDecision)]
    names = [check.name for check in written.decision.checks]
    assert names[-3:] == ["document_signature", "document_expiry", "name"]
