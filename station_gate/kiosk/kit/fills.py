"""Sprites that everything is built from: plates, gradients, glows and soft shadows."""

import numpy as np
import pygame
from numpy.typing import NDArray

from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import WHITE, Colour

Stops = tuple[tuple[float, Colour], ...]
"""A gradient: positions 0 to 1 going up, each with its colour."""

_NOISE = 0.6
"""Levels of fixed noise added to gradients: without it 8 bits show bands."""


@cached
def gradient(
    bench: Bench, w: float, h: float, stops: Stops, *, sideways: bool = False
) -> pygame.Surface:
    """Make a gradient from top to bottom (or left to right)."""
    width, height = bench.size(w, h)
    length = width if sideways else height
    where = (np.arange(length) + 0.5) / length
    positions = [position for position, _ in stops]
    levels = [np.interp(where, positions, [colour[i] for _, colour in stops]) for i in range(4)]
    noise = np.random.default_rng(7).uniform(-_NOISE, _NOISE, (width, height)).astype(np.float32)
    opaque = all(colour.alpha == 255 for _, colour in stops)
    sprite = pygame.Surface((width, height), 0 if opaque else pygame.SRCALPHA, 32)
    pixels = pygame.surfarray.pixels3d(sprite)
    for i in range(3):
        level = levels[i][:, None] if sideways else levels[i][None, :]
        pixels[:, :, i] = np.clip(level + noise + 0.5, 0, 255).astype(np.uint8)
    del pixels
    if not opaque:
        level = levels[3][:, None] if sideways else levels[3][None, :]
        _set_opacity(sprite, np.broadcast_to(level, (width, height)))
    return sprite


@cached
def glow(
    bench: Bench, w: float, h: float, inside: Colour, outside: Colour, power: float
) -> pygame.Surface:
    """Make a round glow that fills a box; ``power`` below 1 falls off faster."""
    width, height = bench.size(w, h)
    x, y = np.meshgrid(
        (np.arange(width) + 0.5) / width - 0.5,
        (np.arange(height) + 0.5) / height - 0.5,
        indexing="ij",
    )
    away = np.clip(np.sqrt(x**2 + y**2) / 0.5, 0, 1) ** power
    noise = np.random.default_rng(3).uniform(-_NOISE, _NOISE, (width, height))
    sprite = pygame.Surface((width, height), pygame.SRCALPHA, 32)
    pixels = pygame.surfarray.pixels3d(sprite)
    for i in range(3):
        pixels[:, :, i] = np.clip(
            inside[i] + (outside[i] - inside[i]) * away + noise + 0.5, 0, 255
        ).astype(np.uint8)
    del pixels
    _set_opacity(sprite, inside.alpha + (outside.alpha - inside.alpha) * away + noise)
    return sprite


@cached
def mask(bench: Bench, w: float, h: float, radius: float) -> pygame.Surface:
    """Make a white round-cornered plate to multiply other sprites with."""
    canvas = Canvas(bench, w, h)
    canvas.rect(0, 0, w, h, WHITE, radius)
    return whitened(canvas.finish())


def whitened(sprite: pygame.Surface) -> pygame.Surface:
    """Make every pixel white, in place, and keep the opacity: a silhouette as a mask."""
    pygame.surfarray.pixels3d(sprite)[:] = 255
    return sprite


def masked(sprite: pygame.Surface, by: pygame.Surface) -> pygame.Surface:
    """Multiply a copy of a sprite with a mask of the same size."""
    copy = pygame.Surface(sprite.get_size(), pygame.SRCALPHA, 32)
    copy.blit(sprite, (0, 0))
    copy.blit(by, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    return copy


@cached
def plate(bench: Bench, w: float, h: float, radius: float, colour: Colour) -> pygame.Surface:
    """Make a round-cornered plate."""
    canvas = Canvas(bench, w, h)
    canvas.rect(0, 0, w, h, colour.fade(255), radius)
    sprite = canvas.finish()
    if colour.alpha < 255:
        _set_opacity(sprite, pygame.surfarray.array_alpha(sprite) * (colour.alpha / 255))
    return sprite


@cached
def outline(
    bench: Bench, w: float, h: float, radius: float, colour: Colour, width: float
) -> pygame.Surface:
    """Make a round-cornered outline."""
    canvas = Canvas(bench, w, h)
    canvas.frame(0, 0, w, h, colour, width, radius)
    return canvas.finish()


@cached
def gradient_plate(bench: Bench, w: float, h: float, radius: float, stops: Stops) -> pygame.Surface:
    """Make a round-cornered plate filled with a gradient from top to bottom."""
    return masked(gradient(bench, w, h, stops), mask(bench, w, h, radius))


@cached
def shadow(
    bench: Bench, w: float, h: float, radius: float, blur: float, strength: int
) -> pygame.Surface:
    """Make the soft shadow of a plate; it is 2 ``blur`` larger on every side."""
    margin = 2 * blur
    canvas = Canvas(bench, w + 2 * margin, h + 2 * margin, 2)
    canvas.rect(margin, margin, w, h, WHITE, radius)
    shape = pygame.surfarray.array_alpha(canvas.finish()).astype(np.float32)
    soft = box_blur(shape, bench.px(blur) // 2)
    sprite = pygame.Surface(soft.shape, pygame.SRCALPHA, 32)
    sprite.fill((9, 20, 36, 0))
    _set_opacity(sprite, soft * (strength / 255))
    return sprite


def box_blur(levels: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    """Blur a (W, H) array: three box blurs are nearly a Gaussian."""
    radius = max(1, radius)
    width = 2 * radius + 1
    for _ in range(3):
        for axis in (0, 1):
            padding = [(radius + 1, radius) if i == axis else (0, 0) for i in (0, 1)]
            total = np.cumsum(np.pad(levels, padding, mode="edge"), axis=axis, dtype=np.float64)
            ahead = np.take(total, range(width, total.shape[axis]), axis=axis)
            behind = np.take(total, range(total.shape[axis] - width), axis=axis)
            levels = ((ahead - behind) / width).astype(np.float32)
    return levels


def _set_opacity(sprite: pygame.Surface, levels: NDArray[np.floating]) -> None:
    pygame.surfarray.pixels_alpha(sprite)[:] = np.clip(levels + 0.5, 0, 255).astype(np.uint8)
