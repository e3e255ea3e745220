"""Tells the 37 letters of a zone apart: a small network over each letter's strokes.

It was taught with letters drawn in OCR-B (``python -m tools.learn_glyphs``). A letter
is cut out as a cell of 24 x 16 values; its features are how strong the strokes are in
each of six directions and 48 places, and the cell itself, made small.
"""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from station_gate.documents.page.layout import CAPITAL, PITCH

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
HEIGHT, WIDTH = 24, 16
"""Of a cell, in values."""
FILE = Path(__file__).resolve().parent / "data" / "glyphs.npz"
_WIDE, _HIGH = 1.16, 1.32
"""Of the cell, in pitches and in heights of a capital: a margin for what is not exact."""
_DIRECTIONS = 6

Floats = NDArray[np.float32]
Numbers = NDArray[np.float64]


def cut_cells(ink: Floats, way: Numbers, middles: Numbers) -> Floats:
    """Cut letters out of a picture where ink is bright: (N, 24, 16).

    ``middles`` (N, 2) are where the letters are on the page, in millimetres; ``way``
    (3, 3) takes the page to the picture.
    """
    across = ((np.arange(WIDTH) + 0.5) / WIDTH - 0.5) * _WIDE * PITCH
    down = ((np.arange(HEIGHT) + 0.5) / HEIGHT - 0.5) * _HIGH * CAPITAL
    around = np.stack(np.meshgrid(across, down), axis=2).reshape(1, -1, 2)
    points = (middles[:, None, :] + around).reshape(1, -1, 2)
    seen = cv2.perspectiveTransform(points, way).reshape(-1, WIDTH, 2).astype(np.float32)
    # a cell of fewer values than pixels: average them first
    wide = np.linalg.norm(seen[:, -1] - seen[:, 0], axis=1)
    shrinks = max(1.0, float(np.median(wide)) / (WIDTH - 1))
    if shrinks > 1.5:
        ink = cv2.GaussianBlur(ink, (0, 0), shrinks * 0.4).astype(np.float32)
    cells = cv2.remap(
        ink, seen[..., 0], seen[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cells, np.float32).reshape(-1, HEIGHT, WIDTH)


def _averaging(many: int, few: int) -> Floats:
    """Return a matrix (few, many) that averages ``many`` values into ``few``."""
    made = cv2.resize(np.eye(many, dtype=np.float32), (many, few), interpolation=cv2.INTER_AREA)
    return made.astype(np.float32)


_ROWS, _COLUMNS = _averaging(HEIGHT, 8), _averaging(WIDTH, 6)
_PIXEL_ROWS, _PIXEL_COLUMNS = _averaging(HEIGHT, 12), _averaging(WIDTH, 8)


def features(cells: Floats) -> Floats:
    """Describe cells (N, 24, 16) as (N, 384), whatever their light and contrast."""
    count = len(cells)
    flat = cells.reshape(count, -1)
    ground = np.percentile(flat, 20, axis=1)[:, None, None]
    even = cells - ground
    even = even / (even.reshape(count, -1).std(axis=1)[:, None, None] * 2 + 8)
    even = np.clip(even, -2, 3).astype(np.float32)
    along, across = _slopes(even)
    strength = np.hypot(along, across)
    turned = np.arctan2(across, along) % np.float32(np.pi) * np.float32(_DIRECTIONS / np.pi)
    whole = turned.astype(np.int32)
    share = turned - whole
    strokes = np.zeros((_DIRECTIONS, *even.shape), np.float32)
    # each value goes to the two directions that it lies between
    planes, values = strokes.reshape(_DIRECTIONS, -1), np.arange(even.size)
    planes[whole.ravel() % _DIRECTIONS, values] = (strength * (1 - share)).ravel()
    planes[(whole.ravel() + 1) % _DIRECTIONS, values] = (strength * share).ravel()
    placed = np.einsum("ij,knjl,ml->nkim", _ROWS, strokes, _COLUMNS, optimize=True)
    placed = placed.reshape(count, -1)
    placed = placed / (np.linalg.norm(placed, axis=1, keepdims=True) + 1e-3) * 8
    small = np.einsum("ij,njl,ml->nim", _PIXEL_ROWS, even, _PIXEL_COLUMNS, optimize=True)
    both: Floats = np.concatenate([placed, small.reshape(count, -1) * 0.6], axis=1)
    return both.astype(np.float32)


def _slopes(cells: Floats) -> tuple[Floats, Floats]:
    """Give the slope along and down cells (N, H, W), by Sobel's 3 x 3, mirrored at the edges."""
    wide = np.pad(cells, ((0, 0), (1, 1), (1, 1)), mode="reflect")
    down = wide[:, :-2] + 2 * wide[:, 1:-1] + wide[:, 2:]
    right = wide[:, :, :-2] + 2 * wide[:, :, 1:-1] + wide[:, :, 2:]
    return down[:, :, 2:] - down[:, :, :-2], right[:, 2:] - right[:, :-2]


@cache
def _network() -> tuple[Floats, ...]:
    with np.load(FILE) as arrays:
        return tuple(arrays[name].astype(np.float32) for name in ("w1", "b1", "w2", "b2"))


def likelihoods(cells: Floats) -> Floats:
    """Tell for each cell how likely it is each letter: (N, 37) natural logarithms."""
    w1, b1, w2, b2 = _network()
    out = np.maximum(features(cells) @ w1 + b1, 0) @ w2 + b2
    out -= out.max(axis=1, keepdims=True)
    told: Floats = out - np.log(np.exp(out).sum(axis=1, keepdims=True))
    return told
