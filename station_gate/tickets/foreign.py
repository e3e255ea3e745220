"""Tickets of known kinds that this gate does not read: each by its name.

Small tickets (SSB, UIC 918.2) have 114 bytes and their version in the first four bits.
VDV-KA is the German local transport's electronic ticket, an ISO 9796-2 signature with a
certificate. The French regional trains (TER) have a record of 686 fixed bytes.
"""

from station_gate.tickets.boardingpass import read_boarding_pass
from station_gate.tickets.smalltickets import SSB_BYTES, TER_BYTES, TER_START

_SSB_VERSIONS = (1, 2, 3)
_VDV_SIGNATURE, _VDV_NAME, _VDV_LEAST = 0x9E, b"VDV", 150
_PADDING = b"\0 \t\r\n\xff"
"""What printers and readers put behind the data."""


def foreign_kind(payload: bytes) -> str | None:
    """Name the kind of ticket that a payload is; ``None`` for none that is known here."""
    if read_boarding_pass(payload) is not None:
        return "airline boarding pass (IATA BCBP)"
    if _is_long(payload, TER_BYTES) and payload.startswith(TER_START):
        return "French regional ticket (SNCF TER)"
    if _is_long(payload, SSB_BYTES) and payload[0] >> 4 in _SSB_VERSIONS:
        return "small railway ticket (SSB, UIC 918.2)"
    if len(payload) >= _VDV_LEAST and payload[0] == _VDV_SIGNATURE and _VDV_NAME in payload:
        return "local transport ticket (VDV-KA)"
    return None


def _is_long(payload: bytes, size: int) -> bool:
    return len(payload) >= size and not payload[size:].strip(_PADDING)
