"""Draws codes as a ticket reader's camera sees them: small, turned, dim, on a screen.

Our own models of what goes wrong, nothing measured on a real camera: good for
comparing readers and for noticing a loss, not for quoting as rates in a station.
The same arguments give the same picture, always.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Gray = NDArray[np.float32]

_INK, _PAPER = 20.0, 235.0
_FINE = 2  # the drawing is made this much larger than the frame, then averaged
_MODULE = 8  # pixels of the drawing, before it is shrunk to the size wanted
_WRITERS = {"aztec": zxingcpp.BarcodeFormat.Aztec, "pdf417": zxingcpp.BarcodeFormat.PDF417}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One frame: lengths in pixels, angles in degrees, the rest as fractions."""

    symbology: str = "qr"
    """"qr" (level M), "aztec" or "pdf417"."""
    size: tuple[int, int] = (640, 480)
    """Width and height of the frame."""
    module: float = 4.0
    turn: float = 0.0
    tilt: float = 0.0
    """How far one side is turned away."""
    curl: float = 0.0
    """Half the angle, in radians, of the cylinder that the paper is bent to."""
    blur: float = 0.0
    motion: float = 0.0
    """How far the code moves while the shutter is open."""
    noise: float = 4.0
    """Standard deviation in gray values."""
    contrast: float = 1.0
    shadow: float = 0.0
    """How much of the light is missing on one side."""
    glare: float = 0.0
    """Share of the code's area under a reflection."""
    grid: float = 0.0
    """A screen's pixel grid that beats with the camera's."""
    jpeg: int = 0
    """Quality of the camera's own compression; 0: none."""
    inverted: bool = False
    quiet: int = 4
    """Modules of white around the code."""
    away: tuple[float, float] = (0.0, 0.0)
    """Where the code's middle is, from the middle of the frame."""


def draw(payload: bytes, scene: Scene, seed: int = 0, frame: int = 0) -> Picture:
    """Draw a code into a frame: uint8 (H, W, 3) RGB.

    ``seed`` chooses the hall behind it; frames of one seed differ in their noise and
    by the little that a hand moves.
    """
    hall = background(scene.size, seed)
    rng = np.random.default_rng([seed, 1 + frame])
    code = _code(payload, scene)
    place, outline = _placing(code.shape[::-1], scene, rng.normal(0, 1.0, 3) * (frame > 0))
    _lay(hall, code, place, outline)
    picture = _lit(hall, outline, scene, rng)
    gray = _seen(picture, scene, rng)
    return np.repeat(gray[:, :, None], 3, axis=2)


def background(size: tuple[int, int], seed: int = 0) -> Gray:
    """Draw a hall without a code: light and dark, edges, signs with words; float (H, W)."""
    rng = np.random.default_rng([seed, 0])
    width, height = size
    coarse = rng.normal(110, 30, (9, 12)).astype(np.float32)
    smooth = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    frame = np.clip(smooth, 0, 255).astype(np.uint8)  # OpenCV writes words into whole grays only
    for _ in range(8):
        left, top = int(rng.integers(0, width * 7 // 8)), int(rng.integers(0, height * 7 // 8))
        w, h = int(rng.integers(20, width // 4)), int(rng.integers(20, height // 4))
        frame[top : top + h, left : left + w] = rng.integers(20, 230)
    for _ in range(5):
        words = "".join(rng.choice(list("PLATFORM 0123456789 SUD"), 12))
        at = int(rng.integers(0, width * 2 // 3)), int(rng.integers(10, height))
        scale, gray = float(rng.uniform(0.4, 1.4)), float(rng.uniform(0, 255))
        cv2.putText(frame, words, at, cv2.FONT_HERSHEY_SIMPLEX, scale, gray, 1, cv2.LINE_AA)
    return frame.astype(np.float32)


def noisy(hall: Gray, seed: int = 0, noise: float = 4.0) -> Picture:
    """Make a frame, uint8 (H, W, 3) RGB, of a hall in which nobody shows a code."""
    rng = np.random.default_rng([seed, 9])
    gray = hall + rng.standard_normal(hall.shape, np.float32) * noise
    return np.repeat(np.clip(gray, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def _modules(payload: bytes, symbology: str) -> NDArray[np.bool_]:
    if symbology == "qr":
        drawn = segno.make_qr(payload, error="m", mode="byte", boost_error=False)
        return np.array([list(row) for row in drawn.matrix_iter(border=0)]) > 0
    image = zxingcpp.create_barcode(payload, _WRITERS[symbology]).to_image(scale=1)
    return np.array(image) < 128


def _code(payload: bytes, scene: Scene) -> Gray:
    """Give the flat code with its quiet zone, as gray values at the size that it is seen."""
    modules = np.pad(_modules(payload, scene.symbology), scene.quiet)
    gray = np.where(modules != scene.inverted, _INK, _PAPER).astype(np.float32)
    # shrink with whole areas first, so that a small code is averaged and not sampled
    large = np.repeat(np.repeat(gray, _MODULE, axis=0), _MODULE, axis=1)
    scale = min(scene.module * _FINE / _MODULE, 1.0)
    if scene.curl:
        large = _curled(large, scene.curl)
    side = [max(1, round(length * scale)) for length in large.shape[::-1]]
    return np.asarray(cv2.resize(large, side, interpolation=cv2.INTER_AREA), np.float32)


def _curled(flat: Gray, angle: float) -> Gray:
    """Bend paper to a cylinder that stands upright, seen from a little above."""
    height, width = flat.shape
    across = np.linspace(-1, 1, width)
    turned = np.arcsin(across * np.sin(angle)) / angle
    x = np.tile((turned + 1) / 2 * (width - 1), (height, 1))
    sag = (1 - np.cos(turned * angle)) / (1 - np.cos(angle)) * 0.12 * angle * height
    y = np.arange(height)[:, None] - sag[None, :] + 0.06 * angle * height
    return np.asarray(
        cv2.remap(
            flat,
            x.astype(np.float32),
            y.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.float32,
    )


def _placing(
    drawn: tuple[int, ...], scene: Scene, hand: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the way from the drawing to the fine frame, and the outline in the frame (4, 2)."""
    width, height = drawn
    shown = scene.module / min(scene.module * _FINE, _MODULE) / 2
    half = np.array([width, height]) * shown
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    turn, tilt = np.deg2rad(scene.turn + hand[2] * 0.5), np.deg2rad(scene.tilt)
    depth = 1 + corners[:, :1] * np.sin(tilt) / (1.25 * scene.size[0])  # a usual camera's angle
    corners = corners * [np.cos(tilt), 1.0] / depth
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.array(scene.size) / 2 + scene.away + hand[:2]
    outline = corners @ rotation.T + middle
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    target = (outline * _FINE).astype(np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, target)), outline


def _lay(hall: Gray, code: Gray, place: NDArray[np.float64], outline: NDArray[np.float64]) -> None:
    """Put the code over the hall, drawn finely and averaged; only where it is."""
    height, width = hall.shape
    left, top = np.clip(np.floor(outline.min(0)) - 2, 0, [width - 1, height - 1]).astype(int)
    right, low = np.clip(np.ceil(outline.max(0)) + 2, 1, [width, height]).astype(int)
    size = (int(right - left), int(low - top))
    fine = (size[0] * _FINE, size[1] * _FINE)
    shift = np.array([[1, 0, -left * _FINE], [0, 1, -top * _FINE], [0, 0, 1]])
    paper, mask = (
        cv2.resize(
            cv2.warpPerspective(part, shift @ place, fine), size, interpolation=cv2.INTER_AREA
        )
        for part in (code, np.ones_like(code))
    )
    spot = hall[top:low, left:right]
    spot *= 1 - mask
    spot += paper


def _lit(
    frame: NDArray[np.floating],
    outline: NDArray[np.float64],
    scene: Scene,
    rng: np.random.Generator,
) -> NDArray[np.floating]:
    """Put light and shade on what is in front of the camera."""
    width, height = scene.size
    middle, long = outline.mean(0), float(np.ptp(outline, axis=0).max())
    if scene.shadow:
        across = (np.arange(width) - middle[0]) / long * 2
        light = 1 - scene.shadow / (1 + np.exp(-6 * across))
        frame = frame * light[None, :].astype(np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    if scene.glare:
        area = cv2.contourArea(outline.astype(np.float32))
        reach = np.sqrt(area * scene.glare / np.pi)
        at = middle + rng.uniform(-0.25, 0.25, 2) * np.ptp(outline, axis=0)
        away = ((x - at[0]) ** 2 + (y - at[1]) ** 2) / reach**2
        frame = frame + 255 * np.exp(-0.9 * away).astype(np.float32)
    if scene.grid:
        angle = np.deg2rad(7)
        u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        beat = np.cos(2 * np.pi * u / 2.3) + np.cos(2 * np.pi * v / 2.3)
        shown = np.zeros((height, width), np.float32)
        cv2.fillConvexPoly(shown, outline.astype(np.int32), (1.0,))
        frame = frame * (1 - shown * scene.grid * (0.5 + 0.25 * beat))
    return frame


def _seen(frame: NDArray[np.floating], scene: Scene, rng: np.random.Generator) -> Picture:
    """Look at it through a lens, a sensor and its compression."""
    frame = np.asarray(frame, np.float32)
    if scene.blur:
        frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), scene.blur), np.float32)
    if scene.motion:
        frame = np.asarray(cv2.filter2D(frame, -1, _stroke(scene.motion, rng)), np.float32)
    sensed = (frame - 128) * scene.contrast + 128
    sensed += rng.standard_normal(frame.shape, np.float32) * scene.noise
    gray = np.clip(sensed, 0, 255).astype(np.uint8)
    if scene.jpeg:
        _, packed = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, scene.jpeg])
        gray = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    return np.asarray(gray, np.uint8)


def _stroke(length: float, rng: np.random.Generator) -> Gray:
    """Give the way of a point of light while the shutter is open, as a kernel."""
    angle = rng.uniform(0, np.pi)
    step = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    kernel = np.zeros((31, 31), np.float32)
    ends = [tuple(round(v) for v in np.array([15.0, 15.0]) + sign * step) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], (1.0,), 1, cv2.LINE_AA)
    return np.asarray(kernel / kernel.sum(), np.float32)
