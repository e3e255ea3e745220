"""Go through: the gate as it really stands, and the passenger where they really are."""

from collections.abc import Hashable

import pygame

from station_gate.kiosk.art import hall
from station_gate.kiosk.art.badges import Shape, badge
from station_gate.kiosk.drawing.chrome import direction_text, draw_header, leads_out
from station_gate.kiosk.drawing.layout import Layout
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import (
    BLUE,
    GO,
    GO_BRIGHT,
    GO_DEEP,
    INK,
    INK_SOFT,
    LINE,
    MINT,
    MUTED,
    SIGN_GREY,
    STOP,
    STOP_DEEP,
    WHITE,
    YELLOW,
)
from station_gate.kiosk.kit.fills import Stops
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.kit.motion import ease_back, span
from station_gate.kiosk.screens.base import Screen
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Paragraph, Style
from station_gate.lane.view import Journey, LaneView

_HEAD, _ROWS = 62.0, 86.0
"""The heights of the card's two parts: the train, and what is said of it."""
_TRAIN = Style(22, Weight.SEMIBOLD, INK, 1.2, least=0.6)
_BADGE = 96.0
_LEGIBLE = 11.0
"""The least size of a destination on the board; a longer one is on the card alone."""
_SPARE = 1.06
"""So much larger it has to fit: letters are made smaller in steps of a twentieth or less."""


def _hall(layout: Layout) -> Box:
    if layout.portrait:
        height = (440 if layout.large else 590) + (layout.h - 1280) * 0.5
        return Box(0, layout.header, layout.w, height)
    left = round(layout.w * (0.56 if layout.large else 0.472))
    return Box(left, layout.header, layout.w - left, layout.h - layout.header)


def _words(layout: Layout) -> Box:
    picture = _hall(layout)
    if layout.portrait:
        return Box(48, picture.bottom + 34, layout.w - 96, layout.h - picture.bottom - 34 - 32)
    return Box(56, 128, picture.x - 104, layout.h - 128 - 48)


class PassageScreen(Screen):
    """Green words beside the gate.

    ``title`` and ``body`` (which may be empty) are text keys, ``body_out`` is the body on the
    way out.
    """

    def __init__(self, title: str, body: str, body_out: str) -> None:
        self._title = title
        self._body = body
        self._body_out = body_out

    ground: Stops = ((0.0, GO_BRIGHT), (0.55, GO), (1.0, GO_DEEP))
    soft = MINT
    """The colour of the words below the title."""
    with_journey = True
    """Whether the ticket's lines are shown below."""

    def key(self, view: LaneView) -> Hashable:
        """Return the parts; the sign and the card show the journey."""
        return view.journey

    def light(self, view: LaneView) -> hall.Light:
        """Say what the lights of the gate show."""
        return "go" if view.barrier >= 0.5 else "wait"

    def badge(self, page: Page) -> pygame.Surface:
        """Draw what stands above the title."""
        return badge(page.bench, "check", _BADGE, WHITE, GO, Shape.DISC)

    def draw_still(self, page: Page) -> None:
        """Draw the hall, the words and the journey."""
        layout, bench = page.layout, page.bench
        page.ground(self.ground)
        picture, words = page.place(_hall(layout)), _words(layout)
        page.upright.put(hall.hall(bench, picture.w, picture.h), picture.x, picture.y)
        self._draw_sign(page.upright, picture)
        draw_header(page)
        top = words.y + _BADGE + 20
        body = self._body_out if leads_out(page) else self._body
        journey = page.view.journey if self.with_journey else None
        rows = _rows(page) if journey else []
        lines = 5 if page.large else 3
        foot = words.bottom - (_card_height(page, rows, words.w) + 22 if journey else 0)
        said = [Paragraph(page.texts(self._title), Style(58, Weight.BOLD, WHITE, 1.1), 3)]
        if body:
            soft = Style(28, Weight.MEDIUM, self.soft, 1.34)
            said.append(Paragraph(page.texts(body), soft, lines, 22))
        page.stack(said, Box(words.x, top, words.w, foot - top))
        if journey:
            height = _card_height(page, rows, words.w)
            box = Box(words.x, words.bottom - height, words.w, height)
            self._draw_journey(page, journey, rows, box)

    def _draw_sign(self, page: Page, picture: Box) -> None:
        """Write on the board that hangs in the hall."""
        board = hall.sign_box(picture.w, picture.h)
        x, y = picture.x + board.x, picture.y + board.y
        side = board.h - 20
        page.plate(Box(x + 10, y + 10, side, side), 8, YELLOW)
        number = Style(side * 0.72, Weight.BOLD, INK, tracking=0, least=0.3)
        middle = y + board.h / 2
        sign, sign_x = page.gate_sign, x + 10 + side / 2
        if sign:
            baseline = middle + number.size * 0.36
            page.label(sign, sign_x, baseline, number, width=side - 8, anchor="centre")
        else:
            page.icon("gate", sign_x, middle, side * 0.76, INK)
        page.icon("arrow_up", x + board.w - board.h * 0.5, middle, board.h * 0.6, WHITE)
        if page.large:  # no room for large letters: the header and the card say the same
            return
        left, room = x + board.h + 6, board.w - 2 * board.h - 6
        journey = page.view.journey
        first, second = direction_text(page), ""
        if journey:  # an open ticket is for no train in particular
            first, second = (
                journey.train or journey.destination,
                journey.train and journey.destination,
            )
        bold = Style(board.h * 0.27, Weight.BOLD, WHITE, tracking=0, least=0.5)
        if second:
            page.label(first, left, middle - 1, bold, width=room)
            plain = Style(board.h * 0.2, Weight.MEDIUM, SIGN_GREY, tracking=0.03, least=0.5)
            least = plain.scaled(_LEGIBLE * _SPARE / plain.size)
            if page.width(second.upper(), least) <= room:
                page.label(second.upper(), left, middle + board.h * 0.29, plain, width=room)
        else:
            page.label(first, left, middle + bold.size * 0.36, bold, width=room)

    def _draw_journey(
        self, page: Page, journey: Journey, rows: list[tuple[str, str]], box: Box
    ) -> None:
        page.shade(box, 24, 14, 80, 8)
        page.plate(box, 24, WHITE)
        head = _head(page, journey, box.w)
        page.icon("train", box.x + 39, box.y + (head + 4) / 2, 30, BLUE)
        text, room = _train(page, journey), box.w - 90
        if page.large:
            area = Box(box.x + 66, box.y + 10, room, head - 12)
            page.stack([Paragraph(text, _TRAIN, 3)], area, middle=True)
        else:
            page.label(text, box.x + 66, box.y + 41, _TRAIN, width=room)
        if not rows:
            return
        top = box.y + head
        page.fill(Box(box.x + 24, top, box.w - 48, 1.6), LINE)
        pitch = (box.w - 48) / max(4, len(rows))
        for i, (name, value) in enumerate(rows):
            x = box.x + 24 + i * pitch
            small = Style(16, Weight.MEDIUM, MUTED)
            page.label(name, x, top + 28, small, width=pitch - 8)
            large = Style(33, Weight.BOLD, INK if i else BLUE, tracking=0, least=0.5)
            page.label(value, x, top + 66, large, width=pitch - 10)

    def draw_moving(self, page: Page) -> None:
        """Move the wings and the passenger, and let the badge pop up."""
        view, words = page.view, _words(page.layout)
        picture = page.place(_hall(page.layout))
        hall.put_lane(page.bench, page.dst, picture, view.barrier, view.passenger, self.light(view))
        disc = self.badge(page)
        share = max(0.05, ease_back(span(page.time, 0, 0.45)))
        if share != 1.0:
            disc = pygame.transform.smoothscale(disc, page.bench.size(*2 * (_BADGE * share,)))
        page.put(disc, words.x + _BADGE / 2, words.y + _BADGE / 2, "centre")


class WaitScreen(PassageScreen):
    """Not yet: somebody else is in the gate, at their real place."""

    ground = ((0.0, INK_SOFT), (1.0, INK))
    soft = SIGN_GREY

    def __init__(self) -> None:
        super().__init__("wait_title", "wait_body", "wait_body")

    def light(self, view: LaneView) -> hall.Light:
        """Whatever the flaps do, it is not this passenger's turn."""
        del view
        return "stop"

    def badge(self, page: Page) -> pygame.Surface:
        """Draw a sign to pause, in yellow: unusual, not wrong."""
        return badge(page.bench, "still", _BADGE, YELLOW, INK, Shape.DIAMOND)


class HaltScreen(PassageScreen):
    """Somebody is where nobody may be: whoever stands here goes no further."""

    ground = ((0.0, STOP), (1.0, STOP_DEEP))
    with_journey = False

    def __init__(self, title: str) -> None:
        super().__init__(title, "", "")

    def light(self, view: LaneView) -> hall.Light:
        """Nobody else may follow."""
        del view
        return "stop"

    def badge(self, page: Page) -> pygame.Surface:
        """Draw the octagon of every alarm."""
        return badge(page.bench, "bang", _BADGE, WHITE, STOP, Shape.OCTAGON)


def _rows(page: Page) -> list[tuple[str, str]]:
    """Give what the card shows of the journey: name and value, without empty ones."""
    journey = page.view.journey
    if journey is None:
        return []
    values = (
        ("go_platform", journey.platform),
        ("go_coach", journey.coach),
        ("go_seat", journey.seat),
        ("go_departure", _time(page, journey.departure)),
    )
    return [(page.texts(key), value) for key, value in values if value]


def _time(page: Page, clock: str) -> str:
    """Write a time of day ("14:52") the language's way; whatever else it is stays as it is."""
    hours, colon, minutes = clock.partition(":")
    # not page.texts(...): what is filled in must not be kept apart here
    return page.texts.lines["go_time"].format(hours=hours, minutes=minutes) if colon else clock


def _train(page: Page, journey: Journey) -> str:
    """Name the train and where it goes; an open ticket is for no train in particular."""
    if not journey.train:
        return journey.destination
    return page.texts("go_train", train=journey.train, destination=journey.destination)


def _head(page: Page, journey: Journey, width: float) -> float:
    """Give the height of the card's upper part: large letters may need several lines."""
    if not page.large:
        return _HEAD
    style = page.style(_TRAIN)
    lines = page.setter.wrap(_train(page, journey), style, width - 90, page.texts.tag)
    return 26 + len(lines) * style.size * style.leading


def _card_height(page: Page, rows: list[tuple[str, str]], width: float) -> float:
    head = _head(page, page.view.journey, width) if page.view.journey else _HEAD
    return head + (_ROWS if rows else 4.0)
