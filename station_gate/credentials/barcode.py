"""Barcodes in pictures: QR, Aztec and PDF417 codes, as bytes.

zxing-cpp looks at every frame as it is, where a code may be (``codeareas``): a code in a
moving hand is sharp in one of many. What is missed may be read in the next frame:
each is also looked at in another way (``preparing``), two of eight as a whole. zbar, the second
reader, has its turn for the codes without a quiet zone that zxing-cpp does not find.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from station_gate.credentials import preparing
from station_gate.credentials.codeareas import Affine, Area, code_areas, cut_upright
from station_gate.credentials.preparing import Gray, Prepare
from station_gate.credentials.zbar import Corners, Zbar

MOST_BYTES = 2953
"""What a QR code can hold at all: version 40-L in byte mode, ISO/IEC 18004 table 7."""

_LOG = logging.getLogger(__name__)
_NAMES = {
    zxingcpp.BarcodeFormat.QRCode: "qr",
    zxingcpp.BarcodeFormat.Aztec: "aztec",
    zxingcpp.BarcodeFormat.PDF417: "pdf417",
}
_SQUARE = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Aztec])
_ALL = zxingcpp.BarcodeFormats(list(_NAMES))


@dataclass(frozen=True, slots=True)
class Barcode:
    """One code in a picture."""

    payload: bytes
    symbology: str
    """"qr", "aztec" or "pdf417"."""
    corners: Corners
    """Its outline, four (x, y) in pixels of the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """How one frame is looked at: as a whole, or where a code may be."""

    prepare: Prepare
    formats: zxingcpp.BarcodeFormats = _SQUARE
    whole: bool = False
    both: bool = False
    """Dark on light and light on dark."""
    second: bool = False
    """Let the second reader look as well."""


_LADDER = (
    _Turn(prepare=preparing.plain, whole=True),
    _Turn(prepare=preparing.tripled),
    _Turn(prepare=preparing.smoothed, formats=_ALL),
    _Turn(prepare=preparing.shaded, formats=_ALL),
    _Turn(prepare=preparing.plain, whole=True, both=True),
    _Turn(prepare=preparing.sharpened, formats=_ALL),
    _Turn(prepare=preparing.inverted, formats=_ALL, second=True),
    _Turn(prepare=preparing.evened, formats=_ALL),
)
_AS_IT_IS = _Turn(prepare=preparing.plain, formats=_ALL)
"""In every frame, of the place: a code in a moving hand is sharp in one frame of many."""


class BarcodeReader:
    """Reads the codes of one camera's frames. Not to be shared between threads."""

    def __init__(self) -> None:
        self._zbar = Zbar.load()
        self._misses = 0
        self._glimpses: list[Corners] = []

    @property
    def has_second_reader(self) -> bool:
        """Whether zbar is on this machine; without it codes with no quiet zone are missed."""
        return self._zbar is not None

    @property
    def glimpses(self) -> list[Corners]:
        """Outlines of what is a code in the last frame, but could not be read."""
        return self._glimpses

    def read(self, pixels: NDArray[np.uint8]) -> list[Barcode]:
        """Read the codes of the next frame, uint8 (H, W, 3) RGB.

        Never raises for what a frame shows. An empty list is usual: each frame
        without a code lets the next be looked at in another way. What has read a
        code looks at the next frame again.
        """
        gray = _gray(pixels)
        self._glimpses = []
        if not gray.size:
            return []
        round_, turn = divmod(self._misses, len(_LADDER))
        codes = self._look(gray, _LADDER[turn], round_)
        if not codes:
            self._misses += 1
        return codes

    def read_still(self, pixels: NDArray[np.uint8]) -> list[Barcode]:
        """Read the codes of a single picture: in every way, as a whole and in its parts."""
        gray = _gray(pixels)
        if not gray.size:
            return []
        whole = _whole(gray)
        looks = [(whole, _Turn(prepare=preparing.untouched, whole=True, both=True))]
        looks += [(whole, replace(turn, whole=True)) for turn in _LADDER]
        looks += [
            (area, replace(turn, whole=False)) for area in code_areas(gray) for turn in _LADDER
        ]
        for area, turn in looks:
            if codes := self._look_at(gray, area, replace(turn, formats=_ALL, second=True)):
                return codes
        return []

    def _look(self, gray: Gray, turn: _Turn, round_: int) -> list[Barcode]:
        if turn.whole and (codes := self._look_at(gray, _whole(gray), turn)):
            return codes
        areas = code_areas(gray)
        if not areas:
            return [] if turn.whole else self._look_at(gray, _whole(gray), turn)
        # the other places have their turn in the next rounds
        area = areas[round_ % len(areas)]
        if codes := self._look_at(gray, area, _AS_IT_IS):
            return codes
        return [] if turn.whole else self._look_at(gray, area, turn)

    def _look_at(self, gray: Gray, area: Area, turn: _Turn) -> list[Barcode]:
        left, top, right, bottom = area
        if turn.formats == _ALL and not turn.whole:
            part, back = cut_upright(gray, area)
        else:
            part = np.ascontiguousarray(gray[top:bottom, left:right])
            back = np.array([[1.0, 0.0, left], [0.0, 1.0, top]])
        prepared, scale = turn.prepare(part)
        found = list(_zxing(prepared, turn))
        self._glimpses += [_placed(each.corners, scale, back) for each in found if not each.payload]
        found = [each for each in found if 0 < len(each.payload) <= MOST_BYTES]
        if not found and turn.second and self._zbar is not None:
            prepared, scale = preparing.reduced(part)
            read = self._zbar.read(prepared)
            found = [Barcode(payload, "qr", corners) for payload, corners in read]
        return [
            replace(each, corners=_placed(each.corners, scale, back))
            for each in found
            if 0 < len(each.payload) <= MOST_BYTES
        ]


def _placed(corners: Corners, scale: float, back: Affine) -> Corners:
    """Bring an outline from a prepared part to the picture."""
    return tuple(
        (float(x), float(y)) for x, y in np.array(corners) / scale @ back[:, :2].T + back[:, 2]
    )


def _zxing(gray: Gray, turn: _Turn) -> Iterator[Barcode]:
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
        )


def _gray(pixels: NDArray[np.uint8]) -> Gray:
    if not pixels.size:
        return np.zeros((0, 0), np.uint8)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _whole(gray: Gray) -> Area:
    height, width = gray.shape
    return 0, 0, width, height


def other_code(pixels: NDArray[np.uint8]) -> str:
    """Name the kind of a code that is no ticket's, in uint8 (H, W, 3) RGB; "" for none."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    found = zxingcpp.read_barcodes(gray)
    return next((str(code.format) for code in found if code.format not in _NAMES), "")
