"""The kiosk: its loop, and what it does when something fails.

Theory of operation
-------------------
Each frame: events become meanings (``inputs``), presses go to the show, the show
advances to the clock's time, its cues are played, its view is painted and put on
the glass. A show is a lane; the kiosk knows nothing of what is in it.

The kiosk must not die in public. Whatever a show or the painter raises ends that
show only: the error is told, a plain "Out of service" is shown for a while, then
the next show is opened (or, after the last, the same afresh) with a new painter.
"""

import contextlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

import pygame

from station_gate.gate.terms import Action, Alarm, Step
from station_gate.kiosk.aids import Aid, Aids, ChosenAids
from station_gate.kiosk.cards import Card, OpenCard
from station_gate.kiosk.clock import Clock
from station_gate.kiosk.cursor import Cursor
from station_gate.kiosk.drawing.plain import draw_failsafe, draw_starting
from station_gate.kiosk.drawing.sheets import Sheets
from station_gate.kiosk.drawing.shots import Shots
from station_gate.kiosk.failures import Failures, describe
from station_gate.kiosk.focus import Focus
from station_gate.kiosk.inputs import Command, Inputs, Meaning, PickLanguage, Press
from station_gate.kiosk.language import Language
from station_gate.kiosk.show import ScreenPainter, Show
from station_gate.kiosk.sound.player import Sound
from station_gate.kiosk.speech.speaker import NoSpeech, Speech
from station_gate.kiosk.target import (
    AID_PREFIX,
    AIDS_TARGET,
    LANGUAGE_PREFIX,
    LANGUAGES_TARGET,
    SHEET_TARGET,
    Target,
)
from station_gate.kiosk.window import Size, Window
from station_gate.lane.view import LaneView
from station_gate.problems import DeviceMissing, Problem
from station_gate.processes.supervisor import Supervisor

STARTING_SECONDS = 6.0
"""How long the painter may warm up before the first show (4 s of work at 1690 by 950,
measured); on a slow machine it goes on while the lane is idle."""
MAIN_ACTIONS = (Action.START, Action.TRY_AGAIN)
"""What Enter presses when nothing has the focus: the first of these on the screen."""


class Kiosk:
    """Plays ``shows`` one after the other; each is opened when its turn comes.

    A live lane that is to come back after a failure, and a demo that starts over,
    are given as an infinite iterable. ``on_error`` is told of each failure that
    was survived: a sentence for the log, and the error. A ``steady`` kiosk, which stands
    in public, survives as many as there are, with a longer pause each time; any other
    ends after three in a row. The window, the sound and the speech
    stay the caller's to close.

    ``view``, ``targets``, ``lang`` and ``aids`` are what is on the screen, for tests and tools.
    """

    def __init__(
        self,
        shows: Iterable[Callable[[], Show]],
        *,
        window: Window,
        make_painter: Callable[[Size], ScreenPainter],
        sound: Sound,
        clock: Clock,
        languages: Sequence[str],
        default_lang: str,
        aids: ChosenAids,
        on_error: Callable[[str, Exception], None],
        speech: Speech | None = None,
        shots: Shots | None = None,
        steady: bool = False,
    ) -> None:
        self._shows = shows
        self._window = window
        self._make_painter = make_painter
        self._painter: ScreenPainter | None = None
        self._apology: pygame.Surface | None = None
        """The words for when there is no painter."""
        self._warming: Iterator[None] | None = None
        self._sound = sound
        self._speech = speech or NoSpeech()
        self._clock = clock
        self._language = Language(languages, default_lang)
        self._aids = aids
        self._card = OpenCard()
        self._sheets = Sheets()
        self._on_error = on_error
        self._shots = shots
        self._inputs = Inputs(window.locate)
        self._focus = Focus()
        self._cursor = Cursor()
        self._failures = Failures(steady=steady)
        self._opened_one = False
        self._quit = False
        self.view: LaneView | None = None
        self.targets: tuple[Target, ...] = ()

    @property
    def lang(self) -> str:
        """The tag of the language on the screen."""
        return self._language.current

    @property
    def aids(self) -> Aids:
        """The aids that are on."""
        return self._aids.current

    def run(self) -> None:
        """Play every show, until the last one ends or somebody quits (Ctrl-C included).

        Raises a ``Problem`` when the first show or the painter cannot be made, when
        pictures cannot be saved, and, unless it is steady, ``DeviceMissing`` after three
        failures in a row.
        """
        supervisor = Supervisor()
        with contextlib.suppress(KeyboardInterrupt), contextlib.closing(self.frames()) as frames:
            for _ in frames:
                supervisor.beat()

    def frames(self) -> Generator[None, None, None]:
        """Do the same as ``run``, a frame at a time: for whoever drives it from outside."""
        try:
            painter = self._new_painter()
            if self._clock.real:
                self._warming = painter.warm(self.lang)
            yield from self._warm_up()
            shows = iter(self._shows)
            make = next(shows, None)
            while make is not None and not self._quit:
                failure = yield from self._play(make)
                following = next(shows, None)
                if failure is None:
                    self._failures.clear()
                else:
                    self._on_error(f"The kiosk failed: {describe(failure)}", failure)
                    yield from self._apologise(self._failures.add(failure, self._clock.now()))
                    following = following or make
                make = following
        finally:
            if self._shots is not None:
                self._shots.finish()

    # ---------------------------------------------------------------- one show

    def _play(self, make: Callable[[], Show]) -> Generator[None, None, Exception | None]:
        """Run one show to its end; give what it failed with, if it did."""
        try:
            show = make()
        except Exception as failure:
            if isinstance(failure, Problem) and not self._opened_one:
                raise  # nothing has ever run: the user asked for something that is not there
            return failure
        self._opened_one = True
        began = self._clock.now()
        finished = False
        try:
            while not self._quit and not finished:
                try:
                    self.view = view = self._frame(show, self._lane_time(began))
                    finished = show.finished
                except Exception as failure:
                    return failure
                if self._shots is not None:
                    self._shots.see(show.title, self.lang, view, self._window.canvas)
                yield
                self._clock.tick()
            return None
        finally:
            self._close(show)

    def _frame(self, show: Show, now: float) -> LaneView:
        """Do one frame at lane time ``now``."""
        painter = self._painter
        if painter is None or self._window.settle(self._clock.now()):
            self._warming = None  # it belongs to the painter before
            painter = self._new_painter()
        for meaning in self._meanings():
            self._obey(meaning, show)
        view = show.advance(now)
        for cue in show.take_cues():
            self._sound.play(cue)
        self._sound.follow(view.alarm)
        if self.view is None or view.step is not self.view.step:
            self._leave_screen()
        for chosen in (self._language, self._aids, self._card):
            chosen.follow(view.step, self._clock.now())
        self._sheets.follow(view, self.lang)
        self._speech.follow(view, self.lang, on=Aid.SPEECH in self.aids)
        canvas = self._window.canvas
        drawn = painter.draw(
            canvas,
            view,
            self.lang,
            self._inputs.held,
            aids=self.aids,
            card=self._card.current,
            turned=self._sheets.turned,
        )
        self.targets = tuple(drawn)
        self._focus.draw(canvas, self.targets)
        self._window.present()
        if view.step is Step.IDLE:
            self._warm_one()
        return view

    def _leave_screen(self) -> None:
        """Let go of what was begun on the screen before: it was meant for that one."""
        self._inputs.forget()
        self._focus.clear()

    def _close(self, show: Show) -> None:
        self.view = None  # with it goes the last live frame
        self._sound.follow(Alarm.NONE)
        self._speech.quiet()
        try:
            show.close()
        except Exception as failure:
            self._on_error(f"A lane did not close properly: {describe(failure)}", failure)

    # ---------------------------------------------------------------- what people do

    def _meanings(self) -> list[Meaning]:
        self._cursor.follow(self._clock.now())
        return self._inputs.read(
            pygame.event.get(), self.targets, self._clock.now(), self._window.size
        )

    def _obey(self, meaning: Meaning, show: Show) -> None:
        now = self._clock.now()
        match meaning:
            case Press(name):
                self._press(name, show)
            case PickLanguage(index):
                self._language.pick_number(index, now)
            case Command.NEXT_LANGUAGE:
                self._language.pick_next(now)
            case Command.NEXT_FOCUS:
                self._move_focus(1)
            case Command.PREVIOUS_FOCUS:
                self._move_focus(-1)
            case Command.CONFIRM:
                names = {target.name for target in self.targets}
                main = next((action for action in MAIN_ACTIONS if action in names), None)
                self._press(self._focus.name or main, show)
            case Command.BACK:
                self._go_back(show)
            case Command.POINTER:
                self._focus.clear()
            case _:
                self._obey_always(meaning)

    def _obey_always(self, meaning: Meaning) -> None:
        """Do what is possible even when no show is on."""
        if meaning is Command.QUIT:
            self._quit = True
        elif meaning is Command.FULLSCREEN:
            self._window.toggle_fullscreen()

    def _go_back(self, show: Show) -> None:
        """Take away the card that lies over the screen, or else cancel."""
        hidden = self.view is not None and self.view.alarm is not Alarm.NONE
        if self._card.current is None or hidden:
            self._press(Action.CANCEL.value, show)
        else:
            self._card.close()
            self._focus.clear()

    def _move_focus(self, step: int) -> None:
        self._focus.move(self.targets, step)
        for target in self.targets:
            if target.name == self._focus.name:
                self._speech.point(target.label, target.tag)
        self._card.use(self._clock.now())

    def _press(self, name: str | None, show: Show) -> None:
        """Press a target if it is on the screen: a key can do what a finger can, and no more."""
        if name is None or all(target.name != name for target in self.targets):
            return
        now = self._clock.now()
        if name.startswith(LANGUAGE_PREFIX):
            self._language.pick(name.removeprefix(LANGUAGE_PREFIX), now)
            self._card.close()
        elif name.startswith(AID_PREFIX):
            self._aids.switch(Aid(name.removeprefix(AID_PREFIX)), now)
            self._card.use(now)
        elif name == LANGUAGES_TARGET:
            self._card.ask(Card.LANGUAGES, now)
        elif name == AIDS_TARGET:
            self._card.ask(Card.AIDS, now)
        elif name == SHEET_TARGET:
            self._sheets.turn()
        else:
            show.act(Action(name))

    # ---------------------------------------------------------------- without a show

    def _new_painter(self) -> ScreenPainter:
        """Make the painter of this size of window, and let it leave words for when it fails."""
        painter = self._painter = self._make_painter(self._window.canvas.get_size())
        try:
            self._apology = painter.apology()
        except Exception as failure:  # the plain screen has words of its own
            self._on_error(f"The painter could not make a notice: {describe(failure)}", failure)
        return painter

    def _warm_up(self) -> Iterator[None]:
        """Let the painter draw ahead, behind a starting screen, where somebody may watch."""
        began = self._clock.now()
        while not self._quit and self._since(began) < STARTING_SECONDS and self._warm_one():
            yield from self._plain(lambda: draw_starting(self._window.canvas, self._since(began)))

    def _warm_one(self) -> bool:
        """Let the painter draw one thing ahead; say whether there may be more."""
        if self._warming is None:
            return False
        try:
            next(self._warming)
        except StopIteration:
            self._warming = None
        except Exception as failure:
            self._warming = None
            self._on_error(f"The painter could not warm up: {describe(failure)}", failure)
        return self._warming is not None

    def _apologise(self, seconds: float) -> Iterator[None]:
        """Show "Out of service" for a while; the painter is made anew afterwards."""
        self._painter, self.targets = None, ()
        began = self._clock.now()
        while not self._quit and self._since(began) < seconds:
            yield from self._plain(lambda: draw_failsafe(self._window.canvas, self._apology))
            self._clock.tick()

    def _plain(self, draw: Callable[[], None]) -> Iterator[None]:
        for meaning in self._meanings():
            self._obey_always(meaning)
        try:
            draw()
            self._window.present()
        except pygame.error as failure:
            raise DeviceMissing(f"The display has failed: {failure}") from failure
        yield

    def _lane_time(self, began: float) -> float:
        """Seconds since a show began, to the microsecond.

        Rounded, so that a show sees the very same times wherever in a playlist it stands.
        """
        return round(self._since(began), 6)

    def _since(self, moment: float) -> float:
        return self._clock.now() - moment
