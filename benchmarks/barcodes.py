"""Our barcode reader beside pyzbar alone, on the same drawn frames (640 x 480).

Two readings of the naive way: ``pyzbar.decode`` on a signed ticket (190 bytes, as
we issue them) and on a text of the same length, which it does not mangle. A hit
is the exact payload. "8 frames" is what a passenger meets who holds the ticket
still for half a second at 15 frames per second: every frame with new noise.
Compare the columns; the rates are of these frames, not of a station.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before OpenCV counts the processors

import sys
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from station_gate.credentials.barcode import BarcodeReader
from tests.credentials.pictures import Scene, draw

CODES = 4
FRAMES = 8
SCENES = {
    "straight": Scene(),
    "turned 37 degrees": Scene(turn=37),
    "tilted 60 degrees": Scene(tilt=60),
    "2 pixels a module": Scene(module=2),
    "1.25 pixels a module": Scene(module=1.25),
    "blurred, sigma 2 pixels": Scene(blur=2),
    "noise, sigma 40": Scene(noise=40),
    "contrast 8 %": Scene(contrast=0.08),
    "shadow 97 %": Scene(shadow=0.97),
    "on a screen": Scene(grid=0.8),
    "white on black": Scene(inverted=True),
    "no quiet zone": Scene(quiet=0),
    "small, dim and blurred": Scene(module=2, blur=0.8, contrast=0.3, noise=6, turn=12, tilt=20),
}
Frame = NDArray[np.uint8]
Read = Callable[[Frame], list[bytes]]

draw_once = cache(draw)


class Tally:
    """Hits and milliseconds of one way to read."""

    def __init__(self) -> None:
        self.hits: dict[str, int] = {}
        self.seconds = 0.0
        self.frames = 0

    def run(self, scene: str, read: Read, frames: Iterable[Frame], payload: bytes) -> None:
        for frame in frames:
            began = time.perf_counter()
            found = read(frame)
            self.seconds += time.perf_counter() - began
            self.frames += 1
            if payload in found:
                self.hits[scene] = self.hits.get(scene, 0) + 1
                return

    def percent(self, scene: str) -> float:
        return 100 * self.hits.get(scene, 0) / CODES

    @property
    def total(self) -> float:
        return sum(self.percent(scene) for scene in SCENES) / len(SCENES)

    @property
    def milliseconds(self) -> float:
        return 1000 * self.seconds / self.frames


def pyzbar_reader() -> Read | None:
    """What a tutorial does; ``None`` without libzbar."""
    try:
        from pyzbar import pyzbar
    except ImportError:
        return None
    symbols = [pyzbar.ZBarSymbol.QRCODE]

    def read(pixels: Frame) -> list[bytes]:
        gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        return [code.data for code in pyzbar.decode(gray, symbols=symbols)]

    return read


def our_reader() -> Read:
    reader = BarcodeReader()
    return lambda pixels: [code.payload for code in reader.read(pixels)]


def measure(naive: Read | None) -> dict[str, Tally]:
    tallies = {
        name: Tally()
        for name in ("pyzbar, ticket", "pyzbar, text", "ours, ticket", "ours, first frame")
    }
    rng = np.random.default_rng(1)
    for name, scene in SCENES.items():
        for code in range(CODES):
            ticket = rng.bytes(190)
            text = bytes(rng.integers(ord("A"), ord("Z"), 190, dtype=np.uint8))
            runs: list[tuple[Read | None, bytes, int]] = [
                (naive, ticket, FRAMES),
                (naive, text, FRAMES),
                (our_reader(), ticket, FRAMES),
                (our_reader(), ticket, 1),
            ]
            for tally, (read, payload, count) in zip(tallies.values(), runs, strict=True):
                if read is not None:
                    frames = (draw_once(payload, scene, 100 * code + n) for n in range(count))
                    tally.run(name, read, frames, payload)
            draw_once.cache_clear()
    return tallies


def empty_frame_cost(read: Read) -> float:
    """Milliseconds a frame when nobody shows a code, over whole rounds of the ladder."""
    frames = [draw(b"x", Scene(module=0.1), seed) for seed in range(3 * FRAMES)]
    began = time.perf_counter()
    for frame in frames:
        assert not read(frame)
    return 1000 * (time.perf_counter() - began) / len(frames)


def main() -> None:
    cv2.setNumThreads(1)
    naive = pyzbar_reader()
    tallies = measure(naive)
    if naive is None:
        tallies = {name: tally for name, tally in tallies.items() if name.startswith("ours")}
    title = f"Exact payload read within {FRAMES} frames, % of {CODES} codes"
    table = Table(title=title, title_justify="left")
    table.add_column("frame")
    for name in tallies:
        table.add_column(name, justify="right")
    for scene in SCENES:
        table.add_row(scene, *(f"{tally.percent(scene):.0f}" for tally in tallies.values()))
    table.add_section()
    table.add_row("all", *(f"{tally.total:.0f}" for tally in tallies.values()))
    table.add_row("ms a frame", *(f"{tally.milliseconds:.1f}" for tally in tallies.values()))
    console = Console(width=100)
    console.print(table)
    if naive is None:
        console.print("libzbar is not on this machine: nothing to compare with")
        return
    ours, theirs = tallies["ours, ticket"], tallies["pyzbar, text"]
    console.print(
        f"ours reads {ours.total / theirs.total:.1f} times as many codes as pyzbar,"
        f" in {ours.milliseconds / theirs.milliseconds:.2f} of its time a frame;"
    )
    idle = empty_frame_cost(our_reader()) / empty_frame_cost(naive)
    console.print(f"a frame without a code takes {idle:.2f} of pyzbar's time")


if __name__ == "__main__":
    main()
