"""Tickets of every format: recognised, read, checked, explained."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.tickets.boardingpass import BoardingPass, read_boarding_pass
    from station_gate.tickets.checking import DecodedTicket, TicketRefused
    from station_gate.tickets.denylist import DenyList
    from station_gate.tickets.format import TicketFormat, Trust
    from station_gate.tickets.formats import decode_any
    from station_gate.tickets.own.keys import KeyRing, PublicKey
    from station_gate.tickets.summary import summarise
    from station_gate.tickets.uic.registry import UicKeys

__all__ = [
    "BoardingPass",
    "DecodedTicket",
    "DenyList",
    "KeyRing",
    "PublicKey",
    "TicketFormat",
    "TicketRefused",
    "Trust",
    "UicKeys",
    "decode_any",
    "read_boarding_pass",
    "summarise",
]
__getattr__ = doors(__name__)
