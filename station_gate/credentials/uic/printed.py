"""The printed text of railway tickets: where the standard layout (RCT2) has what.

Lines and columns are those of UIC 918.3's layout of 15 lines with 72 columns. It is text
for people: the gate relies on none of it.
"""

from collections.abc import Iterator

from station_gate.credentials.ticketlines import Line
from station_gate.credentials.uic.records import LayoutField

_NOTE = "as printed"
_COLUMNS, _MOST_SHOWN = 72, 200  # characters; stranger's text has no end
_JOURNEY = 6  # the line of the first journey
_FROM, _TO, _CLASS = range(12, 33), range(34, 52), range(66, 72)
_PRODUCT = range(12, 52)  # of the first two lines, where its holder's name stands at the right
_BETWEEN = {"-", "->", "*", "<->"}


def as_page(fields: list[LayoutField]) -> Iterator[Line]:
    """Give the text line after line, each part in its column, as it is on paper."""
    for number in dict.fromkeys(field.line for field in fields):
        row = ""
        for field in fields:
            if field.line == number and field.text:
                row = row.ljust(min(field.column, _COLUMNS))
                row += (" " if row[-1:].strip() else "") + field.text
        if row.strip():
            yield "print", row[:_MOST_SHOWN], f"line {number}"


def journey(fields: list[LayoutField]) -> Iterator[Line]:
    """Name what a ticket that holds nothing but print says of the journey."""
    for name, columns in (("from", _FROM), ("to", _TO), ("class", _CLASS)):
        text = _at(fields, _JOURNEY, columns)
        if text and text not in _BETWEEN:
            yield name, text, _NOTE if name == "class" else ""
    product = " ".join(filter(None, (_at(fields, line, _PRODUCT) for line in (0, 1))))
    if product and _at(fields, _JOURNEY, _FROM):
        yield "product", product, _NOTE


def _at(fields: list[LayoutField], line: int, columns: range) -> str:
    return " ".join(f.text for f in fields if f.line == line and f.column in columns)
