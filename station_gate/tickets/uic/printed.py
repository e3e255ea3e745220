"""The printed text of railway tickets: where the standard layout (RCT2) has what.

Lines and columns are those of UIC 918.3's layout of 15 lines with 72 columns. Some issuers
(Austria's among them) write fields that take a whole line, and some put things elsewhere or
say them in words only. It is text for people: the gate relies on none of it.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from station_gate.tickets.ticketlines import Line
from station_gate.tickets.uic.records import Layout, LayoutField

_NOTE = "as printed"
_COLUMNS, _MOST_SHOWN = 72, 200  # characters; stranger's text has no end
_WHOLE_LINE = 34
"""A field so long takes several columns' worth: its text is cut at the columns."""
_JOURNEYS = (6, 7)  # the lines of the way out and of the way back
_TRAIN_LINE, _PRICE_LINE, _VALIDITY_LINE = 8, 13, 3
_DAY, _TIME, _FROM, _TO = range(1, 7), range(7, 12), range(12, 33), range(34, 52)
_END_DAY, _END_TIME, _CLASS = range(52, 58), range(58, 64), range(66, 72)
_TITLE, _NAME, _PRICE = range(12, 52), range(52, 72), range(48, 72)
_BELOW = range(32, 72)
"""Where the lines below the train's say more of the seat."""

_DATE = r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d\d)(?!\d)"
_CLOCK = r"(?:\D{0,6}?(\d\d?)[:.](\d\d)(?![.\d]))?"
_SPAN = re.compile(
    rf"(?<!\d){_DATE}{_CLOCK}\W{{0,4}}(?:\w+\W+)?(?:-|–|bis|until|to|till|au|al|do|-)\W*{_DATE}{_CLOCK}",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"(?<!\d){_DATE}{_CLOCK}")
_SAYS_VALID = re.compile(
    r"g.{1,2}ltig|valid|valable|platn|plat[ií]|geldig|gyldig|giltig|érvényes|hf\b|vom\b",
    re.IGNORECASE,
)
_SAYS_CLASS = re.compile(
    r"(?:klass?e?|class[ei]?|tř[íi]da|trieda|osztály)\W{0,30}([12])(?!\d)|"
    r"(?<![\d.])([12])\.?\s*(?:klasse|kl\b|class|classe|třída|trieda|osztály)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SAYS_PRICE = re.compile(r"preis|price|prix|prezzo|precio|cena|prijs|pris|ár\b", re.IGNORECASE)
_CURRENCIES = {
    "€": "EUR",
    "£": "GBP",
    "$": "USD",
    "KČ": "CZK",
    "KC": "CZK",
    "FT": "HUF",
    "ZŁ": "PLN",
    "SFR": "CHF",
    "FR": "CHF",
    "LEI": "RON",
}
_UNIT = r"([A-Z]{3}|€|£|\$|K[čc]|Ft|zł|SFr|Fr|lei)"
_AMOUNT = r"(\d{1,3}(?:[ .']\d{3})+(?:,\d\d?)?|\d+(?:[.,]\d\d?)?)(?!\d)"
_MONEY = re.compile(rf"{_UNIT}\.?[ *]*{_AMOUNT}|{_AMOUNT}[ *]*{_UNIT}(?![a-z])")
_ARROWS = re.compile(r"<?-+>?|\*+")
_TRAIN = re.compile(
    r"(?:ZUG|TRAIN|TOG|TRENO|VLAK|VONAT) +(\d+)(?: +([A-Z][A-Z0-9]*)(?= ))?"
    r"(?: +(?:WAGEN|COACH|VOGN) +(\d+))?(?: +\w*(?:PLATZ|PLÄTZE|SEATS?|PLADS)[ /]+(\d[\d, -]*))?",
    re.IGNORECASE,
)


def as_page(fields: tuple[LayoutField, ...]) -> Iterator[Line]:
    """Give the text line after line, each part in its column, as it is on paper."""
    for number in dict.fromkeys(field.line for field in fields):
        row = ""
        for field in fields:
            if field.line == number:
                row = row.ljust(min(field.column, _COLUMNS))
                row += (" " if row[-1:].strip() else "") + field.text
        if row.strip():
            yield "print", row.rstrip()[:_MOST_SHOWN], f"line {number}"


def journey(layout: Layout, issued: date | None) -> Iterator[Line]:
    """Name what a ticket that holds nothing but print says of the journey.

    ``issued`` is the day of issue, where it is known: print gives many days without a year.
    """
    page = _Page(layout.fields)
    out, back = _JOURNEYS
    start, end = page.place(out, _FROM), page.place(out, _TO)
    if start and end:
        yield "from", start, ""
        yield "to", end, ""
        if page.place(back, _FROM) == end and page.place(back, _TO) == start:
            yield "return", "included", _NOTE
    for name, value in (
        ("class", page.travel_class()),
        ("product", page.product()),
        ("name", page.name()),
        ("price", page.price()),
        *_train(page),
        *_validity(page, issued),
    ):
        if value:
            yield name, value, _NOTE


class _Page:
    """The print, to be asked by line and columns."""

    def __init__(self, fields: tuple[LayoutField, ...]) -> None:
        self._fields = fields

    def at(self, line: int, columns: range) -> str:
        """Give what stands there: the fields that begin there, or their part of a whole line."""
        return " ".join(filter(None, (_part(f, columns) for f in self._fields if f.line == line)))

    def place(self, line: int, columns: range) -> str:
        """Give a place's name; nothing where stars or arrows stand."""
        words = self.at(line, columns).split()
        return " ".join(word for word in words if not _ARROWS.fullmatch(word))

    def lines(self) -> list[str]:
        """Every line with its number's fields one behind the other; the usual ones first."""
        numbers = sorted({f.line for f in self._fields}, key=lambda n: (n != _VALIDITY_LINE, n))
        return [" ".join(f.text for f in self._fields if f.line == n) for n in numbers]

    def travel_class(self) -> str:
        """Return the class of the way out, else as words say it."""
        for line in _JOURNEYS:
            if re.fullmatch(r"[12]|[A-Z][A-Za-z0-9. ]{0,5}", text := self.place(line, _CLASS)):
                return text
        said = next(filter(None, map(_SAYS_CLASS.search, self.lines())), None)
        return "" if said is None else said[1] or said[2]

    def product(self) -> str:
        """Return the title and what stands below it, without days."""
        titles = [self.at(line, _TITLE) for line in (0, 1)]
        if not any(titles):
            titles = [self.at(0, range(_TITLE.start))]
        return " ".join(t for t in titles if t and not _SINGLE.search(t) and _words(t))

    def name(self) -> str:
        """Return the passenger; some issuers have other things in that place."""
        name = self.at(0, _NAME)
        said = re.search(r"\d", name) or name.upper() in ("NAME", self.at(0, _TITLE).upper())
        return "" if said or not _words(name) else name

    def price(self) -> str:
        """Return the price in its place, else the first amount that is called one."""
        rest = (line for line in self.lines() if _SAYS_PRICE.search(line))
        for text in (self.at(_PRICE_LINE, _PRICE), *rest):
            if found := _MONEY.search(text):
                unit, amount = found[1] or found[4], found[2] or found[3]
                return f"{_amount(amount)} {_CURRENCIES.get(unit.upper(), unit)}"
        return ""


def _words(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _part(field: LayoutField, columns: range) -> str:
    if len(field.text) < _WHOLE_LINE:
        return field.text.strip() if field.column in columns else ""
    first = max(0, columns.start - field.column)
    return field.text[first : max(0, columns.stop - field.column)].strip()


def _amount(text: str) -> str:
    """Write an amount with a point: "1.234,50" and "1 234,50" are 1234.50."""
    whole = re.fullmatch(r"(.*?)(?:[.,](\d\d?))?", text)
    assert whole is not None
    digits = re.sub(r"\D", "", whole[1])
    return f"{digits}.{whole[2].ljust(2, '0')}" if whole[2] else digits


def _train(page: _Page) -> Iterator[tuple[str, str]]:
    """Yield the train, coach and seat of a reservation."""
    said = page.at(_TRAIN_LINE, range(_COLUMNS))
    if named := _TRAIN.search(said):
        yield "train", f"{named[2] or ''} {named[1]}".strip()
        yield "coach", named[3] or ""
        below = (page.at(_TRAIN_LINE + more, _BELOW) for more in (1, 2))
        yield "seat", named[4] or " ".join(filter(None, below))


def _validity(page: _Page, issued: date | None) -> Iterator[tuple[str, str]]:
    """Yield the first and last day, or moment, of validity."""
    lines = page.lines()
    for line in lines:
        if (span := _SPAN.search(line)) and (days := _span(span)):
            return iter((("valid from", days[0]), ("valid until", days[1])))
    base = issued
    said = [line for line in lines if _SAYS_VALID.search(line)]
    for line in said:
        days_said = [day for found in _SINGLE.finditer(line) if (day := _day(*found.groups()[:3]))]
        if days_said:
            first, last = days_said[0], days_said[-1]
            if len(days_said) > 1 or not page.place(_JOURNEYS[0], _DAY):
                return iter((("valid from", f"{first}"), ("valid until", f"{last}")))
            base = first
    for line in said:
        if year := _YEAR.search(line):
            base = max(base or date.min, date(int(year[1]), 1, 1))
    return _by_journey(page, base)


def _by_journey(page: _Page, base: date | None) -> Iterator[tuple[str, str]]:
    """Yield what the line of the way out says: a day, often without its year, and a time."""
    if base is None:
        return
    moments = []
    for days, times in ((_DAY, _TIME), (_END_DAY, _END_TIME)):
        day = re.search(r"(\d\d?)[./-](\d\d?)", page.at(_JOURNEYS[0], days))
        clock = re.search(r"(\d\d?)[:.](\d\d)", page.at(_JOURNEYS[0], times))
        if day is None:
            return
        read = _next(base, int(day[1]), int(day[2]))
        if read is None:
            return
        minutes = int(clock[1]) * 60 + int(clock[2]) if clock else None
        moments.append((read, minutes))
        base = read
    (first, start), (last, end) = moments
    yield "valid from", _written(first, start)
    yield "valid until", _written(last, end)


def _written(day: date, minutes: int | None) -> str:
    if minutes is None or minutes > 24 * 60:
        return f"{day}"
    # 24:00 is the last minute of the day
    return f"{datetime.combine(day, time()) + timedelta(minutes=min(minutes, 1439)):%Y-%m-%d %H:%M}"


def _next(base: date, day: int, month: int) -> date | None:
    """Return the first such day from ``base`` on."""
    for year in range(base.year, base.year + 5):
        read = _day(str(day), str(month), str(year))
        if read is not None and read >= base:
            return read
    return None


def _span(found: re.Match[str]) -> tuple[str, str] | None:
    parts = found.groups()
    first, last = _day(*parts[:3]), _day(*parts[5:8])
    if first is None or last is None or last < first:
        return None
    return (
        f"{first}{_time(parts[3], parts[4])}",
        f"{last}{_time(parts[8], parts[9])}",
    )


def _time(hour: str | None, minute: str | None) -> str:
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59:
        return ""
    return f" {int(hour):02}:{minute}"


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
