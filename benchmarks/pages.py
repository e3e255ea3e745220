"""Our page reader beside tesseract, on the same drawn and photographed specimen pages.

    python benchmarks/pages.py [PAGES]

Every view of ``document issue --view``, PAGES (8) passports and as many cards' backs with
random names, numbers and dates. Counted are zones of which every letter is right, once
after one look and once after two looks agreed; what was accepted and wrong (it must be
none); portraits of passports cut out to within 2 % of their width; and processor time.
Tesseract is given every help: the zone, found and set straight by our own code, and the
alphabet. Debian has it with the model ``eng`` only; where it is not installed its column
stays empty. The specimens are our own drawings in the font that the network was taught
with: compare the columns; the rates are of these pictures, not of a station.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before OpenCV counts the processors

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._table import Row, publish
from station_gate.documents.document import IdentityDocument
from station_gate.documents.page.agreement import agree
from station_gate.documents.page.layout import LAYOUTS
from station_gate.documents.page.reading import sightings
from station_gate.documents.page.sighting import Sighting, see_zone
from station_gate.gate.travel import Holder
from station_gate.issuing.mrzwriting import write_zone
from station_gate.issuing.page.drawing import Page, draw_pages
from station_gate.issuing.page.photograph import VIEWS, corners_of, photograph

Pixels = NDArray[np.uint8]
Numbers = NDArray[np.float64]

SURNAMES = ("Müller", "Eriksson", "Østergård", "García López", "O'Connor", "Wang", "Çelik")
GIVEN = ("Anna Maria", "Lars", "José Ángel", "Björn Åke", "Zoë", "Jean-Pierre", "Oleksandra")
NUMBERS = "CFGHJKLMNPRTVWXYZ0123456789"
DOTS = 8
"""Pixels in a millimetre of the strip that tesseract is given."""
LEAST_EXACT = 0.02
"""Of a portrait's width: how far off its corners may be."""


@dataclass
class Count:
    """What came of one view."""

    pages: int = 0
    one_look: int = 0
    two_looks: int = 0
    unsure: int = 0
    wrong: int = 0
    portraits: int = 0
    passports: int = 0
    seconds: float = 0.0
    tesseract: int = 0
    tesseract_seconds: float = 0.0


def somebody(rng: np.random.Generator) -> Holder:
    """Make a person up."""
    return Holder(
        surname=str(rng.choice(SURNAMES)),
        given_names=str(rng.choice(GIVEN)),
        document_number="".join(rng.choice(list(NUMBERS), 9)),
        issuer="UTO",
        birth=date(1940, 1, 1) + timedelta(days=int(rng.integers(25_000))),
        expiry=date(2027, 1, 1) + timedelta(days=int(rng.integers(3_000))),
    )


def straight(picture: Pixels, sighting: Sighting) -> Pixels:
    """Return the zone alone, set straight, as tesseract likes it."""
    layout = sighting.layout
    width, height = layout.size
    top = height - layout.first - 5
    out = np.array([[DOTS, 0, 0], [0, DOTS, -top * DOTS], [0, 0, 1]]) @ np.linalg.inv(sighting.way)
    size = round(width * DOTS), round((height - top - 2) * DOTS)
    return np.asarray(cv2.warpPerspective(picture, out, size, flags=cv2.INTER_CUBIC), np.uint8)


def tesseract(strip: Pixels) -> str:
    """Read a strip; everything that is no letter of a zone left out."""
    _, encoded = cv2.imencode(".png", strip)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
    command = ["tesseract", "-", "-", "--psm", "6", "-c", f"tessedit_char_whitelist={alphabet}"]
    done = subprocess.run(
        [*command, "-c", "load_system_dawg=0"],
        input=encoded.tobytes(),
        capture_output=True,
        check=False,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return "".join(done.stdout.decode("utf-8", "replace").split())


def off(sighting: Sighting, page: Page, corners: Numbers) -> float:
    """How far a portrait's corners are off, in its widths."""
    layout = sighting.layout
    assert layout.portrait is not None
    left, top, width, height = layout.portrait
    box = np.array([[left, top], [left + width, top], [left + width, top + height]])
    high, wide = page.pixels.shape[:2]
    dots = wide / layout.size[0]
    own = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    true = cv2.getPerspectiveTransform(own, corners.astype(np.float32)) @ np.diag([dots, dots, 1])
    found, real = (
        cv2.perspectiveTransform(box[None].astype(np.float64), way)[0]
        for way in (sighting.way, true)
    )
    return float(np.abs(found - real).max() / np.linalg.norm(real[1] - real[0]))


def try_one(count: Count, page: Page, truth: str, form: str, view: str, seed: int) -> None:
    """Read one picture in every way."""
    picture = photograph(page, LAYOUTS[form], VIEWS[view], seed)
    gray = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    count.pages += 1
    first = see_zone(gray)
    count.one_look += first is not None and "".join(first.zone.lines) == truth
    began = time.process_time()
    read, _ = agree(sightings(picture))
    count.seconds += time.process_time() - began
    if read is not None:
        right = "".join(read.zone.lines) == truth
        count.two_looks += right
        count.wrong += not right and read.name_sure
        count.unsure += not read.name_sure
    if form == "TD3":
        count.passports += 1
        corners = np.asarray(corners_of(page, VIEWS[view]), np.float64)
        near = read is not None and off(read.sighting, page, corners) < LEAST_EXACT
        count.portraits += near
    if shutil.which("tesseract") and first is not None:
        strip = straight(gray, first)
        began = _children()
        count.tesseract += tesseract(strip) == truth
        count.tesseract_seconds += _children() - began


def main() -> None:
    """Count, print, publish the times."""
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    rng = np.random.default_rng(11)
    portrait = np.full((531, 413, 3), 190, np.uint8)
    specimens = [
        (form, draw_pages(IdentityDocument(who, portrait, "a benchmark"), form)[-1], truth)
        for form in ("TD3", "TD1")
        for who in (somebody(rng) for _ in range(each))
        for truth in [write_zone(form, who, nationality="UTO")]
    ]
    counts = {view: Count() for view in VIEWS}
    for view, count in counts.items():
        for seed, (form, page, truth) in enumerate(specimens):
            try_one(count, page, truth, form, view, seed)
    show(counts)
    readable = [count for view, count in counts.items() if view != "unreadable"]
    ours, theirs, tried = (
        sum(values)
        for values in zip(
            *((c.seconds, c.tesseract_seconds, c.pages) for c in readable), strict=True
        )
    )
    if theirs:
        name = "page: two looks that agree; letters only"
        publish([Row(name, ours / tried * 1000, "tesseract", theirs / tried * 1000)])


def show(counts: dict[str, Count]) -> None:
    """Print the table."""
    table = Table("view", "one look", "two agree", "of it unsure", "wrong", "portrait", "ms")
    table.add_column("tesseract eng")
    for view, count in counts.items():
        table.add_row(
            view,
            _share(count.one_look, count.pages),
            _share(count.two_looks, count.pages),
            str(count.unsure),
            str(count.wrong),
            _share(count.portraits, count.passports),
            f"{count.seconds / count.pages * 1000:.0f}",
            _share(count.tesseract, count.pages) if count.tesseract_seconds else "-",
        )
    Console(width=100).print(table)


def _children() -> float:
    """Processor time of the programs that were started and have ended, in seconds."""
    spent = os.times()
    return spent.children_user + spent.children_system


def _share(some: int, of: int) -> str:
    return f"{some} of {of}"


if __name__ == "__main__":
    main()
