"""Tag, length, value: how a chip's files are written (ICAO Doc 9303-10, BER-TLV of ISO/IEC 7816-4).

Everything here is a stranger's. Lengths are checked against what is there before
anything is cut out, nothing calls itself, and depth and number of elements are
limited, so that a file costs time and memory in proportion to its size at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_DEPTH = 24
"""Levels of nesting; a security object with explicit curve parameters has 14."""
MOST_ELEMENTS = 4096
"""Elements in one file; a security object with three certificates has about 500."""
_CONSTRUCTED = 0x20
_INDEFINITE = 0x80
_END_MARK = b"\0\0"


class Malformed(Exception):
    """A chip's file is not built as it must be; says how."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag as written, and its value."""

    tag: int
    value: bytes
    constructed: bool


def elements(data: bytes) -> Iterator[Element]:
    """Yield the elements that lie side by side in ``data``. Raises ``Malformed``."""
    at = 0
    for _ in range(MOST_ELEMENTS):
        if at == len(data):
            return
        element, at = _element(data, at)
        yield element
    if at != len(data):
        raise Malformed(f"it has more than {MOST_ELEMENTS} elements")


def only(data: bytes, tag: int) -> bytes:
    """Give the value of the one element that ``data`` consists of. Raises ``Malformed``."""
    data = definite(data)
    element, end = _element(data, 0)
    if element.tag != tag:
        raise Malformed(f"it begins with tag {element.tag:X} instead of {tag:X}")
    if end != len(data):
        raise Malformed(f"{len(data) - end} bytes follow its end")
    return element.value


def find(data: bytes, tag: int) -> bytes | None:
    """Give the value of the first element with ``tag`` among those side by side."""
    return next((element.value for element in elements(data) if element.tag == tag), None)


def leaves(data: bytes) -> Iterator[bytes]:
    """Yield the values of all elements without elements inside, in the order written.

    Walking through to the end proves that the whole tree is well formed, at most
    ``MOST_DEPTH`` deep and of at most ``MOST_ELEMENTS`` elements.
    Raises ``Malformed`` where it is not.
    """
    open_levels = [elements(data)]
    for _ in range(MOST_ELEMENTS):
        while open_levels and (element := next(open_levels[-1], None)) is None:
            open_levels.pop()
        if not open_levels:
            return
        assert element is not None
        if not element.constructed:
            yield element.value
        elif len(open_levels) == MOST_DEPTH:
            raise Malformed(f"it is nested more than {MOST_DEPTH} levels deep")
        else:
            open_levels.append(elements(element.value))
    raise Malformed(f"it has more than {MOST_ELEMENTS} elements")


def definite(data: bytes) -> bytes:
    """Write lengths in place of the marks that end elements of indefinite length (X.690, 8.1.3).

    DER has no such lengths, yet some states write their security objects with them. What
    has none stays as it is, to the byte: certificates in it are signed. What is malformed
    is given back unchanged, for whoever reads it to say what is wrong.
    """
    levels = [_Level(b"", b"", len(data))]
    at = 0
    for _ in range(2 * MOST_ELEMENTS):
        level = levels[-1]
        marked = level.end is None and data[at : at + 2] == _END_MARK
        if marked or at == level.end:
            if len(levels) == 1:
                return b"".join(level.parts)
            at += len(_END_MARK) if marked else 0
            levels.pop()
            levels[-1].parts.append(level.written())
            continue
        try:
            constructed = bool(data[at] & _CONSTRUCTED)
            _, inside = _tag(data, at)
            tag = data[at:inside]
            indefinite = constructed and data[inside] == _INDEFINITE
            size, inside = (0, inside + 1) if indefinite else _length(data, inside)
        except (IndexError, Malformed):
            return data
        if inside + size > len(data) or len(levels) > MOST_DEPTH:
            return data
        if constructed:
            end = None if indefinite else inside + size
            levels.append(_Level(tag, data[at:inside], end, size))
            at = inside
        else:
            level.parts.append(data[at : inside + size])
            at = inside + size
    return data


@dataclass(slots=True)
class _Level:
    """An element that is being rewritten."""

    tag: bytes
    head: bytes
    """Tag and length as they were."""
    end: int | None
    """Where it ends; ``None``: at its mark."""
    size: int = 0
    parts: list[bytes] = field(default_factory=list)

    def written(self) -> bytes:
        inside = b"".join(self.parts)
        if self.end is not None and len(inside) == self.size:
            return self.head + inside
        return self.tag + _length_of(len(inside)) + inside


def write(tag: int, value: bytes) -> bytes:
    """Make an element; the inverse of ``only``."""
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big") + _length_of(len(value)) + value


def _length_of(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    count = (size.bit_length() + 7) // 8
    return bytes([0x80 | count]) + size.to_bytes(count, "big")


def _element(data: bytes, at: int) -> tuple[Element, int]:
    """Read the element at ``at``; give it and where it ends."""
    try:
        constructed = bool(data[at] & _CONSTRUCTED)
        tag, at = _tag(data, at)
        size, at = _length(data, at)
    except IndexError:
        raise Malformed("it is cut short") from None
    end = at + size
    if end > len(data):
        raise Malformed(f"it is cut short: {end - len(data)} bytes are missing")
    return Element(tag, data[at:end], constructed), end


def _tag(data: bytes, at: int) -> tuple[int, int]:
    tag = data[at]
    at += 1
    if tag & 0x1F == 0x1F:
        tag = tag << 8 | data[at]
        at += 1
        if tag & 0x80:  # Doc 9303 has tags of two bytes at most
            raise Malformed("it has a tag of more than two bytes")
    return tag, at


def _length(data: bytes, at: int) -> tuple[int, int]:
    first = data[at]
    at += 1
    if first < 0x80:
        return first, at
    count = first & 0x7F
    if not 1 <= count <= 4:  # 0 would be "until a mark", which ``only`` has taken out
        raise Malformed(f"it has a length of {count} bytes")
    value = data[at : at + count]
    if len(value) < count:
        raise IndexError
    return int.from_bytes(value, "big"), at + count
