"""Draws a lane's view: which screen, in which language, with what lying over it."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pygame

from station_gate.faces.observation import Coaching, Request, Side
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Step
from station_gate.kiosk.aids import NO_AIDS, Aid, Aids
from station_gate.kiosk.art.hall import WING_STEPS
from station_gate.kiosk.cards import Card
from station_gate.kiosk.drawing import overlays
from station_gate.kiosk.drawing.apology import apology
from station_gate.kiosk.drawing.chooser import card_buttons, draw_card, uncovered
from station_gate.kiosk.drawing.chrome import draw_clock, language_buttons
from station_gate.kiosk.drawing.layout import layout_for
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.flow import pager
from station_gate.kiosk.kit.bench import Bench, budget_for
from station_gate.kiosk.kit.live import is_paintable
from station_gate.kiosk.screens.assistance import AssistanceScreen
from station_gate.kiosk.screens.base import Screen
from station_gate.kiosk.screens.checking import CheckingScreen
from station_gate.kiosk.screens.document import SHOW, DocumentScreen
from station_gate.kiosk.screens.face import FaceScreen
from station_gate.kiosk.screens.idle import IdleScreen
from station_gate.kiosk.screens.notices import EvacuationScreen, OutOfServiceScreen
from station_gate.kiosk.screens.passage import HaltScreen, PassageScreen, WaitScreen
from station_gate.kiosk.screens.refused import RefusedScreen
from station_gate.kiosk.screens.takeback import TakeBackScreen
from station_gate.kiosk.screens.ticket import TicketScreen
from station_gate.kiosk.target import Target
from station_gate.kiosk.text.fonts import Fonts
from station_gate.kiosk.text.texts import load
from station_gate.kiosk.text.typesetting import Typesetter
from station_gate.lane.view import Journey, LaneView, TicketSight
from station_gate.languages import TAGS

_SCREENS: dict[Step, Screen] = {
    Step.IDLE: IdleScreen(),
    Step.TICKET: TicketScreen(),
    Step.DOCUMENT: DocumentScreen(),
    Step.FACE: FaceScreen(),
    Step.CHECKING: CheckingScreen(),
    Step.GO: PassageScreen("go_title", "go_body", "go_out_body"),
    Step.REFUSED: RefusedScreen(),
    Step.ASSISTANCE: AssistanceScreen(),
    Step.OUT_OF_SERVICE: OutOfServiceScreen(),
    Step.EVACUATION: EvacuationScreen(),
    Step.FREE_PASSAGE: PassageScreen(
        "free_passage_title", "free_passage_body", "free_passage_body"
    ),
}
_WAIT, _TAKE_BACK = WaitScreen(), TakeBackScreen()
_HALT: dict[Alarm, Screen] = {
    Alarm.INTRUSION: HaltScreen("alarm_intrusion"),
    Alarm.FRAUD: HaltScreen("alarm_fraud"),
    Alarm.BARRIER: HaltScreen("alarm_fraud"),
}
"""In place of the screen that bids a passenger go through."""
_SILENT = frozenset({Step.EVACUATION})
"""Screens without a header: they have no languages to choose and show no alarm."""
_SEEN = frozenset({Aid.LARGE_TEXT, Aid.HIGH_CONTRAST})
"""The aids that change what stands still."""
_WARM_MOMENTS = (0.0, 0.25, 0.5, 1.1, 1.9, 2.7)
_DENSE = tuple(i / 10 for i in range(37))
_LONG = frozenset({Step.DOCUMENT, Step.ASSISTANCE})
"""Where something large has many sizes or shadows: it is drawn at moments that lie close."""

_CALM_MOMENT = 101.2
"""Where everything stands still without motion: the train is in the picture, ..."""
_CALM_TIME = 2.7
"""... and each screen's entrance is over, a document that is being shown lies on the glass."""


class Painter:
    """Draws views on surfaces of one size, in pixels.

    ``languages`` are tags in the order of their buttons; those that the fonts
    cannot draw are left out. ``gate_name`` may be a number ("4", "Gate 4"), which is put into each
    language's words, or a name, which is shown as it is. ``offered`` are the aids that a
    passenger may switch on and off; spoken instructions in the languages of ``spoken`` alone.
    Everything drawn is a function of the view, the language, the aids and the size.
    """

    def __init__(
        self,
        size: tuple[int, int],
        languages: Sequence[str],
        *,
        fonts: Fonts,
        gate_name: str,
        offered: Sequence[Aid] = tuple(Aid),
        spoken: Container[str] = TAGS,
    ) -> None:
        layout = layout_for(size)
        self._size = size
        self._layout = layout
        self._gate_name = gate_name
        self._offered = tuple(offered)
        self._spoken = spoken
        self._bench = Bench(layout.unit, budget_for(size))
        self._setter = Typesetter(self._bench, fonts)
        drawable = [tag for tag in languages if tag in fonts.languages] or ["en"]
        self._languages = tuple(load(tag) for tag in drawable)

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags that can be drawn, in the order of their buttons."""
        return tuple(texts.tag for texts in self._languages)

    def apology(self) -> pygame.Surface:
        """Make the words of "out of service" in every language, for when there is no painter."""
        return apology(self._setter, self._languages, self._layout)

    @property
    def overflows(self) -> tuple[str, ...]:
        """One note for each text that did not fit its place so far (none, it is hoped)."""
        return tuple(self._setter.overflows)

    def draw(
        self,
        dst: pygame.Surface,
        view: LaneView,
        lang: str,
        pressed: str | None = None,
        *,
        aids: Aids = NO_AIDS,
        card: Card | None = None,
        turned: int = 0,
    ) -> tuple[Target, ...]:
        """Draw the whole screen; give what can be pressed on it.

        ``lang`` is a tag (one that cannot be drawn becomes the first that can);
        ``pressed`` names the target that a finger is holding down; ``aids`` are those
        that are on. With reduced motion only what the lane does is seen to move (the
        camera's picture, progress, the barrier, the passenger, the seconds left).
        ``card`` lies over the screen; ``turned`` is how often the passenger has turned to
        another sheet of its words, where large text has several. Raises ``ValueError`` for
        a surface of another size than the painter's.
        """
        if dst.get_size() != self._size:
            raise ValueError(f"the painter draws {self._size}, not {dst.get_size()}")
        if not is_paintable(dst):
            frame = pygame.Surface(self._size, 0, 32)
            targets = self.draw(frame, view, lang, pressed, aids=aids, card=card, turned=turned)
            dst.blit(frame, (0, 0))
            return targets
        if Aid.REDUCED_MOTION in aids:
            view = _calmed(view)
        page = self._page(dst, view, lang, aids, turned)
        screen = screen_of(view)
        dst.blit(self.still(view, lang, aids, turned), (0, 0))
        if view.step not in _SILENT:
            draw_clock(page)
        screen.draw_moving(page)
        buttons = [*pager(page, screen.flow(page)), *screen.buttons(page)]
        if view.offer_more_time:
            overlays.draw_offer(page)
            more = overlays.more_time_button(page)
            more.draw(page)
            buttons.insert(0, more)
        elif overlays.is_reminded(view):
            overlays.draw_reminder(page)
        if view.step not in _SILENT:
            if view.alarm is not Alarm.NONE and screen not in _HALT.values():
                overlays.draw_alarm(page)
            elif card is not None:
                buttons = uncovered(page, buttons)
                buttons += card_buttons(page, card, self._offered_in(page.texts.tag))
                draw_card(page, card, buttons)
            else:
                buttons += language_buttons(page)
        for button in buttons:
            if button.name == pressed:
                button.draw(page, held=True)
        return tuple(button.target(page) for button in buttons)

    def still(
        self, view: LaneView, lang: str, aids: Aids = NO_AIDS, turned: int = 0
    ) -> pygame.Surface:
        """Give the part of a screen that does not move; drawn once, then kept."""
        screen = screen_of(view)
        shown = (view.step, view.direction, screen.key(view))
        drawn = aids & _SEEN
        # what a card lies over is laid out again, and goes on over sheets, in large text alone
        laid = (overlays.lies_over(view), turned) if Aid.LARGE_TEXT in drawn else ()
        key = ("still", screen, self._tag(lang), drawn, *shown, *laid)
        return self._bench.keep(key, lambda: self._draw_still(view, lang, drawn, turned))

    def _draw_still(self, view: LaneView, lang: str, aids: Aids, turned: int = 0) -> pygame.Surface:
        layer = pygame.Surface(self._size, 0, 32)
        page = self._page(layer, view, lang, aids, turned)
        screen = screen_of(view)
        screen.draw_still(page)
        languages = [] if view.step in _SILENT else language_buttons(page)
        for button in (*pager(page, screen.flow(page)), *screen.buttons(page), *languages):
            button.draw(page)
        return layer

    def warm(self, lang: str) -> Iterator[None]:
        """Draw every screen in a language at some moments, one a step: nothing is cold later."""
        frame = pygame.Surface(self._size, 0, 32)
        for view in _rehearsal():
            for moment in _DENSE if view.step in _LONG else _WARM_MOMENTS:
                self.draw(frame, replace(view, now=view.now + moment), lang)
                yield
        # of the other languages only the words, which cost the most and take little room
        for other in set(self.languages) - {self._tag(lang)}:
            shown = set()
            for view in _rehearsal():
                screen = screen_of(view)
                key = (screen, view.step, screen.key(view))
                if key not in shown:
                    shown.add(key)
                    self._draw_still(view, other, NO_AIDS)
                    yield

    def _offered_in(self, tag: str) -> list[Aid]:
        return [aid for aid in self._offered if aid is not Aid.SPEECH or tag in self._spoken]

    def _tag(self, lang: str) -> str:
        return lang if lang in self.languages else self._languages[0].tag

    def _page(
        self, dst: pygame.Surface, view: LaneView, lang: str, aids: Aids = NO_AIDS, turned: int = 0
    ) -> Page:
        tag = self._tag(lang)
        texts = next(texts for texts in self._languages if texts.tag == tag)
        large = Aid.LARGE_TEXT in aids
        return Page(
            dst=dst,
            bench=self._bench,
            setter=self._setter,
            layout=replace(
                self._layout,
                large=large,
                raised=overlays.RAISED if large and overlays.lies_over(view) else 0.0,
            ),
            texts=texts,
            languages=self._languages,
            gate_name=self._gate_name,
            view=view,
            mirrored=texts.right_to_left,
            aids=aids,
            turned=turned,
        )


def screen_of(view: LaneView) -> Screen:
    """Say which screen shows a view."""
    if view.step is Step.GO and view.alarm in _HALT:
        return _HALT[view.alarm]
    if view.waits_for_lane:
        return _WAIT
    if view.document_left and view.step in (Step.IDLE, Step.GO) and view.passenger is None:
        return _TAKE_BACK
    return _SCREENS[view.step]


def _calmed(view: LaneView) -> LaneView:
    """Give a view at one and the same moment, with as many seconds left as there are."""
    shift = _CALM_MOMENT - view.now
    deadline = None if view.deadline is None else view.deadline + shift
    since = _CALM_MOMENT - _CALM_TIME
    return replace(view, now=_CALM_MOMENT, since=since, deadline=deadline)


def _rehearsal() -> Iterator[LaneView]:
    """Give a view of each screen, most likely first."""
    base = LaneView.idle()
    blank = np.zeros((480, 640, 3), np.uint8)
    yield base
    for step in (Step.TICKET, Step.DOCUMENT):
        yield replace(base, step=step)
        yield replace(base, step=step, document_seen=True, ticket_seen=True)
    yield replace(base, step=Step.DOCUMENT, since=-SHOW)  # when the passport is shown
    yield replace(base, step=Step.DOCUMENT, document_turned=True)
    yield replace(base, step=Step.TICKET, offer_more_time=True, deadline=10.0)
    outline = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))
    for read, far in ((False, True), (False, False), (True, False)):
        sight = TicketSight(picture=blank, outlines=(outline,), read=read, far=far)
        yield replace(base, step=Step.TICKET, ticket_sight=sight)
    yield replace(base, step=Step.DOCUMENT, ticket_sight=sight)
    yield replace(base, step=Step.FACE, preview=blank, document_left=True)
    for coaching in (None, *Coaching):
        yield replace(base, step=Step.FACE, preview=blank, coaching=coaching, progress=0.5)
    for side in Side:
        for back in (False, True):
            turn = Request(side=side, back=back, since=0.0, until=5.0)
            yield replace(base, step=Step.FACE, preview=blank, turn=turn, progress=1.0)
    yield replace(base, step=Step.FACE, preview=blank, reason=Reason.FACE_UNCLEAR)
    yield replace(base, step=Step.CHECKING)
    yield replace(base, step=Step.CHECKING, waits_for_lane=True, passenger=0.5)
    yield replace(base, document_left=True)
    yield replace(base, step=Step.GO, document_left=True)
    journey = Journey(
        train="0", origin="0", destination="0", departure="0", coach="0", seat="0", platform="0"
    )
    for i in range(WING_STEPS + 16):  # the wings open, then somebody walks
        barrier = min(1.0, i / WING_STEPS)
        passenger = None if i <= WING_STEPS else (i - WING_STEPS) / 15
        yield replace(base, step=Step.GO, journey=journey, barrier=barrier, passenger=passenger)
    yield replace(base, step=Step.GO, alarm=Alarm.FRAUD, barrier=1.0)
    reason = Reason.FACE_MISMATCH
    yield replace(base, step=Step.REFUSED, reason=reason, tries_left=1, refused_at=Step.FACE)
    yield replace(base, step=Step.ASSISTANCE, reason=Reason.STAFF_WANTED)
    for step in (Step.OUT_OF_SERVICE, Step.FREE_PASSAGE, Step.EVACUATION):
        yield replace(base, step=step)
