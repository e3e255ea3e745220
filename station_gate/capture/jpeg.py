"""JPEG files that lack nothing but their end mark: every viewer shows them, and so do we."""

import re
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN = 0xDA
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # what libjpeg decodes with Huffman codes
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd9\xff]")  # those that a length follows
_MOST_SEGMENTS = 1000
_COEFFICIENTS = 64
_OTHER = b"\xaa" * 64
"""Where libjpeg misses bits it takes zeros; these begin with a one, whatever is missing."""


def with_end_mark(content: bytes, decode: Callable[[bytes], NDArray[np.uint8]]) -> bytes | None:
    """Give a JPEG file its end mark; ``None`` where more than that is missing.

    All of a picture is there when every scan is, and when what follows the last byte
    changes no pixel. ``decode`` may raise.
    """
    if not content.startswith(_START) or not _has_all_scans(content):
        return None
    kept = content.rstrip(b"\xff")  # half of the end mark
    ended = kept + _END
    return ended if np.array_equal(decode(ended), decode(kept + _OTHER + _END)) else None


def _has_all_scans(content: bytes) -> bool:
    """Whether each coefficient of each component is there to its last bit (ITU-T T.81, G)."""
    wanted: set[int] = set()
    whole: dict[int, set[int]] = {}
    for marker, segment in _segments(content):
        if marker in _FRAMES and len(segment) > 5:
            wanted = set(segment[6 : 6 + 3 * segment[5] : 3])
        elif marker == _SCAN and len(segment) > 4:
            components = segment[1 : 1 + 2 * segment[0] : 2]
            first, last, bits = segment[-3], segment[-2], segment[-1]
            if bits & 0x0F == 0:  # the last approximation
                for component in components:
                    whole.setdefault(component, set()).update(range(first, last + 1))
    return bool(wanted) and all(len(whole.get(each, ())) == _COEFFICIENTS for each in wanted)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each marker with its segment; the bits of a scan are passed over."""
    at = len(_START)
    for _ in range(_MOST_SEGMENTS):
        found = _MARKER.search(content, at)
        if found is None:
            return
        start = found.end()
        length = int.from_bytes(content[start : start + 2], "big")
        yield content[start - 1], content[start + 2 : start + length]
        at = start + length
