"""Our barcode reader beside zxing-cpp, pyzbar and OpenCV alone, on the same drawn frames.

Rates: 640 x 480, text of 120 letters, which all four can give back (pyzbar and OpenCV
mangle the bytes of a signed ticket). A hit is the exact text within nine frames, what
a passenger meets who holds a code still for half a second: each frame has new noise and
the hand moves a little. The degradations are our own models (tests/barcodes/pictures.py):
compare the columns; the rates are of these frames, not of a station.

Times: 1280 x 720, processor time of one thread, over whole rounds of our ladder.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before OpenCV counts the processors

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._table import Row, publish
from station_gate.barcodes.reader import BarcodeReader
from tests.barcodes.pictures import Scene, background, draw, noisy

CODES = 3
FRAMES = 9
LETTERS = 120
MODULE = {"qr": 4.0, "aztec": 4.0, "pdf417": 2.4}
LEVELS: dict[str, list[dict[str, Any]]] = {
    "as it should be": [{}],
    "3, 2, 1.6, 1.3 pixels a module": [{"module": m} for m in (3, 2, 1.6, 1.3)],
    "turned 15, 45, 90 degrees": [{"turn": t} for t in (15, 45, 90)],
    "tilted 30, 45, 60 degrees": [{"tilt": t} for t in (30, 45, 60)],
    "blurred, sigma 1, 1.5, 2, 2.4 pixels": [{"blur": b} for b in (1, 1.5, 2, 2.4)],
    "moved 3, 5, 7 pixels": [{"motion": m} for m in (3, 5, 7)],
    "noise, sigma 25, 50, 70": [{"noise": n} for n in (25, 50, 70)],
    "contrast 30, 10, 5 %": [{"contrast": c} for c in (0.3, 0.1, 0.05)],
    "shadow 80, 90, 95 %": [{"shadow": s} for s in (0.8, 0.9, 0.95)],
    "reflection on 15, 30, 45 %": [{"glare": g} for g in (0.15, 0.3, 0.45)],
    "moire 0.4, 0.6, 0.8": [{"grid": g} for g in (0.4, 0.6, 0.8)],
    "curled 0.2, 0.35, 0.5 rad": [{"curl": c} for c in (0.2, 0.35, 0.5)],
    "light on dark": [{"inverted": True}],
    "quiet zone of 1, 0 modules": [{"quiet": 1}, {"quiet": 0}],
    "JPEG quality 20, 8": [{"jpeg": 20}, {"jpeg": 8}],
    "a bit of all": [
        {"module": 3, "blur": 0.8, "contrast": 0.5, "noise": 8, "turn": 12, "tilt": 20},
        {"module": 2.2, "motion": 2, "contrast": 0.4, "noise": 6, "tilt": 25, "glare": 0.1},
    ],
}
Frame = NDArray[np.uint8]
Read = Callable[[Frame], list[bytes]]


@dataclass
class Tally:
    """Hits of one reader on one kind of code, by degradation."""

    hits: dict[str, list[bool]] = field(default_factory=dict)
    seconds: float = 0.0
    frames: int = 0

    def percent(self, name: str) -> float:
        return 100 * sum(self.hits[name]) / len(self.hits[name])

    @property
    def total(self) -> float:
        return sum(self.percent(name) for name in self.hits) / len(self.hits)

    @property
    def milliseconds(self) -> float:
        return 1000 * self.seconds / self.frames


def _gray(pixels: Frame) -> Frame:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def ours() -> Read:
    reader = BarcodeReader(is_ticket=lambda _: True)  # the texts here are what is searched for
    return lambda pixels: [code.payload for code in reader.read(pixels)]


def zxing() -> Read:
    kinds = zxingcpp.BarcodeFormat
    formats = zxingcpp.BarcodeFormats([kinds.QRCode, kinds.Aztec, kinds.PDF417])
    return lambda pixels: [
        code.bytes for code in zxingcpp.read_barcodes(_gray(pixels), formats=formats)
    ]


def pyzbar() -> Read:
    from pyzbar import pyzbar as library

    symbols = [library.ZBarSymbol.QRCODE]
    return lambda pixels: [code.data for code in library.decode(_gray(pixels), symbols=symbols)]


def opencv() -> Read:
    detector = cv2.QRCodeDetectorAruco()  # better than QRCodeDetector on all of this
    return lambda pixels: [detector.detectAndDecode(_gray(pixels))[0].encode()]


READERS = {"ours": ours, "zxing-cpp": zxing, "pyzbar": pyzbar, "OpenCV": opencv}
ABLE = {"qr": list(READERS), "aztec": ["ours", "zxing-cpp"], "pdf417": ["ours", "zxing-cpp"]}


def show_code(payload: bytes, scene: Scene, seed: int, name: str, into: dict[str, Tally]) -> None:
    """Show one code to all readers, frame by frame, until each has read it or had its frames."""
    reading = {who: READERS[who]() for who in into}
    for number in range(FRAMES):
        if not reading:
            break
        frame = draw(payload, scene, seed, number)
        for who, read in list(reading.items()):
            began = time.thread_time()
            found = read(frame)
            into[who].seconds += time.thread_time() - began
            into[who].frames += 1
            if payload in found:
                del reading[who]
    for who, tally in into.items():
        tally.hits.setdefault(name, []).append(who not in reading)


def measure_rates() -> dict[str, dict[str, Tally]]:
    rates = {}
    for symbology, able in ABLE.items():
        rng = np.random.default_rng(5)
        tallies = {who: Tally() for who in able}
        for name, levels in LEVELS.items():
            for level in levels:
                for code in range(CODES):
                    payload = bytes(rng.integers(ord("A"), ord("Z") + 1, LETTERS, dtype=np.uint8))
                    base = Scene(symbology=symbology, module=MODULE[symbology])
                    show_code(payload, replace(base, **level), code, name, tallies)
        rates[symbology] = tallies
    return rates


def measure_searching() -> dict[str, dict[str, float]]:
    """Milliseconds a frame of 1280 x 720 in which nothing can be read (and in which it can)."""
    size = (1280, 720)
    text = b"ABCDEFGHIJ" * 12
    views = {
        "a hall without a code": [noisy(background(size, seed), seed) for seed in range(4)],
        "a QR code, too blurred": [
            draw(text, Scene(size=size, module=5, blur=5), seed) for seed in range(2)
        ],
        "a PDF417, too blurred": [
            draw(text, Scene(size=size, symbology="pdf417", module=3, blur=4), seed)
            for seed in range(2)
        ],
        "a QR code that is read": [draw(text, Scene(size=size, module=5), 1)],
    }
    return {
        name: {
            who: sum(_milliseconds(make(), frame) for frame in frames) / len(frames)
            for who, make in READERS.items()
        }
        for name, frames in views.items()
    }


def _milliseconds(read: Read, frame: Frame) -> float:
    began = time.thread_time()
    for _ in range(2 * FRAMES):
        read(frame)
    return 1000 * (time.thread_time() - began) / (2 * FRAMES)


def rates_table(rates: dict[str, dict[str, Tally]]) -> Table:
    title = f"Read within {FRAMES} frames, % of {CODES} codes at each level"
    table = Table("", title=title, title_justify="left")
    columns = [(s, who, tally) for s, tallies in rates.items() for who, tally in tallies.items()]
    for symbology, who, _ in columns:
        table.add_column(f"{symbology}\n{who}", justify="right")
    for name in LEVELS:
        table.add_row(name, *(f"{tally.percent(name):.0f}" for *_, tally in columns))
    table.add_section()
    table.add_row("all", *(f"{tally.total:.0f}" for *_, tally in columns))
    table.add_row("ms a frame", *(f"{tally.milliseconds:.1f}" for *_, tally in columns))
    return table


def main() -> None:
    cv2.setNumThreads(1)
    console = Console(width=118)
    searching = measure_searching()
    table = Table("ms for a frame of 1280 x 720", *READERS, title_justify="left")
    for name, times in searching.items():
        table.add_row(name, *(f"{ms:.1f}" for ms in times.values()))
    console.print(table)
    console.print(rates_table(measure_rates()))
    hall = searching["a hall without a code"]
    publish(
        Row(f"barcodes, a hall without a code ({who} alone)", hall["ours"], who, hall[who])
        for who in list(READERS)[1:]
    )


if __name__ == "__main__":
    main()
