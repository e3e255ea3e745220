"""Ready-made tickets, holders and events for tests of the core."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from station_gate.gate.decision import Check
from station_gate.gate.events import (
    BarrierReported,
    BeamChanged,
    DocumentPresented,
    FaceCompared,
    TicketPresented,
)
from station_gate.gate.profile import GateProfile
from station_gate.gate.terms import BarrierReport, Beam, Direction, FaceVerdict
from station_gate.gate.travel import Holder, Showing, Ticket
from station_gate.gate.uses import Use

AT = datetime(2026, 11, 20, 9, 40, tzinfo=UTC)
PROFILE = GateProfile(station="HBR")
TICKET = Ticket(
    ticket_id="SG-1",
    issuer="SGR",
    key_id="1",
    name="RIVERA ALEX",
    train="SG 127",
    origin="HBR",
    destination="NFD",
    departure=datetime(2026, 11, 20, 10, 5),
)
LATE_TICKET = Ticket(
    ticket_id="SG-2",
    issuer="SGR",
    key_id="1",
    name="RIVERA ALEX",
    train="SG 101",
    origin="HBR",
    destination="NFD",
    departure=datetime(2026, 11, 19, 10, 5),
)
SPECIMEN = Ticket(
    ticket_id="SG-3",
    issuer="SGR",
    key_id="1",
    name="RIVERA ALEX",
    train="SG 127",
    origin="HBR",
    destination="NFD",
    departure=datetime(2026, 11, 20, 10, 5),
    specimen=True,
)
RETURN_TICKET = Ticket(
    ticket_id="SG-4",
    issuer="SGR",
    key_id="1",
    name="RIVERA ALEX",
    train="",
    origin="NFD",
    destination="HBR",
    valid_from=datetime(2026, 11, 20),
    valid_until=datetime(2026, 11, 20, 23, 59),
    returns=True,
)
ALEX = Holder(
    surname="RIVERA",
    given_names="ALEX",
    document_number="X1",
    issuer="UTO",
    expiry=date(2030, 1, 1),
)
BLAKE = Holder(
    surname="NORTH",
    given_names="BLAKE",
    document_number="X2",
    issuer="UTO",
    expiry=date(2030, 1, 1),
)


def used_up(ticket: Ticket, leg: str = "", direction: Direction = Direction.ENTRY) -> Use:
    """Return what the journal knows of a passage on a ticket."""
    return Use(issuer=ticket.issuer, ticket_id=ticket.ticket_id, leg=leg, direction=direction)


def shows(
    ticket: Ticket, *, used: bool | Mapping[Use, float] = False, denied: str = ""
) -> TicketPresented:
    """Show a ticket; ``used`` are the journal's passages, ``True``: it has been entered with."""
    if isinstance(used, bool):
        used = {used_up(ticket): 60.0} if used else {}
    showing = Showing(at=AT, used=used, denied=denied)
    return TicketPresented(ticket=ticket, showing=showing)


def lays_down(holder: Holder) -> DocumentPresented:
    return DocumentPresented(holder=holder, bound=None, at=AT)


def face(matched: bool) -> FaceCompared:
    verdict = FaceVerdict.MATCH if matched else FaceVerdict.MISMATCH
    distance = 0.3 if matched else 0.7
    check = Check(name="face_distance", value=distance, limit=0.5, passed=matched)
    return FaceCompared(verdict=verdict, checks=(check,))


def unclear_face() -> FaceCompared:
    check = Check(name="face_distance", value=0.51, limit=0.5, passed=False)
    return FaceCompared(verdict=FaceVerdict.UNCLEAR, checks=(check,))


def doubtful_face(verdict: FaceVerdict) -> FaceCompared:
    """Say that the faces match, but that whether a living person stands there is another matter."""
    check = Check(name="liveness_turn", value=0.1, limit=0.4, passed=False)
    return FaceCompared(verdict=verdict, checks=(check,))


def beam(which: Beam, blocked: bool) -> BeamChanged:
    return BeamChanged(beam=which, blocked=blocked)


def barrier(report: BarrierReport) -> BarrierReported:
    return BarrierReported(report=report)
