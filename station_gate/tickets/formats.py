"""The one front door for tickets: a payload in, the gate's ticket or a refusal out."""

import threading
from datetime import datetime

from station_gate.gate.reasons import Reason
from station_gate.tickets.boardingpass import BOARDING_PASS
from station_gate.tickets.checking import Asked, DecodedTicket
from station_gate.tickets.format import TicketFormat, Trust
from station_gate.tickets.own.format import OWN
from station_gate.tickets.smalltickets import SSB, TER
from station_gate.tickets.uic.format import UIC
from station_gate.tickets.vdvka import VDV_KA

FORMATS = (UIC, OWN, BOARDING_PASS, TER, SSB, VDV_KA)
"""Every kind of ticket that is known; the first that recognises a payload has it."""


def format_of(payload: bytes) -> TicketFormat | None:
    """Return the kind of ticket that a payload is; ``None`` for none that is known here."""
    return next((known for known in FORMATS if known.recognises(payload)), None)


def decode_any(payload: bytes, trust: Trust, at: datetime) -> DecodedTicket:
    """Check a payload of any format and read its ticket; ``at`` is the time at the station, aware.

    Raises ``TicketRefused``, also for tickets of kinds that are known but not read.
    """
    known = format_of(payload) or OWN  # which says of anything else that it is no ticket
    if known.read is None:
        raise Asked().refuse(
            Reason.TICKET_UNSUPPORTED, "format", known.name, "a ticket that this gate reads"
        )
    return known.read(payload, trust, at)


def looks_like_ticket(payload: bytes) -> bool:
    """Return whether a payload is of a kind that a gate reads, good or not; never raises."""
    known = format_of(payload)
    return known is not None and known.read is not None


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
