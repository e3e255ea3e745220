"""What the rules need to know of a ticket and of the person who holds a document."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket whose signature has been checked by its codec.

    Times are naive: local civil time of the station. ``name`` is as printed on
    the ticket. ``document_hash`` binds the ticket to one document (see
    ``credentials.binding``) and is empty where the ticket names only a person.
    """

    ticket_id: str
    issuer: str
    key_id: str
    name: str
    train: str
    origin: str
    destination: str
    departure: datetime
    coach: str = ""
    seat: str = ""
    travel_class: str = ""
    document_salt: bytes = b""
    document_hash: bytes = b""
    specimen: bool = False

    def __post_init__(self) -> None:
        if not self.ticket_id or not self.origin or not self.destination:
            raise ValueError("a ticket needs an id, an origin and a destination")
        if self.departure.tzinfo is not None:
            raise ValueError("a ticket's departure is naive local time of the station")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The person a document describes (its data fields, never its portrait)."""

    surname: str
    given_names: str
    document_number: str
    issuer: str
    """Issuing state, ICAO 9303 letters ("CHN", "D", "UTO")."""
    birth: date | None = None
    expiry: date | None = None

    def __post_init__(self) -> None:
        if not (self.surname or self.given_names):
            raise ValueError("a holder needs a name")
