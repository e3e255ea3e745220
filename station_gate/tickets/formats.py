"""The one front door for tickets: a payload in, the gate's ticket or a refusal out."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from station_gate.gate.reasons import Reason
from station_gate.tickets.checking import Asked, DecodedTicket
from station_gate.tickets.foreign import foreign_kind
from station_gate.tickets.own import ticketcode
from station_gate.tickets.own.cose import looks_sealed
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.recognise import looks_uic
from station_gate.tickets.uic.registry import UicKeys


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose tickets a gate believes: the keys by format."""

    own: KeyRing
    uic: UicKeys = field(default_factory=UicKeys)


def decode_any(payload: bytes, trust: Trust, at: datetime) -> DecodedTicket:
    """Check a payload of any format and read its ticket; ``at`` is the time at the station, aware.

    Raises ``TicketRefused``, also for tickets of kinds that are known but not read.
    """
    if looks_uic(payload):
        # the schemas take 0.3 s to load: only a gate that meets such a ticket needs them
        from station_gate.tickets.uic import ticket as uic_ticket

        return uic_ticket.decode(payload, trust.uic, at)
    if kind := foreign_kind(payload):
        raise Asked().refuse(
            Reason.TICKET_UNSUPPORTED, "format", kind, "a ticket that this gate reads"
        )
    return ticketcode.decode(payload, trust.own, at)


def looks_like_ticket(payload: bytes) -> bool:
    """Whether a payload is of a kind that a gate reads, good or not; never raises."""
    return looks_uic(payload) or looks_sealed(payload)


def load_schemas_ahead(trust: Trust) -> threading.Thread | None:
    """Load beside the program what the first UIC ticket would else wait a second for.

    ``None`` where no UIC issuer is trusted: there is nothing to hurry for.
    """
    if not len(trust.uic):
        return None
    thread = threading.Thread(target=_load_schemas, name="ticket-schemas")
    thread.start()
    return thread


def _load_schemas() -> None:
    from station_gate.tickets.uic import uper

    for version in (1, 2):
        uper.barcode_header(version)
    uper.dynamic_content()
    for version in (1, 2, 3):
        uper.rail_ticket(version)
