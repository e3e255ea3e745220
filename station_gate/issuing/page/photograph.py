"""Photographs specimen pages as a document reader's camera would: tilted, dim, blurred.

Our own models of what goes wrong, nothing measured on a real camera: good for
comparing readers and for noticing a loss, not for quoting as rates in a station.
The same arguments give the same picture, always.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from station_gate.documents.page.layout import Layout
from station_gate.issuing.page.drawing import Page, Pixels, rounded

FRAME = 1280, 720
"""Width and height of a frame."""
_FINE = 2  # drawn so much larger, then averaged
_FOCUS = 1.1  # the lens's focal length, in widths of the frame

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a page is held and lit: angles in degrees, lengths in pixels, the rest fractions."""

    fill: float = 0.8
    """Of the frame's width or height, whichever is full first."""
    turn: float = 0.0
    tilt: float = 0.0
    tilt_towards: float = 35.0
    """Direction of the axis that it is tilted about."""
    away: tuple[float, float] = (0.0, 0.0)
    """From the frame's middle, in parts of the room that is left."""
    blur: float = 0.0
    motion: float = 0.0
    noise: float = 2.0
    """Standard deviation in gray values."""
    light: float = 1.0
    shade: float = 0.0
    """How much of the light is missing on the dark side."""
    glare: float = 0.0
    """Of the page's width that a lamp's reflection covers."""
    quality: int = 85
    """Of the camera's JPEG."""


VIEWS = {
    "flat": View(fill=0.9),
    "held": View(turn=3, tilt=8, blur=0.4, noise=4),
    "tilted": View(tilt=24, fill=0.8, noise=4),
    "turned": View(turn=17, fill=0.7, noise=4),
    "upside_down": View(turn=178, tilt=5, noise=4),
    "far": View(fill=0.55, blur=0.3, noise=4),
    "blurred": View(blur=1.5, noise=4),
    "moved": View(motion=6, noise=4),
    "noisy": View(noise=18, light=0.8),
    "dim": View(light=0.3, noise=9),
    "shaded": View(shade=0.75, turn=2, noise=5),
    "glare": View(glare=0.16, turn=-3, noise=4),
    "hard": View(turn=-9, tilt=17, fill=0.68, blur=0.9, noise=9, shade=0.3, quality=60),
    "unreadable": View(blur=6.0, fill=0.6, light=0.6, noise=12),
}
"""Views by name, for ``document issue --view`` and for measuring."""


def photograph(page: Page, layout: Layout, view: View, seed: int = 0) -> Pixels:
    """Photograph a page: uint8 (720, 1280, 3) RGB; ``seed`` chooses noise and places."""
    rng = np.random.default_rng(seed)
    corners = corners_of(page, view)
    frame = _placed(page, layout, corners, rng)
    if view.glare:
        frame += _glare(corners, view.glare, rng)[..., None]
    if view.shade:
        frame *= 1 - view.shade * _side(rng)[..., None]
    if view.blur:
        frame = cv2.GaussianBlur(frame, (0, 0), view.blur).astype(np.float32)
    if view.motion:
        frame = _moved(frame, view.motion, rng)
    frame = frame * view.light + rng.normal(0, view.noise, frame.shape).astype(np.float32)
    whole = np.clip(frame, 0, 255).astype(np.uint8)
    bgr = cv2.cvtColor(whole, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, view.quality])
    decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    assert decoded is not None, "it was encoded a line ago"
    return np.ascontiguousarray(decoded[..., ::-1], np.uint8)


def corners_of(page: Page, view: View) -> Floats:
    """Where the page's four corners are in the frame, (4, 2), from the upper left on."""
    height, width = page.pixels.shape[:2]
    across, down = FRAME
    scale = min(across * view.fill / width, down * min(0.96, view.fill * 1.2) / height)
    flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float64)
    flat *= np.array([width, height]) / 2 * scale
    points = np.c_[flat, np.zeros(4)] @ _about(0, view.turn, upright=True).T
    points = points @ _about(view.tilt_towards, view.tilt).T
    distance = _FOCUS * across
    seen = points[:, :2] * (distance / (distance + points[:, 2]))[:, None]
    seen -= (seen.max(axis=0) + seen.min(axis=0)) / 2
    size = np.ptp(seen, axis=0)
    seen *= min(1.0, *((np.array(FRAME) - 10) / size))
    room = (np.array(FRAME) - np.ptp(seen, axis=0)) / 2
    corners: Floats = (seen + np.array(FRAME) / 2 + room * np.array(view.away)).astype(np.float32)
    return corners


def _about(direction: float, angle: float, *, upright: bool = False) -> NDArray[np.float64]:
    """Return a rotation about an axis in the picture, or about the line of sight (``upright``)."""
    way = np.deg2rad(direction)
    axis = (0.0, 0.0, 1.0) if upright else (np.cos(way), np.sin(way), 0.0)
    rotation, _ = cv2.Rodrigues(np.array(axis) * np.deg2rad(angle))
    return np.asarray(rotation, np.float64)


def _placed(page: Page, layout: Layout, corners: Floats, rng: np.random.Generator) -> Floats:
    """Return the page on a dark, slightly uneven glass: float32 (H, W, 3)."""
    height, width = page.pixels.shape[:2]
    fine = FRAME[0] * _FINE, FRAME[1] * _FINE
    own = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    way = cv2.getPerspectiveTransform(own, corners * _FINE)
    drawn = cv2.warpPerspective(page.pixels, way, fine, flags=cv2.INTER_AREA)
    there = cv2.warpPerspective(rounded(page, layout), way, fine)
    picture = cv2.resize(drawn, FRAME, interpolation=cv2.INTER_AREA).astype(np.float32)
    mask = cv2.resize(there, FRAME, interpolation=cv2.INTER_AREA).astype(np.float32)[..., None]
    mask /= 255
    rough = rng.normal(0, 9, (9, 16, 1)).astype(np.float32)
    ground = cv2.resize(rough, FRAME, interpolation=cv2.INTER_CUBIC)[..., None]
    glass = np.array([38, 48, 60], np.float32) + ground
    placed: Floats = (glass * (1 - mask) + picture * mask).astype(np.float32)
    return placed


def _glare(corners: Floats, size: float, rng: np.random.Generator) -> Floats:
    """Return a bright round spot somewhere on the page: float32 (H, W)."""
    width = float(np.linalg.norm(corners[1] - corners[0]))
    place = rng.uniform(0.15, 0.85, 2)
    top = corners[0] + (corners[1] - corners[0]) * place[0]
    bottom = corners[3] + (corners[2] - corners[3]) * place[0]
    middle = top + (bottom - top) * place[1]
    x, y = np.meshgrid(np.arange(FRAME[0]), np.arange(FRAME[1]))
    away = np.hypot(x - middle[0], y - middle[1]) / (size * width / 2)
    bright: Floats = (230 * np.exp(-(away**2))).astype(np.float32)
    return bright


def _side(rng: np.random.Generator) -> Floats:
    """How dark it is at each place, 0 to 1: float32 (H, W)."""
    way = rng.uniform(0, 2 * np.pi)
    x, y = np.meshgrid(np.linspace(-1, 1, FRAME[0]), np.linspace(-1, 1, FRAME[1]))
    slope = (x * np.cos(way) + y * np.sin(way)) * 0.9 + 0.5
    dark: Floats = np.clip(slope, 0, 1).astype(np.float32)
    return dark


def _moved(frame: Floats, length: float, rng: np.random.Generator) -> Floats:
    size = int(np.ceil(length)) | 1
    kernel = np.zeros((size, size), np.float32)
    way = rng.uniform(0, np.pi)
    reach = np.array([np.cos(way), np.sin(way)]) * length / 2
    middle = np.array([size // 2, size // 2])
    start, end = (tuple(round(v) for v in middle + sign * reach) for sign in (-1, 1))
    cv2.line(kernel, start, end, 1.0)
    return cv2.filter2D(frame, -1, kernel / kernel.sum()).astype(np.float32)
