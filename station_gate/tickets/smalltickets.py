"""What two kinds of tickets say that no gate takes: for people to read.

SSB, the small structured barcode (ERA TAP TSI, technical document B.12, and UIC 918.2), has 114
bytes of bits; version 3 is read. The French regional trains' (SNCF TER) has 686 bytes of
text at fixed places. Their signatures are not checked here, so nothing of them is sure.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from station_gate.tickets.format import TicketFormat, Trust, is_long
from station_gate.tickets.ticketlines import NEVER_CHECKED, UNNAMED, Line

_SSB_BYTES, _SSB_VERSIONS = 114, (1, 2, 3)
_TER_BYTES, _TER_START = 686, b"2200\0"
_SSB_VERSION = 3
_KINDS = {1: "reservation", 2: "open ticket", 3: "group ticket", 4: "pass"}
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST_LETTER = 32  # version 3 counts letters from the blank on


def _looks_ter(payload: bytes) -> bool:
    return is_long(payload, _TER_BYTES) and payload.startswith(_TER_START)


def _looks_ssb(payload: bytes) -> bool:
    return is_long(payload, _SSB_BYTES) and payload[0] >> 4 in _SSB_VERSIONS


def _explain_ter(payload: bytes, trust: Trust | None, at: datetime) -> Iterator[Line]:
    yield _kind(TER, payload, "no gate takes it")
    yield "signature", NEVER_CHECKED, "nothing of it is sure"
    yield from _ter(payload[:_TER_BYTES].decode("latin-1"))


def _explain_ssb(payload: bytes, trust: Trust | None, at: datetime) -> Iterator[Line]:
    """Say what a small ticket says; it has the last digit of its year only."""
    if payload[0] >> 4 != _SSB_VERSION:
        yield _kind(SSB, payload, "it is known, but not read here")
        return
    yield _kind(SSB, payload, "no gate takes it")
    yield "signature", NEVER_CHECKED, "nothing of it is sure"
    yield from _ssb(_Bits(payload[:_SSB_BYTES]), at.date())


def _kind(known: TicketFormat, payload: bytes, note: str) -> Line:
    return "kind", known.name, f"{len(payload)} bytes; {note}"


class _Bits:
    """The bits of a small ticket, counted from its start."""

    def __init__(self, data: bytes) -> None:
        self._number, self._size = int.from_bytes(data, "big"), len(data) * 8

    def number(self, start: int, length: int) -> int:
        return self._number >> (self._size - start - length) & (1 << length) - 1

    def text(self, start: int, letters: int) -> str:
        codes = (self.number(start + 6 * n, 6) for n in range(letters))
        return " ".join("".join(chr(code + _FIRST_LETTER) for code in codes).split())


def _ssb(bits: _Bits, today: date) -> Iterator[Line]:
    kind, provider = bits.number(22, 5), bits.number(4, 14)
    yield "issuer", str(provider), UNNAMED
    yield "key", str(bits.number(18, 4)), ""
    yield "right", _KINDS.get(kind, "of its issuer's own kind"), ""
    specimen = "SPECIMEN, not for travel" if bits.number(41, 1) else ""
    yield "ticket", bits.text(48, 14) or "-", specimen
    adults, children = bits.number(27, 7), bits.number(34, 7)
    yield "passengers", str(adults + children), f"{adults} adults, {children} children"
    if travel_class := bits.number(42, 6):
        yield "class", str(travel_class), ""
    issued = _issued(bits.number(132, 4), bits.number(136, 9), today)
    if issued is None or kind not in _KINDS:
        return
    yield "issued", f"{issued}", "of its year, the ticket has the last digit"
    if kind == 1:
        yield from _stations(bits, 147)
        leaves = datetime.combine(issued, datetime.min.time()) + timedelta(
            days=bits.number(208, 9), minutes=min(bits.number(217, 11), 1439)
        )
        yield "train", bits.text(228, 5) or "-", ""
        yield "departure", f"{leaves:%Y-%m-%d %H:%M}", "local time"
        yield "coach", str(bits.number(258, 10)), ""
        yield "seat", bits.text(268, 3) or "-", ""
        return
    start = 147 if kind == 4 else 146
    for name, days in zip(("from", "until"), (start, start + 9), strict=True):
        yield f"valid {name}", f"{issued + timedelta(days=bits.number(days, 9))}", ""
    if kind == 4:
        yield "travel days", str(bits.number(165, 7)), ""
        return
    yield from _stations(bits, 164)
    if bits.number(145, 1):
        yield "return", "included", "one journey in each direction"
    if kind == 2 and (text := bits.text(239, 37)):
        yield "product", text, ""
    if kind == 3 and (leader := bits.text(225, 12)):
        yield "name", leader, "who leads the group"


def _issued(digit: int, day: int, today: date) -> date | None:
    """Return the day of issue: in the last such year that is not beyond the next."""
    if digit > 9 or not 1 <= day <= 366:
        return None
    year = next(year for year in range(today.year + 1, today.year - 10, -1) if year % 10 == digit)
    issued = date(year, 1, 1) + timedelta(days=day - 1)
    return issued if issued <= today + timedelta(days=366) else issued.replace(year=year - 10)


def _stations(bits: _Bits, start: int) -> Iterator[Line]:
    """Both ends: numbers of 28 bits behind the kind of list, or five letters."""
    for name, number, letters in (("from", start + 5, start + 1), ("to", start + 33, start + 31)):
        if bits.number(start, 1):
            # some fill the places of their own use with anything
            if (place := bits.text(letters, 5)).isalpha():
                yield name, place, ""
        elif code := bits.number(number, 28):
            yield name, _station(code), ""


def _station(code: int) -> str:
    """Return a station's seven digits, which may have their check digit behind them (UIC 920-2)."""
    digits = str(code)
    if len(digits) != 8:
        return digits
    doubled = (int(d) * (2 - n % 2) for n, d in enumerate(digits[:7]))
    total = sum(sum(map(int, str(number))) for number in doubled)
    return digits[:7] if (10 - total % 10) % 10 == int(digits[7]) else digits


def _ter(text: str) -> Iterator[Line]:
    def part(start: int, end: int) -> str:
        printable = "".join(c if c.isprintable() else " " for c in text[start:end])
        return " ".join(printable.split())

    yield "issuer", part(264, 268).lstrip("0") or "-", UNNAMED
    yield "ticket", part(268, 277) or "-", ""
    yield "product", part(356, 376) or "-", ""
    yield "name", f"{part(395, 414)} {part(376, 395)}".strip() or "-", ""
    for name, start in (("from", 277), ("to", 282)):
        if place := part(start, start + 5):
            yield name, place, ""
    if area := part(287, 342):
        yield "area", area, "as printed"
    for name, start in (("valid from", 446), ("valid until", 454)):
        if day := _day(part(start, start + 8)):
            yield name, day, ""
    yield "class", part(351, 352) or "-", ""
    passengers = part(432, 434).lstrip("0")
    if passengers:
        yield "passengers", passengers, part(422, 432)
    price = part(486, 496)
    if price.isdecimal():
        yield "price", f"{int(price) / 100:.2f} EUR", ""
    if sold := _day(part(474, 482)):
        yield "sold", f"{sold} {part(482, 484)}:{part(484, 486)}", ""


def _day(digits: str) -> str:
    """Write DDMMYYYY as a date; nothing for what is none."""
    try:
        return f"{datetime.strptime(digits, '%d%m%Y'):%Y-%m-%d}"
    except ValueError:
        return ""


TER = TicketFormat(
    name="French regional ticket (SNCF TER)", recognises=_looks_ter, explain=_explain_ter
)
SSB = TicketFormat(
    name="small railway ticket (SSB, UIC 918.2)", recognises=_looks_ssb, explain=_explain_ssb
)
