"""Choosing a language or an aid: buttons in the header, and a card with all there are.

A card lies over any screen. That of the languages needs no words: each language has its
own name on it.
"""

from collections.abc import Iterable, Sequence

from station_gate.kiosk.aids import Aid
from station_gate.kiosk.cards import Card
from station_gate.kiosk.drawing.buttons import Button, Look
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import INK, WHITE, YELLOW
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.kit.motion import quantise
from station_gate.kiosk.target import (
    AID_PREFIX,
    AIDS_TARGET,
    LANGUAGE_PREFIX,
    LANGUAGES_TARGET,
)
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.texts import Texts
from station_gate.kiosk.text.typesetting import Style

_SIZE, _GAP, _MORE = 19.0, 8.0, 64.0


def row(page: Page, left: float, right: float) -> list[Button]:
    """Lay out what fits of the languages, in their own names, and the aids, ending at ``right``.

    When the languages do not all fit, a button opens the card; the language that is
    spoken is among the others, where there is room for any.
    """
    right -= _MORE + _GAP
    shown = _fitting(page, right - left)
    middle = page.layout.choice_line
    whole = len(shown) == len(page.languages)
    x = right - sum(_width(page, texts) + _GAP for texts in shown) + _GAP
    x -= 0 if whole else _MORE + _GAP
    buttons = []
    for texts in shown:
        look = Look.CHOSEN if texts.tag == page.texts.tag else Look.CHOICE
        box = Box(x, middle - 27, _width(page, texts), 54)
        name = f"{LANGUAGE_PREFIX}{texts.tag}"
        label = texts("language")
        buttons.append(Button(name, box, label, look, size=_SIZE, radius=27, tag=texts.tag))
        x += box.w + _GAP
    if not whole:
        box = Box(x, middle - 27, _MORE, 54)
        buttons.append(_round(LANGUAGES_TARGET, box, "globe", page.texts("languages")))
    box = Box(right + _GAP, middle - 27, _MORE, 54)
    return [*buttons, _round(AIDS_TARGET, box, "access", page.texts("aids"))]


def card_buttons(page: Page, which: Card, offered: Iterable[Aid]) -> list[Button]:
    """Lay out what is on a card, and what closes it, in the header's place."""
    card = _card(page)
    choices = _languages(page, card) if which is Card.LANGUAGES else _aids(page, card, offered)
    close = Box(card.right - 72, (page.layout.header - 5) / 2 - 29, 72, 58)
    name = LANGUAGES_TARGET if which is Card.LANGUAGES else AIDS_TARGET
    end = Button(name, close, "", Look.GHOST, "cross", size=24, spoken=page.texts("refused_end"))
    return [*choices, end]


def _round(name: str, box: Box, icon: str, spoken: str) -> Button:
    return Button(name, box, "", Look.CHOICE, icon, size=24, radius=27, spoken=spoken)


def _aids(page: Page, card: Box, offered: Iterable[Aid]) -> list[Button]:
    """Lay out the aids under each other; one that is on is ticked."""
    aids = list(offered)
    pitch = (card.h - 48 + 16) / len(aids)
    buttons = []
    for i, aid in enumerate(aids):
        box = Box(card.x + 24, card.y + 24 + i * pitch, card.w - 48, pitch - 16)
        on = aid in page.aids
        buttons.append(
            Button(
                f"{AID_PREFIX}{aid.value}",
                box,
                page.texts(f"aid_{aid.value}"),
                Look.PRIMARY if on else Look.OUTLINE,
                aid.value,
                size=31,
                reserve=72,
                ticked=on,
            )
        )
    return buttons


def _languages(page: Page, card: Box) -> list[Button]:
    columns = 2 if page.layout.portrait else 3
    lines = -(-len(page.languages) // columns)
    pitch_x, pitch_y = (card.w - 48 + 16) / columns, (card.h - 48 + 16) / lines
    buttons = []
    for i, texts in enumerate(page.languages):
        x, y = card.x + 24 + i % columns * pitch_x, card.y + 24 + i // columns * pitch_y
        box = Box(x, y, pitch_x - 16, pitch_y - 16)
        look = Look.PRIMARY if texts.tag == page.texts.tag else Look.OUTLINE
        label = texts("language")
        name = f"{LANGUAGE_PREFIX}{texts.tag}"
        buttons.append(Button(name, box, label, look, size=29, tag=texts.tag))
    return buttons


def draw_card(page: Page, which: Card, buttons: Iterable[Button]) -> None:
    """Draw a card and a header for it; the screen is darkened, apart from the buttons."""
    layout, card = page.layout, _card(page)
    veil = INK.fade(150)
    page.ground(((0.0, veil), (1.0, veil)))
    page.fill(Box(0, 0, layout.w, layout.header), INK)
    page.fill(Box(0, layout.header - 5, layout.w, 5), YELLOW)
    middle = (layout.header - 5) / 2
    page.icon("globe" if which is Card.LANGUAGES else "access", card.x + 26, middle, 48, WHITE)
    if which is Card.AIDS:
        title = Style(29, Weight.BOLD, WHITE)
        page.label(page.texts("aids"), card.x + 66, middle + 10.5, title, width=card.w - 160)
    page.shade(card, 32, 30, 150, 12)
    page.plate(card, 32, WHITE)
    for button in buttons:
        button.draw(page)


def uncovered(page: Page, buttons: Iterable[Button]) -> list[Button]:
    """Give those of a screen's buttons that the card and its header leave in reach."""
    card, header = _card(page), page.layout.header

    def is_free(box: Box) -> bool:
        beside = box.x >= card.right or box.right <= card.x or box.y >= card.bottom
        return beside and box.y >= header

    return [button for button in buttons if is_free(button.box)]


def _card(page: Page) -> Box:
    """Leave free what is at the foot of every screen: the way out and help."""
    layout = page.layout
    width = min(layout.w - 64, 900.0)
    top = layout.header + 20
    foot = layout.h - (408 if layout.portrait else 174)
    return Box((layout.w - width) / 2, top, width, min(foot - top, 560.0))


def _width(page: Page, texts: Texts) -> float:
    # measured in the heavier weight, so that nothing moves when the choice does
    style = Style(_SIZE, Weight.SEMIBOLD)
    return quantise(page.width(texts("language"), style, texts.tag) + 36, 1)


def _fitting(page: Page, room: float) -> Sequence[Texts]:
    """Give the first languages that fit, the one that is spoken instead of the last if need be."""
    widths = {texts.tag: _width(page, texts) + _GAP for texts in page.languages}
    if sum(widths.values()) - _GAP <= room:
        return page.languages
    room -= _MORE + widths[page.texts.tag]
    if room < 0:
        return ()
    shown = {page.texts.tag}
    for texts in page.languages:
        if texts.tag in shown:
            continue
        room -= widths[texts.tag]
        if room < 0:
            break
        shown.add(texts.tag)
    return [texts for texts in page.languages if texts.tag in shown]
