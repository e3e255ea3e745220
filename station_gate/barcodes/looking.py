"""One look at a picture for codes: where, prepared in which way, and by which reader."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import zxingcpp

from station_gate.barcodes import preparing
from station_gate.barcodes.areas import Affine, Area, cut_upright
from station_gate.barcodes.preparing import Gray, Prepare
from station_gate.barcodes.zbar import Corners, Zbar

MOST_BYTES = 7089
"""What a QR code can hold at all: version 40-L in digits, ISO/IEC 18004 table 7; an Aztec
code holds 3832 digits at most (ISO/IEC 24778), a PDF417 2710 (ISO/IEC 15438)."""

_LOG = logging.getLogger(__name__)
_NAMES = {
    zxingcpp.BarcodeFormat.QRCode: "qr",
    zxingcpp.BarcodeFormat.Aztec: "aztec",
    zxingcpp.BarcodeFormat.PDF417: "pdf417",
}
SQUARE = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Aztec])
STACKED = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.PDF417])
ALL = zxingcpp.BarcodeFormats(list(_NAMES))

_BEYOND = 1.04  # of a code that is covered: a blurred edge goes with it, its neighbour stays
_PAPER = 90  # percent of a code's pixels are darker than the paper that it is covered with


@dataclass(frozen=True, slots=True)
class Barcode:
    """One code in a picture."""

    payload: bytes
    symbology: str
    """"qr", "aztec" or "pdf417"."""
    corners: Corners
    """Its outline, four (x, y) in pixels of the picture."""
    unused: float = 1.0
    """Of its error correction, from 0 to 1 (ISO/IEC 15415: unused error correction). Where
    none is left nothing shows that what was corrected has become what it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How a picture is looked at: as a whole, or where a code may be."""

    prepare: Prepare
    formats: zxingcpp.BarcodeFormats = SQUARE
    whole: bool = False
    both: bool = False
    """Dark on light and light on dark."""
    second: bool = False
    """Let the second reader look as well."""
    coloured: bool = False
    """At one colour in place of the lightness."""
    coarse: bool = False
    """With few pixels: for what is large."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found."""

    codes: list[Barcode]
    glimpses: list[Corners]
    """Outlines of what is a code but could not be read."""


def look_at(gray: Gray, area: Area, turn: Turn, zbar: Zbar | None) -> Seen:
    """Look once at an area of a picture, uint8 (H, W)."""
    left, top, right, bottom = area
    if turn.formats == ALL and not turn.whole:
        part, back = cut_upright(gray, area)
    else:
        part = np.ascontiguousarray(gray[top:bottom, left:right])
        back = np.array([[1.0, 0.0, left], [0.0, 1.0, top]])
    if turn.coarse:
        prepared, scale = preparing.coarse(part, turn.prepare)
    else:
        prepared, scale = turn.prepare(part)
    found = list(_zxing(prepared, turn))
    glimpses = [_placed(each.corners, scale, back) for each in found if not each.payload]
    codes = [each for each in found if 0 < len(each.payload) <= MOST_BYTES]
    if not codes and turn.second and zbar is not None:
        prepared, scale = preparing.reduced(part)
        read = zbar.read(prepared)
        codes = [
            Barcode(payload, "qr", corners)
            for payload, corners in read
            if 0 < len(payload) <= MOST_BYTES
        ]
    placed = [replace(each, corners=_placed(each.corners, scale, back)) for each in codes]
    return Seen(placed, glimpses)


def without(gray: Gray, codes: Sequence[Barcode]) -> Gray:
    """Cover codes with paper, so that others are what is looked for: the same picture or a copy."""
    if not codes:
        return gray
    covered = gray.copy()
    for code in codes:
        corners = np.array(code.corners)
        middle = corners.mean(0)
        hull = cv2.convexHull(np.rint(middle + (corners - middle) * _BEYOND).astype(np.int32))
        left, top, width, height = cv2.boundingRect(hull)
        pixels = gray[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)]
        if pixels.size:
            cv2.fillConvexPoly(covered, hull, (float(np.percentile(pixels[::2, ::2], _PAPER)),))
    return covered


def _placed(corners: Corners, scale: float, back: Affine) -> Corners:
    """Bring an outline from a prepared part to the picture."""
    return tuple(
        (float(x), float(y)) for x, y in np.array(corners) / scale @ back[:, :2].T + back[:, 2]
    )


def _zxing(gray: Gray, turn: Turn) -> Iterator[Barcode]:
    """Yield codes as they are in ``gray``; those that could not be read have no payload."""
    try:
        codes = zxingcpp.read_barcodes(
            gray,
            formats=turn.formats,
            try_rotate=turn.whole,
            try_invert=turn.both,
            try_downscale=turn.whole,
            return_errors=True,
        )
    except Exception as error:  # of the library itself: a frame costs no more than a frame
        _LOG.warning("zxing-cpp could not read a frame: %r", error)
        return
    for code in codes:
        at = code.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        # the bytes only: the text would have gone through a guessed character set
        yield Barcode(
            code.bytes if code.valid else b"",
            _NAMES.get(code.symbology, ""),
            tuple((float(point.x), float(point.y)) for point in corners),
            _unused(code.extra),
        )


def _unused(extra: object) -> float:
    share = extra.get("UEC", 1.0) if isinstance(extra, dict) else 1.0
    return float(share)
