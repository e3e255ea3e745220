"""Teaches the network that reads zones: ``python -m tools.learn_glyphs`` (some minutes).

Letters are drawn in the OCR-B that we ship, between neighbours, then moved, turned,
thickened, blurred and lit as in a bad photograph. The same seed gives the same file.
"""

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from station_gate.documents.page.glyphs import ALPHABET, FILE, Floats, cut_cells, features
from station_gate.documents.page.layout import CAPITAL, PITCH
from station_gate.issuing.page.letters import FONT

_EACH = 1400
_HIDDEN = 128
_EPOCHS = 18
_FONT_PIXELS = 96
_MIDDLE = np.zeros((1, 2))
_BOX = np.ones((3, 3), np.uint8)

Numbers = NDArray[np.float64]
Kinds = NDArray[np.int64]


def _triplets(letter: str, font: ImageFont.FreeTypeFont, rng: np.random.Generator) -> Floats:
    """Draw a letter between two others, ink bright; its capital is 1 high, 1.45 around."""
    box = font.getbbox("H")
    capital = box[3] - box[1]
    pitch = capital * PITCH / CAPITAL
    picture = Image.new("L", (int(pitch * 3), int(capital * 1.9)), 0)
    draw = ImageDraw.Draw(picture)
    for at in range(3):
        other = ALPHABET[rng.integers(37)] if rng.random() < 0.6 else "<"
        one = letter if at == 1 else other
        left = pitch * at + (pitch - font.getlength(one)) / 2
        draw.text((left, capital * 0.45 - box[1]), one, fill=255, font=font)
    return np.asarray(picture, np.float32)


def _photographed(letter: str, font: ImageFont.FreeTypeFont, rng: np.random.Generator) -> Floats:
    """Give one cell (24, 16) of a letter as a bad photograph shows it."""
    ink = _triplets(letter, font, rng)
    pitch = ink.shape[1] / 3
    kind = rng.random()
    if kind < 0.2:
        ink = np.asarray(cv2.dilate(ink, _BOX, iterations=int(rng.integers(1, 4))), np.float32)
    elif kind < 0.35:
        ink = np.asarray(cv2.erode(ink, _BOX, iterations=int(rng.integers(1, 3))), np.float32)
    scale = rng.uniform(7, 30) / pitch
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    for sigma, odds in ((rng.uniform(0, 0.11) * pitch * scale, 1.0), (0.6, 0.3)):
        if sigma > 0.25 and rng.random() < odds:
            small = cv2.GaussianBlur(small, (0, 0), sigma)
    if rng.random() < 0.25:  # moved while the shutter was open
        length = max(1, int(rng.uniform(0, 0.25) * pitch * scale))
        small = cv2.blur(small, (length, 1) if rng.random() < 0.5 else (1, length))
    across = np.linspace(0, 1, small.shape[1], dtype=np.float32)[None]
    light = rng.uniform(0.35, 1) * (1 - rng.uniform(0, 0.5) * across)
    small = small * light + rng.uniform(0, 60) * across
    if rng.random() < 0.4:  # a line of the page's background
        start = rng.uniform(0, small.shape[0], 2).astype(int)
        cv2.line(
            small,
            (0, int(start[0])),
            (small.shape[1], int(start[1])),
            float(rng.uniform(10, 45)),
            1,
        )
    small = small + rng.normal(0, rng.uniform(1, 22), small.shape).astype(np.float32)
    cell: Floats = cut_cells(small.astype(np.float32), _way(small, pitch * scale, rng), _MIDDLE)[0]
    return cell


def _way(picture: Floats, pitch: float, rng: np.random.Generator) -> Numbers:
    """Return a way from the page to the picture that is not quite the right one."""
    size = pitch / PITCH * rng.uniform(0.94, 1.06, 2)
    turn, lean = np.deg2rad(rng.uniform(-3, 3)), rng.uniform(-0.07, 0.07)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = turned @ np.array([[1.0, lean], [0.0, 1.0]]) @ np.diag(size)
    middle = np.array(picture.shape[::-1]) / 2 + rng.uniform(-0.08, 0.08, 2) * pitch
    way: Numbers = np.vstack([np.c_[linear, middle], [0.0, 0.0, 1.0]])
    return way


def _samples(rng: np.random.Generator, each: int) -> tuple[Floats, Kinds]:
    font = ImageFont.truetype(str(FONT), _FONT_PIXELS)
    kinds = np.repeat(np.arange(len(ALPHABET)), each)
    rng.shuffle(kinds)
    cells = np.stack([_photographed(ALPHABET[kind], font, rng) for kind in kinds])
    return np.concatenate([features(cells[n : n + 512]) for n in range(0, len(cells), 512)]), kinds


def _learn(x: Floats, y: Kinds, rng: np.random.Generator) -> list[Floats]:
    """Adam on the cross entropy, with dropout: the plainest way there is."""
    sizes = ((x.shape[1], _HIDDEN), (_HIDDEN, len(ALPHABET)))
    weights = []
    for rows, columns in sizes:
        weights += [
            rng.normal(0, (2 / rows) ** 0.5, (rows, columns)).astype(np.float32),
            np.zeros(columns, np.float32),
        ]
    first = [np.zeros_like(w) for w in weights]
    second = [np.zeros_like(w) for w in weights]
    step = 0
    for epoch in range(_EPOCHS):
        rate = 2e-3 * 0.78**epoch
        order = rng.permutation(len(x))
        for start in range(0, len(x), 256):
            batch = order[start : start + 256]
            step += 1
            for at, gradient in enumerate(_gradients(weights, x[batch], y[batch], rng)):
                first[at] = 0.9 * first[at] + 0.1 * gradient
                second[at] = 0.999 * second[at] + 0.001 * gradient**2
                mean = first[at] / (1 - 0.9**step)
                spread = np.sqrt(second[at] / (1 - 0.999**step)) + 1e-8
                weights[at] -= rate * mean / spread
    return weights


def _gradients(
    weights: list[Floats], x: Floats, y: Kinds, rng: np.random.Generator
) -> list[Floats]:
    w1, b1, w2, b2 = weights
    hidden = np.maximum(x @ w1 + b1, 0)
    kept = ((rng.random(hidden.shape) > 0.2) / 0.8).astype(np.float32)
    used = hidden * kept
    out = used @ w2 + b2
    out -= out.max(axis=1, keepdims=True)
    wrong = np.exp(out) / np.exp(out).sum(axis=1, keepdims=True)
    wrong[np.arange(len(y)), y] -= 1
    wrong = (wrong / len(y)).astype(np.float32)
    back = (wrong @ w2.T) * kept * (hidden > 0)
    return [x.T @ back, back.sum(0), used.T @ wrong, wrong.sum(0)]


def _right(weights: list[Floats], x: Floats, y: Kinds) -> float:
    w1, b1, w2, b2 = weights
    return float(((np.maximum(x @ w1 + b1, 0) @ w2 + b2).argmax(1) == y).mean())


def main(output: Path = FILE) -> None:
    """Draw, learn, write; say how many unseen letters are told right."""
    rng = np.random.default_rng(20261122)
    x, y = _samples(rng, _EACH)
    weights = _learn(x, y, rng)
    unseen = _samples(np.random.default_rng(7), 100)
    print(f"{_right(weights, *unseen):.4f} of {len(unseen[1])} unseen letters are told right")
    w1, b1, w2, b2 = (weight.astype(np.float16) for weight in weights)
    np.savez_compressed(output, w1=w1, b1=b1, w2=w2, b2=b2)


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:2]))
