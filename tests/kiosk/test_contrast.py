"""High contrast: every text against the very pixels that it is drawn on."""

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from station_gate.kiosk.aids import Aid
from station_gate.kiosk.cards import Card
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.text.fonts import Fonts
from station_gate.kiosk.text.typesetting import Style, Typesetter
from station_gate.languages import TAGS
from tests.kiosk.views import LANDSCAPE, PORTRAIT, VIEWS, surface

_WANTED = 7.0
"""WCAG 2, level AAA."""
_SHARP = frozenset({Aid.HIGH_CONTRAST})
_FONTS = Fonts.find()


def luminance(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """WCAG's relative luminance of colours (..., 3), 0 to 255."""
    share = rgb / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]), np.float64)


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=str)
def test_every_text_stands_7_to_1_against_its_ground(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = Painter(size, TAGS, fonts=_FONTS, gate_name="Gate 4")
    put = Typesetter._put
    found: dict[str, float] = {}

    def looking(
        setter: Typesetter,
        dst: pygame.Surface,
        text: str,
        x: float,
        baseline: float,
        style: Style,
        *rest: str,
    ) -> None:
        width = setter.width(text, style, rest[0])
        left = x - width * {"left": 0.0, "centre": 0.5, "right": 1.0}[rest[1]]
        where = pygame.Rect(left, baseline - style.size * 0.75, width, style.size * 0.75)
        where = where.clip(dst.get_rect())
        if dst.get_size() == size and where.w and where.h:  # and not part of a drawing
            ground = pygame.surfarray.array3d(dst.subsurface(where))[::3, ::3].astype(np.float64)
            light = luminance(ground)
            own = luminance(np.array(style.colour.rgb, np.float64))
            ratio = (np.maximum(light, own) + 0.05) / (np.minimum(light, own) + 0.05)
            found[text] = min(found.get(text, 99.0), float(np.percentile(ratio, 10)))
        put(setter, dst, text, x, baseline, style, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Typesetter, "_put", looking)
    frame = surface(size)
    for view in VIEWS.values():
        painter.draw(frame, view, "en", aids=_SHARP)
    for card in Card:
        painter.draw(frame, VIEWS["ticket"], "en", aids=_SHARP, card=card)
    assert len(found) > 80
    assert {text: ratio for text, ratio in found.items() if ratio < _WANTED} == {}
