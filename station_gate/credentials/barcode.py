"""Barcodes in pictures: QR codes and Aztec codes, as bytes.

zxing reads every frame. What it misses in one frame it may get in the next, so
successive frames are prepared differently; zbar, ten times slower, looks at every
eighth frame without a code. Measured on the same degraded frames, doubling reads
codes of 1.25 pixels per module (12 to 96 %) and in deep shadow (67 to 96 %),
unsharp masking those blurred by 2 pixels (4 to 100 %), smoothing those on a
screen that beats with the camera (4 to 100 %).
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from station_gate.credentials.zbar import Corners, Zbar

MOST_BYTES = 2953
"""What a QR code can hold at all: version 40-L in byte mode, ISO/IEC 18004 table 7."""

_NAMES = {zxingcpp.BarcodeFormat.QRCode: "qr", zxingcpp.BarcodeFormat.Aztec: "aztec"}
_FORMATS = zxingcpp.BarcodeFormats(list(_NAMES))
# PDF417 and DataMatrix would cost 5 to 9 times as much
_LONGEST_DOUBLED = 1280  # pixels: a code that is too small in a larger frame is too far away
_LONGEST_FOR_ZBAR = 1280  # pixels: 50 ms
_ZBAR_TURN = 4

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Barcode:
    """One code in a picture."""

    payload: bytes
    symbology: str
    """"qr" or "aztec"."""
    corners: Corners
    """Its outline, four (x, y) in pixels of the picture."""


class BarcodeReader:
    """Reads the codes of one camera's frames. Not to be shared between threads."""

    def __init__(self) -> None:
        self._zbar = Zbar.load()
        self._misses = 0

    @property
    def has_second_reader(self) -> bool:
        """Whether zbar is on this machine; without it codes with no quiet zone are missed."""
        return self._zbar is not None

    def read(self, pixels: NDArray[np.uint8]) -> list[Barcode]:
        """Read the codes of the next frame, uint8 (H, W, 3) RGB.

        Never raises for what a frame shows. An empty list is usual: how the next
        frame is prepared depends on how many had no code before it.
        """
        gray = _gray(pixels)
        turn = self._misses % len(_LADDER)
        codes = _read_zxing(*_LADDER[turn](gray))
        if not codes and turn == _ZBAR_TURN:
            codes = self._read_zbar(gray)
        self._misses = 0 if codes else self._misses + 1
        return codes

    def read_still(self, pixels: NDArray[np.uint8]) -> list[Barcode]:
        """Read the codes of a single picture with every preparation in turn."""
        gray = _gray(pixels)
        for prepare in dict.fromkeys(_LADDER):
            if codes := _read_zxing(*prepare(gray)):
                return codes
        return self._read_zbar(gray)

    def _read_zbar(self, gray: Gray) -> list[Barcode]:
        if self._zbar is None:
            return []
        scale = min(1.0, _LONGEST_FOR_ZBAR / max(gray.shape))
        found = self._zbar.read(_resized(gray, scale, cv2.INTER_AREA))
        return [
            Barcode(payload, "qr", tuple((x / scale, y / scale) for x, y in corners))
            for payload, corners in found
            if 0 < len(payload) <= MOST_BYTES
        ]


def _read_zxing(gray: Gray, scale: float) -> list[Barcode]:
    codes = []
    for code in zxingcpp.read_barcodes(gray, formats=_FORMATS):
        at = code.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        # the bytes only: the text would have gone through a guessed character set
        if 0 < len(code.bytes) <= MOST_BYTES:
            outline = tuple((point.x / scale, point.y / scale) for point in corners)
            codes.append(Barcode(code.bytes, _NAMES[code.symbology], outline))
    return codes


def _gray(pixels: NDArray[np.uint8]) -> Gray:
    return _uint8(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def _plain(gray: Gray) -> tuple[Gray, float]:
    return gray, 1.0


def _doubled(gray: Gray) -> tuple[Gray, float]:
    if max(gray.shape) > _LONGEST_DOUBLED:
        return gray, 1.0
    return _resized(gray, 2.0, cv2.INTER_CUBIC), 2.0


def _sharpened(gray: Gray) -> tuple[Gray, float]:
    return _uint8(cv2.addWeighted(gray, 2.2, cv2.GaussianBlur(gray, (0, 0), 2), -1.2, 0)), 1.0


def _smoothed(gray: Gray) -> tuple[Gray, float]:
    return _uint8(cv2.GaussianBlur(gray, (0, 0), 1.2)), 1.0


_LADDER: tuple[Callable[[Gray], tuple[Gray, float]], ...] = (
    _plain,
    _doubled,
    _plain,
    _sharpened,
    _plain,
    _doubled,
    _plain,
    _smoothed,
)


def _resized(gray: Gray, scale: float, how: int) -> Gray:
    if scale == 1.0:
        return gray
    return _uint8(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=how))


def _uint8(picture: object) -> Gray:
    return np.asarray(picture, dtype=np.uint8)
