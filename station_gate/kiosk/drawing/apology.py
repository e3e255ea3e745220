"""The words of "out of service" in every language, as one picture.

It is made while all is well and kept for when nothing but the picture is left: see ``plain``.
"""

from collections.abc import Iterator, Sequence

import pygame

from station_gate.kiosk.drawing.layout import Layout
from station_gate.kiosk.kit.colour import SIGN_GREY, WHITE
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.texts import BREAK, HYPHEN, Texts
from station_gate.kiosk.text.typesetting import Style, Typesetter

_WIDE, _HIGH = 0.92, 0.46
"""The picture's shares of the screen."""
_TITLE = Style(48, Weight.BOLD, WHITE)
_BODY = Style(28, Weight.MEDIUM, SIGN_GREY)
_OTHER = Style(28, Weight.MEDIUM, WHITE)
_GAP = 44.0
"""Between two languages on one line."""
_LEADING = 1.5

_Line = list[pygame.Surface]


def apology(setter: Typesetter, languages: Sequence[Texts], layout: Layout) -> pygame.Surface:
    """Set the words, the first language's larger and first; the picture is transparent."""
    bench = setter.bench
    width, height = bench.size(_WIDE * layout.w, _HIGH * layout.h)
    picture = pygame.Surface((width, height), pygame.SRCALPHA)
    lines = [(style.size, line) for style, line in _lines(setter, languages, width)]
    y = (height - sum(bench.px(_LEADING * size) for size, _ in lines)) // 2
    for size, line in lines:
        x = (width - _length(line, bench.px(_GAP))) // 2
        for words in line:
            picture.blit(words, (x, y))
            x += words.get_width() + bench.px(_GAP)
        y += bench.px(_LEADING * size)
    return picture


def _lines(
    setter: Typesetter, languages: Sequence[Texts], width: int
) -> Iterator[tuple[Style, _Line]]:
    first, *others = languages
    room = width / setter.bench.unit
    for key, style in (("out_of_service_title", _TITLE), ("out_of_service_body", _BODY)):
        for line in setter.balanced(first(key), style, room, first.tag):
            yield style, [setter.line(line, style, first.tag)]
    yield _BODY.scaled(0.5), []
    gap = setter.bench.px(_GAP)
    waiting: _Line = []
    for texts in others:
        title = texts("out_of_service_title").replace(BREAK, "").replace(HYPHEN, "")
        words = setter.line(title, _OTHER, texts.tag)
        if waiting and _length([*waiting, words], gap) > width:
            yield _OTHER, waiting
            waiting = []
        waiting.append(words)
    if waiting:
        yield _OTHER, waiting


def _length(line: _Line, gap: int) -> int:
    return sum(words.get_width() for words in line) + gap * (len(line) - 1)
