"""What the rules need to know: of a ticket, of its being shown, and of a document's holder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from station_gate.gate.decision import Check
from station_gate.gate.moments import zone_of
from station_gate.gate.uses import Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket whose signature has been checked by its codec.

    Times are naive: civil time of the station, as printed; ``gate.moments`` says when that is.
    A ticket for one train has its ``departure``; an open one has ``valid_from`` and
    ``valid_until`` (both inclusive) instead, and with a ``train`` the timetable says when that
    leaves. A ticket between two stations names both; an area ticket or a pass names neither,
    only its ``product``. ``name`` is as printed on the ticket.
    ``document_hash`` binds the ticket to one document (see ``documents.binding``) and
    is empty where the ticket names only a person.
    """

    ticket_id: str
    issuer: str
    key_id: str
    name: str
    train: str
    origin: str
    destination: str
    departure: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    product: str = ""
    """What the issuer calls it: "Flexpreis", "Day ticket"."""
    origin_name: str = ""
    destination_name: str = ""
    """Of the stations, where the ticket gives them beside their codes."""
    returns: bool = False
    """An open ticket that is good for one journey in each direction."""
    conditions: tuple[str, ...] = ()
    """What only a person can check: "child", "3 passengers", "reduction card"."""
    coach: str = ""
    seat: str = ""
    travel_class: str = ""
    wide: bool = False
    """Sold with a wheelchair, a pushchair or a bicycle: a narrow gate is not for it."""
    document_salt: bytes = b""
    document_hash: bytes = b""
    app_key: bytes = b""
    """Public key of the app that the ticket lives in: its code is only good when made anew."""
    renewed: int = 0
    """Seconds after which that app makes a new code."""
    specimen: bool = False

    def __post_init__(self) -> None:
        if not self.ticket_id or bool(self.origin) != bool(self.destination):
            raise ValueError("a ticket needs an id, and an origin with a destination")
        if not self.origin and not self.product:
            raise ValueError("a ticket without stations needs a product")
        if self.departure is None and None in (self.valid_from, self.valid_until):
            raise ValueError("a ticket needs a departure, or a first and a last moment")
        times = (self.departure, self.valid_from, self.valid_until)
        if any(time is not None and time.tzinfo is not None for time in times):
            raise ValueError("a ticket's times are naive, civil time of the station")

    @property
    def last_day(self) -> date:
        """The day on which its train leaves, or an open ticket ends."""
        last = self.valid_until or self.departure
        assert last is not None, "every ticket has an end"
        return last.date()

    @property
    def open_from_until(self) -> tuple[datetime, datetime]:
        """First and last moment of an open ticket."""
        assert self.valid_from is not None, "an open ticket has a first moment"
        assert self.valid_until is not None, "an open ticket has a last moment"
        return self.valid_from, self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """When a ticket is shown, and what the journal, the operator and its code say of it."""

    at: datetime
    """Aware, in the zone of the station: by it what a ticket prints becomes a moment."""
    used: Mapping[Use, float] = field(default_factory=dict)
    """Passages on this ticket that the journal knows: seconds ago."""
    denied: str = ""
    """The operator's remark where the ticket is on the deny list."""
    freshness: tuple[Check, ...] = ()
    """What the codec measured of a code that an app renews all the time."""

    def __post_init__(self) -> None:
        zone_of(self.at)


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
