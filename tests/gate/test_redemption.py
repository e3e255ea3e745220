"""What a passage uses up: the same thing when it is reserved, committed and given back."""

from dataclasses import replace
from datetime import datetime

import pytest

from station_gate.gate.effects import (
    Effect,
    RedeemTicket,
    ReleaseTicket,
    WriteDecision,
)
from station_gate.gate.events import PassengerActed, RedemptionReported
from station_gate.gate.gate import Gate
from station_gate.gate.terms import Action, Beam
from station_gate.gate.timings import Timings
from station_gate.gate.travel import Ticket
from station_gate.gate.uses import Spent, Use
from tests.gate.travellers import ALEX, AT, PROFILE, TICKET, beam, face, lays_down, shows, used_up

OPEN_TICKET = replace(
    TICKET,
    train="",
    departure=None,
    valid_from=datetime(2026, 11, 20),
    valid_until=datetime(2026, 11, 20, 23, 59),
)
AREA = replace(OPEN_TICKET, origin="", destination="", product="Day Pass")
BACK = used_up(TICKET, "back")
MINUTE = used_up(TICKET, f"{AT:%Y-%m-%dT%H:%M}")


def admitted(ticket: Ticket) -> tuple[Gate, list[Effect]]:
    profile = replace(PROFILE, area_tickets=frozenset({"Day Pass"}))
    core = Gate(profile, Timings())
    effects = core.receive(shows(ticket), 0.0)
    effects += core.receive(lays_down(ALEX), 1.0)
    effects += core.receive(face(matched=True), 2.0)
    effects += core.receive(RedemptionReported(won=True), 2.0)
    return core, effects + core.tick(3.0)


@pytest.mark.parametrize(
    ("ticket", "use"),
    [
        (TICKET, used_up(TICKET)),
        (OPEN_TICKET, used_up(TICKET)),
        (replace(OPEN_TICKET, returns=True), used_up(TICKET)),
        (replace(OPEN_TICKET, returns=True, origin="NFD", destination="HBR"), BACK),
        (replace(TICKET, issuer="OTHER"), used_up(replace(TICKET, issuer="OTHER"))),
        (AREA, MINUTE),
    ],
    ids=["one train", "open", "there", "back", "of another issuer", "area"],
)
def test_one_use_from_reserving_to_the_end(ticket: Ticket, use: Use) -> None:
    core, effects = admitted(ticket)
    assert [e.use for e in effects if isinstance(e, RedeemTicket)] == [use]

    effects = core.receive(beam(Beam.ENTRY, True), 3.1)
    for which, blocked in (
        (Beam.SAFETY, True),
        (Beam.ENTRY, False),
        (Beam.EXIT, True),
        (Beam.SAFETY, False),
        (Beam.EXIT, False),
    ):
        effects += core.receive(beam(which, blocked), 3.5)
    (written,) = [e for e in effects if isinstance(e, WriteDecision)]
    assert written.spent == Spent(use=use)
    assert written.decision.ticket_id == "SG-1", "the record names the ticket itself"


def test_what_was_reserved_is_given_back() -> None:
    core, _ = admitted(AREA)
    effects = core.receive(PassengerActed(action=Action.CANCEL), 4.0) + core.tick(60.0)
    (given_back,) = [e.use for e in effects if isinstance(e, ReleaseTicket)]
    assert given_back == MINUTE
