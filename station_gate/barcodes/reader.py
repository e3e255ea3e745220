"""Barcodes in pictures: QR, Aztec and PDF417 codes, as bytes.

zxing-cpp looks at every frame as it is, where a code may be (``codeareas``): a code in a
moving hand is sharp in one of many. What is missed may be read in the next frame:
each is also looked at in another way (``preparing``), three of nine as a whole. zbar, the second
reader, has its turn for the codes without a quiet zone that zxing-cpp does not find.
The search ends at a ticket: any other code is covered, and the rest is looked at.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from station_gate.barcodes import preparing
from station_gate.barcodes.areas import Area, code_areas
from station_gate.barcodes.looking import (
    ALL,
    MOST_BYTES,
    SQUARE,
    STACKED,
    Barcode,
    Turn,
    look_at,
    without,
)
from station_gate.barcodes.preparing import Gray, Prepare
from station_gate.barcodes.zbar import Corners, Zbar
from station_gate.tickets.formats import looks_like_ticket

__all__ = ["MOST_BYTES", "Barcode", "BarcodeReader", "other_code"]

_LADDER = (
    Turn(prepare=preparing.plain, whole=True),
    Turn(prepare=preparing.tripled),
    Turn(prepare=preparing.smoothed, formats=ALL),
    Turn(prepare=preparing.shaded, formats=ALL),
    Turn(prepare=preparing.plain, whole=True, both=True),
    Turn(prepare=preparing.sharpened, formats=ALL),
    Turn(prepare=preparing.inverted, formats=ALL, second=True),
    Turn(prepare=preparing.evened, formats=ALL),
    Turn(prepare=preparing.small, formats=ALL, whole=True, both=True, coloured=True),
)
_AS_IT_IS = Turn(prepare=preparing.plain, formats=ALL)
"""In every frame, of the place: a code in a moving hand is sharp in one frame of many."""
_LARGE = {
    2: replace(_LADDER[2], coarse=True),
    3: replace(_LADDER[3], coarse=True),
    5: replace(_LADDER[5], coarse=True, formats=SQUARE),
    6: replace(_LADDER[6], coarse=True, formats=SQUARE),
    7: replace(_LADDER[7], coarse=True, formats=SQUARE),
}
"""Where all of the frame is dense: what fills it has large modules, and few pixels are enough.
Stacks of bars have two ways only: looking for them in print takes four times as long."""
_STACKS = Turn(prepare=preparing.small, formats=STACKED, whole=True)
"""Of the whole frame, where only square codes are looked for at full size: a stack of bars
that fills the frame has large bars, and at full size looking for it takes ten times as long."""
_LIGHT_STACKS = replace(_STACKS, prepare=preparing.small_inverted)
"""zxing-cpp itself looks for light on dark among square codes only."""
_RED, _BLUE = 0, 2
"""Colours of the same lightness differ in one of these, by more than in green."""
_UNCHANGED = (
    preparing.untouched,
    preparing.inverted,
    preparing.small,
    preparing.small_inverted,
)
"""Ways that show no more than ``plain`` does."""
_MOST_DOUBTED = 32


class BarcodeReader:
    """Reads the codes of one camera's frames. Not to be shared between threads."""

    def __init__(self, is_ticket: Callable[[bytes], bool] = looks_like_ticket) -> None:
        """``is_ticket`` says of a payload whether it is what is searched for."""
        self._is_ticket = is_ticket
        self._zbar = Zbar.load()
        self._misses = 0
        self._known: int | None = None
        """The look that reads codes which are not searched for."""
        self._judged: frozenset[bytes] = frozenset()
        self._doubted: dict[bytes, Prepare] = {}
        self._glimpses: list[Corners] = []

    @property
    def has_second_reader(self) -> bool:
        """Whether zbar is on this machine; without it codes with no quiet zone are missed."""
        return self._zbar is not None

    @property
    def glimpses(self) -> list[Corners]:
        """Outlines of what is a code in the last frame, but could not be read."""
        return self._glimpses

    def pass_over(self, payloads: Collection[bytes]) -> None:
        """Search on beside these: they have been judged. Replaces what was said before."""
        self._judged = frozenset(payloads)

    def read(self, pixels: NDArray[np.uint8]) -> list[Barcode]:
        """Read the codes of the next frame, uint8 (H, W, 3) RGB.

        Never raises for what a frame shows. An empty list is usual: each frame
        without a ticket lets the next be looked at in another way. What has read a
        ticket looks at the next frame again. Other codes are followed as well, and
        covered while the search goes on.
        """
        self._glimpses = []
        if not pixels.size:
            return []
        gray = _gray(pixels)
        known = [] if self._known is None else self._look(pixels, gray, self._known, ())
        if self._searched(known):
            return known
        codes = self._look(pixels, gray, self._misses, known)
        if not self._searched(codes):
            if not known:
                self._known = self._misses if codes else None
            self._misses += 1
        return known + codes

    def read_still(self, pixels: NDArray[np.uint8]) -> list[Barcode]:
        """Read the codes of a single picture: in every way, as a whole and in its parts.

        Ends at the first ticket; other codes that were found are given as well.
        """
        found: list[Barcode] = []
        if not pixels.size:
            return found
        self._doubted.clear()
        for gray, area, turn in _still_looks(pixels, found):
            turn = replace(turn, formats=ALL, second=True)
            found += self._look_at(without(gray, found), area, turn)
            if self._searched(found):
                break
        return found

    def _searched(self, codes: Sequence[Barcode]) -> bool:
        """Return whether there is what is searched for."""
        payloads = (code.payload for code in codes)
        return any(each not in self._judged and self._is_ticket(each) for each in payloads)

    def _look(
        self, pixels: NDArray[np.uint8], gray: Gray, number: int, known: Sequence[Barcode]
    ) -> list[Barcode]:
        round_, step = divmod(number, len(_LADDER))
        turn = _LADDER[step]
        if turn.coloured:
            colour = without(_colour(pixels, (_RED, _BLUE)[round_ % 2]), known)
            codes = self._look_at(colour, _whole(gray), turn)
            return codes or self._look_at(colour, _whole(gray), _LIGHT_STACKS)
        gray = without(gray, known)
        if turn.whole:
            for each in (turn, _LIGHT_STACKS if turn.both else _STACKS):
                if codes := self._look_at(gray, _whole(gray), each):
                    return codes
        areas = code_areas(gray)
        if not areas:
            return [] if turn.whole else self._look_at(gray, _whole(gray), turn)
        # the other places have their turn in the next rounds
        area = areas[round_ % len(areas)]
        if area == _whole(gray):
            return self._look_at(gray, area, _LARGE[step]) if step in _LARGE else []
        if codes := self._look_at(gray, area, _AS_IT_IS):
            return codes
        return [] if turn.whole else self._look_at(gray, area, turn)

    def _look_at(self, gray: Gray, area: Area, turn: Turn) -> list[Barcode]:
        seen = look_at(gray, area, turn, self._zbar)
        codes = [code for code in seen.codes if self._believed(code, turn.prepare)]
        self._glimpses += seen.glimpses
        self._glimpses += [code.corners for code in seen.codes if code not in codes]
        return codes

    def _believed(self, code: Barcode, prepare: Prepare) -> bool:
        """Return whether a code holds what was read.

        Where it had to be corrected to its limit it is another code as easily, until it has
        been read so in two ways.
        """
        if code.unused > 0:
            return True
        if len(self._doubted) >= _MOST_DOUBTED:
            self._doubted.clear()
        way = preparing.plain if prepare in _UNCHANGED else prepare
        return self._doubted.setdefault(code.payload, way) is not way


def _still_looks(
    pixels: NDArray[np.uint8], found: Sequence[Barcode]
) -> Iterator[tuple[Gray, Area, Turn]]:
    """Yield what is looked at; ``found`` grows meanwhile."""
    gray = _gray(pixels)
    whole = _whole(gray)
    all_of_it = Turn(prepare=preparing.untouched, whole=True, both=True)
    yield gray, whole, all_of_it
    for turn in _LADDER:
        yield gray, whole, replace(turn, whole=True)
    for area in code_areas(without(gray, found)):
        for turn in _LADDER:
            yield gray, area, replace(turn, whole=False)
    for channel in (_RED, _BLUE):
        colour = _colour(pixels, channel)
        for prepare in (preparing.untouched, preparing.small_inverted, preparing.smoothed):
            yield colour, whole, replace(all_of_it, prepare=prepare)


def _gray(pixels: NDArray[np.uint8]) -> Gray:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _colour(pixels: NDArray[np.uint8], channel: int) -> Gray:
    return np.asarray(cv2.extractChannel(pixels, channel), np.uint8)


def _whole(gray: Gray) -> Area:
    height, width = gray.shape
    return 0, 0, width, height


def other_code(pixels: NDArray[np.uint8]) -> str:
    """Name the kind of a code that is no ticket's, in uint8 (H, W, 3) RGB; "" for none."""
    tickets = (
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.Aztec,
        zxingcpp.BarcodeFormat.PDF417,
    )
    found = zxingcpp.read_barcodes(_gray(pixels))
    return next((str(code.format) for code in found if code.format not in tickets), "")
