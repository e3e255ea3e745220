"""Draws QR codes as a ticket reader's camera sees them: small, turned, dim, on a screen."""

from dataclasses import dataclass

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
_MODULE = 8  # pixels of the drawing, before it is shrunk to the size wanted


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One frame: lengths in pixels, angles in degrees, the rest as fractions."""

    module: float = 4.0
    turn: float = 0.0
    tilt: float = 0.0
    """How far one side is turned away."""
    blur: float = 0.0
    noise: float = 4.0
    """Standard deviation in gray values."""
    contrast: float = 1.0
    shadow: float = 0.0
    """How much of the light is missing on one side."""
    grid: float = 0.0
    """A screen's pixel grid that beats with the camera's."""
    inverted: bool = False
    quiet: int = 4
    """Modules of white around the code."""


def draw(payload: bytes, scene: Scene, seed: int = 0) -> Picture:
    """Draw a code into a 640 x 480 frame: uint8 (480, 640, 3) RGB."""
    rng = np.random.default_rng(seed)
    frame: NDArray[np.floating] = _background(rng)
    code = _code(payload, scene)
    place = _placing(code.shape[0], scene)
    paper = cv2.warpPerspective(code, place, (640, 480), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.ones_like(code), place, (640, 480))
    frame = np.where(mask > 0.5, paper, frame)
    across = np.linspace(-1, 1, 640)[None, :]
    frame = frame * (1 - scene.shadow / (1 + np.exp(-6 * across)))
    if scene.grid:
        y, x = np.mgrid[0:480, 0:640]
        beat = np.cos(2 * np.pi * x / 2.3) + np.cos(2 * np.pi * y / 2.3)
        frame = frame * (1 - scene.grid * (0.5 + 0.25 * beat))
    if scene.blur:
        frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), scene.blur), np.float64)
    frame = (frame - 128) * scene.contrast + 128 + rng.normal(0, scene.noise, frame.shape)
    gray = np.clip(frame, 0, 255).astype(np.uint8)
    return np.repeat(gray[:, :, None], 3, axis=2)


def _code(payload: bytes, scene: Scene) -> NDArray[np.float32]:
    drawn = segno.make_qr(payload, error="m", mode="byte", boost_error=False)
    modules = np.array([list(row) for row in drawn.matrix_iter(border=scene.quiet)], np.float32)
    gray = np.where((modules > 0) != scene.inverted, 20.0, 235.0).astype(np.float32)
    # shrink with whole areas first, so that a small code is averaged and not sampled
    large = np.repeat(np.repeat(gray, _MODULE, axis=0), _MODULE, axis=1)
    side = max(1, round(len(modules) * min(scene.module * 2, _MODULE)))
    return np.asarray(cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA), np.float32)


def _placing(side: int, scene: Scene) -> NDArray[np.float64]:
    half = side * scene.module / min(scene.module * 2, _MODULE) / 2
    corners = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    turn, tilt = np.deg2rad(scene.turn), np.deg2rad(scene.tilt)
    depth = 1 + corners[:, :1] * np.sin(tilt) / 800  # a camera 800 pixels away
    corners = corners * [np.cos(tilt), 1.0] / depth
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    target = corners @ rotation.T + [320, 240]
    source = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, target.astype(np.float32)))


def _background(rng: np.random.Generator) -> NDArray[np.float32]:
    coarse = rng.normal(110, 30, (9, 12)).astype(np.float32)
    frame = np.asarray(cv2.resize(coarse, (640, 480), interpolation=cv2.INTER_CUBIC), np.float32)
    for _ in range(6):
        left, top = int(rng.integers(0, 560)), int(rng.integers(0, 420))
        frame[top : top + 50, left : left + 80] = rng.uniform(20, 230)
    return frame
