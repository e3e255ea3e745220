"""What a person at the counter wants to know of a ticket, in plain words.

Made from the lines that explain it field by field, so it says nothing that they do not.
"""

from collections.abc import Iterator
from datetime import date, datetime

from station_gate.gate.moments import civil
from station_gate.gate.reasons import Reason
from station_gate.tickets.checking import TicketRefused
from station_gate.tickets.format import Trust
from station_gate.tickets.formats import decode_any
from station_gate.tickets.ticketlines import HOLDS, NEVER_CHECKED, UNNAMED, Line

Fact = tuple[str, str]
"""What it is about, and the words."""

_TEXTS = ("plain text", "a web address")


def summarise(lines: list[Line], payload: bytes, trust: Trust, at: datetime) -> list[Fact]:
    """Say what matters of a payload that ``lines`` explain.

    ``at`` is the time at the station, aware.
    """
    told = _Told(lines)
    facts = [
        ("ticket", _what(told)),
        ("who", _who(told)),
        *_where(told),
        ("when", _when(told, civil(at))),
        ("train", _train(told)),
        ("delay", told.value("delay")),
        ("group", told.value("group")),
        ("vehicle", told.value("number plate")),
        ("class", told.value("class")),
        ("price", told.value("price")),
        ("issuer", _issuer(told)),
        ("signature", _signature(told)),
        ("mind", _mind(told)),
        ("gate", _gate(payload, trust, at)),
    ]
    return [(about, words) for about, words in facts if words]


class _Told:
    """The lines, to be asked by field."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines

    def value(self, field: str) -> str:
        """Give the first value of a field, or nothing where there is none or only a dash."""
        return next((v for f, v, _ in self._lines if f == field and v != "-"), "")

    def values(self, field: str) -> list[str]:
        return [v for f, v, _ in self._lines if f == field and v != "-"]

    def notes(self, field: str) -> list[str]:
        return [note for f, _, note in self._lines if f == field and note]

    def note(self, field: str) -> str:
        return next(iter(self.notes(field)), "")

    def place(self, field: str) -> str:
        """Give a station by its name, else by its code."""
        return next((note or v for f, v, note in self._lines if f == field and v != "-"), "")


def _what(told: _Told) -> str:
    kind, product = told.value("kind"), told.value("product")
    if told.value("flight"):
        return kind
    if product:
        return f"{product} - {kind}"
    if right := told.value("right"):
        note = told.note("right")
        return f"{right}{f' {note}' if note else ''} - {kind}"
    return f"{kind}: {told.note('kind')}" if kind in _TEXTS else kind


def _who(told: _Told) -> str:
    people = told.values("passenger")
    if people:
        born = told.notes("passenger")
        if len(people) == 1 and born:
            return f"{people[0]}, {born[0]}"
        return " and ".join(people)
    if name := told.value("name"):
        return name
    return "nobody by name" if told.value("ticket") or told.value("order") else ""


def _where(told: _Told) -> Iterator[Fact]:
    if flights := told.values("flight"):
        starts, ends = told.values("from"), told.values("to")
        legs = (
            f"{start} to {end} with {flight}"
            for flight, start, end in zip(flights, starts, ends, strict=True)
        )
        yield "journey", ", then ".join(legs)
        return
    start, end = told.place("from"), told.place("to")
    if start or end:
        both = " and back" if told.value("return") else ""
        yield "from", start
        yield "to", end + both
    elif told.value("area"):
        yield "where", told.value("route") or "in its area; it names no stations"
    else:
        yield "where", told.value("parking") or told.value("station")


def _when(told: _Told, at: datetime) -> str:
    first, last = told.value("valid from"), told.value("valid until")
    if departure := told.value("departure"):
        # a ticket of several days is not over with its first train
        later = last[:10] > departure[:10]
        until = f", valid until {_spoken(last)}" if later else ""
        span = _distance(departure, last if later else departure, at)
        return f"leaves {_spoken(departure)}{until}{span}"
    if first and last:
        end = _spoken(last)
        if first[:10] == last[:10]:
            end = last[11:] or "the end of that day"
        return f"{_spoken(first)} until {end}{_distance(first, last, at)}"
    if day := told.value("day"):
        return f"day {day} of the year, it does not say of which"
    return ""


def _spoken(moment: str) -> str:
    read = _moment(moment.removesuffix(" UTC"))
    if read is None:
        return moment
    return f"{read:%a} {read.day} {read:%b %Y}" + (f" {moment[11:]}" if moment[11:] else "")


def _distance(first: str, last: str, at: datetime) -> str:
    start, end = (_moment(moment.removesuffix(" UTC")) for moment in (first, last))
    if start is None or end is None:
        return ""
    if end.date() < at.date():
        return f" - OVER, {_days(at.date(), end.date())} ago"
    if start.date() > at.date():
        return f" - not yet, in {_days(start.date(), at.date())}"
    return " - over since today" if end < at and last[11:] else " - today"


def _days(later: date, earlier: date) -> str:
    count = (later - earlier).days
    return "1 day" if count == 1 else f"{count} days"


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _train(told: _Told) -> str:
    train = told.value("train")
    if not train:
        return "any" if told.value("valid until") and told.value("ticket") else ""
    places = [f"{word} {told.value(word)}" for word in ("coach", "seat") if told.value(word)]
    return ", ".join([train, *places])


def _issuer(told: _Told) -> str:
    issuer = told.value("issuer")
    if not issuer:
        return ""
    name = told.note("issuer")
    name = told.note("sold") if name == UNNAMED else name
    named = f"{name} ({issuer})" if name else issuer
    sold = told.value("sold") or told.value("issued")
    return f"{named}, sold {_spoken(sold)}" if sold else named


def _signature(told: _Told) -> str:
    value, note = told.value("signature"), told.note("signature")
    if not value:
        return "none" if told.value("flight") else ""
    if value == NEVER_CHECKED:
        return "NOT CHECKED: no gate here can check this kind of ticket"
    if value == HOLDS:
        return "GOOD: the issuer signed it, and nothing was changed since"
    key = f"key {told.value('key')} of {told.value('issuer')}"
    return {
        "cannot be checked": f"NOT CHECKED: {key} is not among the keys given",
        "not trusted": f"OLD KEY: {key} may not sign any more ({note})",
        "wrong": "WRONG: it was changed, or somebody else made it",
        "wrong at level 2": "WRONG: the app that showed it is not the one it was sold to",
        "wrong at the app": "WRONG: the app that showed it is not the one it was sold to",
    }.get(value, f"{value}: {note}")


def _mind(told: _Told) -> str:
    """Say what must not be overlooked."""
    said = []
    if any("SPECIMEN" in note for field in ("ticket", "order") for note in told.notes(field)):
        said.append("SPECIMEN, not for travel")
    said += [f"damaged: {damage}" for damage in told.values("damage")]
    said += [f"staff must look: {condition}" for condition in told.values("staff")]
    said += [f"needs the {room}" for room in told.values("room")]
    if told.value("level 2") == "wrong":
        said.append("the app's own signature is wrong")
    return "; ".join(said)


def _gate(payload: bytes, trust: Trust, at: datetime) -> str:
    try:
        decoded = decode_any(payload, trust, at)
    except TicketRefused as refused:
        return _refuses(refused.reason)
    if any(not check.passed for check in decoded.freshness):
        return _refuses(Reason.CODE_NOT_FRESH)
    return "reads it; its date, station and train decide"


def _refuses(reason: Reason) -> str:
    return f"refuses it now: {reason.code} ({reason.staff_code})"
