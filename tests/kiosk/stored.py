"""Stored pictures of the screens: making them, comparing with them, showing what differs.

    make goldens        (python -m tests.kiosk.stored)

Each is a quarter of the screen's size, so that all of them together stay small. They hold
for the fonts they were drawn with, whose fingerprint lies beside them.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import cv2
import numpy as np
import pygame
from numpy.typing import NDArray

from station_gate.kiosk.aids import NO_AIDS, Aid
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.text.fonts import Fonts
from station_gate.languages import TAGS
from tests.kiosk.views import LANDSCAPE, PORTRAIT, VIEWS, surface

FOLDER = Path(__file__).parent / "stored"
FINGERPRINT = FOLDER / "fonts.json"
UPRIGHT = ("idle", "ticket", "face good", "going", "refused", "out of service")
"""The views that are stored in portrait as well."""
LARGE = ("idle", "ticket", "document", "face good", "going", "refused", "assistance with a reason")
"""The views that are stored in large text as well, in both orientations."""
ABROAD = "refused"
"""The view that is stored in every language: it has the most words."""
SHRINK = 4
DIFFERENT = 8
"""Steps of 255 beyond which a pixel counts as different (docs/constants.md)."""
MOST_DIFFERENT = 0.005
"""The share of different pixels that is still the same picture (docs/constants.md)."""
MOST_MEAN = 0.15
"""The mean difference, in steps of 255, that is still the same picture (the same place)."""
MOST_FAR = 32
"""Steps of 255 that no pixel may differ by: at this size pygame-ce's edges differ by 20 at
the most (measured), an icon of another colour or a word by far more."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Shot:
    """A screen that is stored: the view's name, the language and the screen's size."""

    name: str
    lang: str
    size: tuple[int, int]
    large: bool = False

    @property
    def file(self) -> str:
        """The name of its picture."""
        words = self.name.replace(",", "").replace("'", "").replace(" ", "-")
        shape = "landscape" if self.size == LANDSCAPE else "portrait"
        return f"{words}.{self.lang}.{shape}{'.large' if self.large else ''}.png"


def shots() -> Iterator[Shot]:
    """Give every screen that is stored."""
    for name in VIEWS:
        yield Shot(name, "en", LANDSCAPE)
    for name in UPRIGHT:
        yield Shot(name, "en", PORTRAIT)
    for name in LARGE:
        yield Shot(name, "en", LANDSCAPE, large=True)
        yield Shot(name, "en", PORTRAIT, large=True)
    for lang in TAGS:
        if lang != "en":
            yield Shot(ABROAD, lang, LANDSCAPE)


class Artist:
    """Draws shots, with one painter for each size."""

    def __init__(self) -> None:
        self._fonts = Fonts.find()
        self._painters: dict[tuple[int, int], Painter] = {}

    def draw(self, shot: Shot) -> Picture:
        """Give the picture of a shot: uint8 (H, W, 3) BGR, a quarter of the screen's size."""
        if shot.size not in self._painters:
            self._painters[shot.size] = Painter(
                shot.size, TAGS, fonts=self._fonts, gate_name="Gate 4"
            )
        screen = surface(shot.size)
        aids = frozenset({Aid.LARGE_TEXT}) if shot.large else NO_AIDS
        self._painters[shot.size].draw(screen, VIEWS[shot.name], shot.lang, aids=aids)
        rgb = pygame.surfarray.array3d(screen).swapaxes(0, 1)
        small = (shot.size[0] // SHRINK, shot.size[1] // SHRINK)
        shrunk = cv2.resize(
            np.ascontiguousarray(rgb[:, :, ::-1]), small, None, 0, 0, cv2.INTER_AREA
        )
        return np.asarray(shrunk, np.uint8)

    def fingerprint(self) -> dict[str, str]:
        """Say which fonts draw: the SHA-256 of each file, by the file's name."""
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(map(Path, self._fonts.paths))
        }


def same(drawn: Picture, stored: Picture) -> bool:
    """Say whether two pictures show the same, but for the odd edge."""
    if drawn.shape != stored.shape:
        return False
    apart = np.abs(drawn.astype(np.int16) - stored)
    different = float((apart.max(axis=2) > DIFFERENT).mean())
    near = different < MOST_DIFFERENT and float(apart.mean()) < MOST_MEAN
    return near and int(apart.max()) <= MOST_FAR


def stored(shot: Shot, folder: Path = FOLDER) -> Picture | None:
    """Give the stored picture of a shot, or nothing where none is stored."""
    picture = cv2.imread(str(folder / shot.file), cv2.IMREAD_COLOR)
    return None if picture is None else np.asarray(picture, np.uint8)


def store(folder: Path = FOLDER) -> int:
    """Draw every shot and store it in place of all that was there; give their number."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    artist = Artist()
    chosen = list(shots())
    for shot in chosen:
        _write(folder / shot.file, artist.draw(shot))
    prints = json.dumps(artist.fingerprint(), indent=1)
    (folder / FINGERPRINT.name).write_text(prints + "\n", encoding="utf-8")
    return len(chosen)


def show_differences(found: Mapping[Shot, tuple[Picture, Picture | None]], folder: Path) -> Path:
    """Write a page with what is stored, what was drawn, and the difference, side by side."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows = []
    for shot, (drawn, kept) in found.items():
        pictures = {"drawn": drawn}
        if kept is not None:
            pictures = {"stored": kept, **pictures}
            if kept.shape == drawn.shape:
                apart = np.abs(drawn.astype(np.int16) - kept).max(axis=2)
                pictures["difference"] = np.uint8(255) - np.clip(apart * 4, 0, 255).astype(np.uint8)
        rows.append(_row(shot, pictures, folder))
    page = folder / "index.html"
    page.write_text(_PAGE.format(rows="\n".join(rows)), encoding="utf-8")
    return page


def _row(shot: Shot, pictures: Mapping[str, Picture], folder: Path) -> str:
    cells: Sequence[str] = []
    for what, picture in pictures.items():
        file = f"{what}.{shot.file}"
        _write(folder / file, picture)
        cells = [
            *cells,
            f'<figure><img src="{escape(file)}"><figcaption>{what}</figcaption></figure>',
        ]
    return f"<h2>{escape(shot.file)}</h2><section>{''.join(cells)}</section>"


def _write(path: Path, picture: Picture) -> None:
    if not cv2.imwrite(str(path), picture, [cv2.IMWRITE_PNG_COMPRESSION, 9]):
        raise OSError(f"{path} could not be written")


_PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Screens that differ from the stored pictures</title>
<style>body {{ font: 16px sans-serif }} section {{ display: flex; gap: 1rem }}
figure {{ margin: 0 }} img {{ border: 1px solid #ccc }}</style>
<h1>Screens that differ from the stored pictures</h1>
<p>If they are as they should be now: <code>make goldens</code>, look at them, commit them.</p>
{rows}
"""


if __name__ == "__main__":
    print(f"{store()} pictures stored in {FOLDER}")
