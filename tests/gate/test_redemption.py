"""What a passage uses up: the same thing when it is reserved, committed and given back."""

from dataclasses import replace
from datetime import datetime

import pytest

from station_gate.gate.controller import Controller
from station_gate.gate.effects import (
    CommitTicket,
    Effect,
    RedeemTicket,
    ReleaseTicket,
    WriteDecision,
)
from station_gate.gate.events import PassengerActed, RedemptionReported
from station_gate.gate.steps import Action, Beam
from station_gate.gate.timings import Timings
from station_gate.gate.travel import Ticket
from tests.gate.travellers import ALEX, AT, PROFILE, TICKET, beam, face, lays_down, shows

OPEN_TICKET = replace(
    TICKET,
    train="",
    departure=None,
    valid_from=datetime(2026, 11, 20),
    valid_until=datetime(2026, 11, 20, 23, 59),
)
AREA = replace(OPEN_TICKET, origin="", destination="", product="Day Pass")


def admitted(ticket: Ticket) -> tuple[Controller, list[Effect]]:
    profile = replace(PROFILE, area_tickets=frozenset({"Day Pass"}))
    core = Controller(profile, Timings())
    effects = core.receive(shows(ticket), 0.0)
    effects += core.receive(lays_down(ALEX), 1.0)
    effects += core.receive(face(matched=True), 2.0)
    effects += core.receive(RedemptionReported(won=True), 2.0)
    return core, effects + core.tick(3.0)


@pytest.mark.parametrize(
    ("ticket", "used_up"),
    [
        (TICKET, "SG-1"),
        (OPEN_TICKET, "SG-1"),
        (replace(OPEN_TICKET, returns=True), "SG-1"),
        (replace(OPEN_TICKET, returns=True, origin="NFD", destination="HBR"), "SG-1 back"),
        (AREA, f"SG-1 {AT:%Y-%m-%dT%H:%M}"),
    ],
    ids=["one train", "open", "there", "back", "area"],
)
def test_one_name_from_reserving_to_the_end(ticket: Ticket, used_up: str) -> None:
    core, effects = admitted(ticket)
    assert [e.ticket_id for e in effects if isinstance(e, RedeemTicket)] == [used_up]

    effects = core.receive(beam(Beam.ENTRY, True), 3.1)
    for which, blocked in (
        (Beam.SAFETY, True),
        (Beam.ENTRY, False),
        (Beam.EXIT, True),
        (Beam.SAFETY, False),
        (Beam.EXIT, False),
    ):
        effects += core.receive(beam(which, blocked), 3.5)
    assert [e.ticket_id for e in effects if isinstance(e, CommitTicket)] == [used_up]
    # the record names the ticket itself
    assert [e.decision.ticket_id for e in effects if isinstance(e, WriteDecision)] == ["SG-1"]


def test_what_was_reserved_is_given_back() -> None:
    core, _ = admitted(AREA)
    effects = core.receive(PassengerActed(action=Action.CANCEL), 4.0) + core.tick(60.0)
    (given_back,) = [e.ticket_id for e in effects if isinstance(e, ReleaseTicket)]
    assert given_back == f"SG-1 {AT:%Y-%m-%dT%H:%M}"
