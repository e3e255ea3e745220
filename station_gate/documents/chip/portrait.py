"""The portrait in data group 2: found by what a picture begins with, never by a header's word.

Two encodings exist: ISO/IEC 19794-5 (a fixed record, in every document so far) and
ISO/IEC 39794-5 (tagged, from 2026 on). Real documents call a JPEG a JPEG 2000, and
their record lengths are off by some bytes, so neither is believed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station_gate.capture.image import decode_image
from station_gate.documents.chip.tlv import Malformed, find, leaves, only

_TAG = 0x75
_GROUP_TEMPLATE = 0x7F61
_TEMPLATE = 0x7F60
_RECORD = 0x5F2E
_TAGGED = 0x7F2E
_FACIAL = b"FAC\x00"
_HEADER = 14 + 20 + 12  # facial record header, facial information, image information
_POINTS_AT = 18  # where the number of feature points stands, two bytes
_POINT = 8
MOST_PIXELS = 4_000_000
"""A chip's portrait has 0.2 megapixels."""
_MOST_SCANS = 32
"""A progressive JPEG has about 10; thousands of tiny ones would take minutes to decode."""
_MAGICS = {
    b"\xff\xd8\xff": "JPEG",
    b"\x00\x00\x00\x0cjP  \r\n\x87\n": "JPEG 2000",
    b"\xff\x4f\xff\x51": "JPEG 2000",  # without the file format around it
}


@dataclass(frozen=True, slots=True)
class ChipPortrait:
    """A picture as the chip holds it."""

    codec: str
    """"JPEG" or "JPEG 2000"."""
    encoded: bytes

    def decode(self, name: str) -> NDArray[np.uint8]:
        """Decode: uint8 (H, W, 3) RGB. Raises ``BadInput``; ``name`` says whose it is."""
        return decode_image(self.encoded, name, formats=_FORMATS, most_pixels=MOST_PIXELS)


_FORMATS = ("JPEG", "JPEG2000")


def find_portrait(group: bytes) -> ChipPortrait:
    """Find the first picture in data group 2. Raises ``Malformed`` where there is none."""
    templates = find(only(group, _TAG), _GROUP_TEMPLATE)
    template = find(templates, _TEMPLATE) if templates else None
    if not template:
        raise Malformed("it has no portrait")
    record = find(template, _RECORD)
    if record is not None:
        picture = _in_record(record)
    else:
        tagged = find(template, _TAGGED) or b""
        # a hostile file may give many leaves, but never more than the file is long
        picture = next((leaf for leaf in leaves(tagged) if _codec(leaf)), None)
    codec = _codec(picture) if picture else None
    if picture is None or codec is None:
        raise Malformed("its portrait is neither JPEG nor JPEG 2000")
    if codec == "JPEG" and picture.count(b"\xff\xda") > _MOST_SCANS:
        raise Malformed(f"its portrait is drawn in more than {_MOST_SCANS} passes")
    return ChipPortrait(codec, picture)


def _in_record(record: bytes) -> bytes | None:
    if not record.startswith(_FACIAL) or len(record) < _HEADER:
        raise Malformed("its portrait is in no record of ISO/IEC 19794-5")
    points = int.from_bytes(record[_POINTS_AT : _POINTS_AT + 2], "big")
    expected = _HEADER + _POINT * points
    if _codec(record[expected:]):
        return record[expected:]
    found = [at for magic in _MAGICS if (at := record.find(magic, _HEADER)) >= 0]
    return record[min(found) :] if found else None


def _codec(data: bytes) -> str | None:
    return next((codec for magic, codec in _MAGICS.items() if data.startswith(magic)), None)
