"""Two screens drawn with nothing but pygame, for when the painter is not there.

One while the painter warms up, one for when something failed: then the painter
may be what failed, so this uses its own few shapes, and for words a picture of them
that was made before or pygame's own Latin font.
"""

import math

import pygame

_INK = (16, 28, 44)
_YELLOW = (255, 205, 40)
_STOP = (196, 52, 32)
_WHITE = (255, 255, 255)
_SOFT = (211, 222, 234)


def draw_starting(dst: pygame.Surface, seconds: float) -> None:
    """Draw the name and a moving light; ``seconds`` since the start."""
    width, height = dst.get_size()
    dst.fill(_INK)
    _text(dst, "Station Gate", 0.42, 0.09, _WHITE)
    _sentence(dst, ("Starting up.", "One moment, please."), 0.66)
    track = pygame.Rect(0, 0, width // 3, max(4, height // 120))
    track.center = (width // 2, round(height * 0.56))
    pygame.draw.rect(dst, (44, 62, 84), track, border_radius=track.height)
    light = track.copy()
    light.width = track.width // 4
    light.left += round((track.width - light.width) * (0.5 - 0.5 * math.cos(2.2 * seconds)))
    pygame.draw.rect(dst, _YELLOW, light, border_radius=track.height)


def draw_failsafe(dst: pygame.Surface, words: pygame.Surface | None = None) -> None:
    """Draw "out of service": a sign that needs no words, and the words.

    ``words`` are those of every language, as a picture; without it they are English.
    """
    width, height = dst.get_size()
    dst.fill(_INK)
    radius = min(width, height) // 6
    sign = _no_entry(4 * radius)  # drawn large and shrunk: smooth edges
    sign = pygame.transform.smoothscale(sign, (2 * radius, 2 * radius))
    fits = words is not None and words.get_width() <= width and words.get_height() <= height / 2
    dst.blit(sign, sign.get_rect(center=(width // 2, round(height * (0.26 if fits else 0.36)))))
    if words is not None and fits:
        dst.blit(words, words.get_rect(center=(width // 2, round(height * 0.71))))
        return
    _text(dst, "Out of service", 0.66, 0.09, _WHITE)
    _sentence(dst, ("Please use another gate", "or ask staff."), 0.76)


def _no_entry(radius: int) -> pygame.Surface:
    sign = pygame.Surface((2 * radius, 2 * radius))
    sign.fill(_INK)
    pygame.draw.circle(sign, _WHITE, (radius, radius), radius)
    pygame.draw.circle(sign, _STOP, (radius, radius), round(0.93 * radius))
    bar = pygame.Rect(0, 0, round(1.2 * radius), round(0.32 * radius))
    bar.center = (radius, radius)
    pygame.draw.rect(sign, _WHITE, bar, border_radius=bar.height // 6)
    return sign


def _sentence(dst: pygame.Surface, parts: tuple[str, str], down: float) -> None:
    """Write a sentence in one line, or upright, where it would be small, in two."""
    if dst.get_width() > dst.get_height():
        _text(dst, " ".join(parts), down, 0.045, _SOFT)
        return
    for i, part in enumerate(parts):
        _text(dst, part, down + 0.045 * i, 0.055, _SOFT)


def _text(
    dst: pygame.Surface, line: str, down: float, size: float, colour: tuple[int, int, int]
) -> None:
    """Write a line in the middle; ``down`` is a share of the height, ``size`` of the short side."""
    width, height = dst.get_size()
    if not pygame.font.get_init():
        pygame.font.init()
    image = pygame.font.Font(None, max(12, round(1.4 * size * min(width, height)))).render(
        line, True, colour
    )
    if image.get_width() > 0.92 * width:
        scale = 0.92 * width / image.get_width()
        image = pygame.transform.smoothscale_by(image, scale)
    dst.blit(image, image.get_rect(center=(width // 2, round(height * down))))
