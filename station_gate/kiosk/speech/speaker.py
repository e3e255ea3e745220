"""When something is said: a screen's words cut off those of the one before.

Theory of operation
-------------------
Each frame the speaker is told what is shown. The words of a new screen end whatever is being
said. What changes on a screen (coaching) waits until the screen's own words have been said,
and only the newest of it waits. An offer of more time ends what is being said. While the lane
is alarmed only the alarm's words are said. Whoever moves from button to button with a key is
told each one's name at once. Speech begins when the cue that came with its screen is over: two
at once would be neither understood nor free of clipping. An idle kiosk does not talk to an
empty hall: it speaks when somebody has just switched speech on or chosen a language.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from station_gate.gate.terms import Step
from station_gate.kiosk.sound.cues import Wave
from station_gate.kiosk.speech.words import Said, likely, said
from station_gate.kiosk.text.texts import load
from station_gate.lane.view import LaneView


class Speech(Protocol):
    """Something that says what the screen shows."""

    def follow(self, view: LaneView, lang: str, *, on: bool) -> None:
        """Say what there is to say of a frame; ``on``: somebody wants to hear it."""
        ...

    def point(self, label: str, tag: str | None) -> None:
        """Say what Enter would press now; in the language ``tag`` where it is given."""
        ...

    def quiet(self) -> None:
        """End what is being said; nothing is on the screen."""
        ...

    def close(self) -> None:
        """Stop for good."""
        ...


class NoSpeech:
    """Says nothing: the screen shows it all."""

    def follow(self, view: LaneView, lang: str, *, on: bool) -> None:
        """Do nothing."""

    def point(self, label: str, tag: str | None) -> None:
        """Do nothing."""

    def quiet(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Waves(Protocol):
    """Where the waves of texts come from: a ``Studio``."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags that are spoken."""
        ...

    @property
    def trouble(self) -> str | None:
        """Why there are no waves any more, once there are none."""
        ...

    def find(self, tag: str, text: str) -> Wave | None:
        """Give a text's wave if it is there; else have it made before any other."""
        ...

    def prepare(self, tag: str, texts: Iterable[str]) -> None:
        """Have texts made when there is nothing else to do."""
        ...

    def close(self) -> None:
        """Stop for good."""
        ...


class Loudspeaker(Protocol):
    """What speech is played through."""

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        ...

    @property
    def sounding(self) -> bool:
        """Whether a short cue is heard."""
        ...

    def speak(self, wave: Wave) -> None:
        """Begin to say something, in place of what is being said."""
        ...

    def hush(self) -> None:
        """End what is being said."""
        ...


class Speaker:
    """Says screens with a studio's ``waves``; ``tell`` gets a line when it cannot any more."""

    def __init__(self, waves: Waves, loudspeaker: Loudspeaker, tell: Callable[[str], None]) -> None:
        self._waves = waves
        self._loudspeaker = loudspeaker
        self._tell = tell
        self._told = False
        self._lang: str | None = None
        """Of what is said now; ``None`` while nobody wants to hear it."""
        self._shown: tuple[Step, float, str] | None = None
        self._aside = ""
        self._waiting = _Waiting()

    def follow(self, view: LaneView, lang: str, *, on: bool) -> None:
        """Say what there is to say of a frame, as soon as its wave is made."""
        if self._waves.trouble is not None:
            self._complain(self._waves.trouble)
            return
        if not on or lang not in self._waves.languages:
            self.quiet()
            return
        texts = load(lang)
        begins = lang != self._lang
        if begins:
            self._lang = lang
            self._shown = None
            self._waves.prepare(lang, likely(texts))
        self._take(view, said(view, texts), invite=begins)
        self._speak(lang)

    def point(self, label: str, tag: str | None) -> None:
        """Say what Enter would press now, in place of what is being said."""
        if self._lang is None or not label:
            return
        tag = tag or self._lang
        if tag in self._waves.languages:
            self._waiting = _Waiting(pointed=(tag, label))
            self._loudspeaker.hush()

    def quiet(self) -> None:
        """End what is being said."""
        if self._lang is not None:
            self._lang, self._shown, self._aside = None, None, ""
            self._waiting = _Waiting()
            self._loudspeaker.hush()

    def close(self) -> None:
        """Stop for good."""
        self.quiet()
        self._waves.close()

    def _take(self, view: LaneView, words: Said, *, invite: bool) -> None:
        """Note what is to be said now, and end what is not."""
        shown = view.step, view.since, words.screen
        if shown != self._shown:
            nobody = view.step is Step.IDLE and not invite and not view.document_left
            self._shown = shown
            self._aside = ""
            self._waiting = _Waiting(screen="" if nobody else words.screen)
            self._loudspeaker.hush()
        if words.aside != self._aside:
            self._aside = self._waiting.aside = words.aside
            if words.urgent:
                self._waiting.screen = ""
                self._loudspeaker.hush()

    def _speak(self, lang: str) -> None:
        waiting = self._waiting
        if self._loudspeaker.speaking or self._loudspeaker.sounding:
            return
        if waiting.pointed is not None:
            wave = self._waves.find(*waiting.pointed)
        elif text := waiting.screen or waiting.aside:
            wave = self._waves.find(lang, text)
        else:
            return
        if wave is not None:  # else it will be there in a few frames
            waiting.take_first()
            self._loudspeaker.speak(wave)

    def _complain(self, why: str) -> None:
        if not self._told:
            self._told = True
            self._loudspeaker.hush()
            self._tell(f"Nothing is spoken any more: espeak-ng has failed ({why}).")


@dataclass(slots=True)
class _Waiting:
    """What is still to be said, the first of these first."""

    pointed: tuple[str, str] | None = None
    """A button's language and name."""
    screen: str = ""
    aside: str = ""

    def take_first(self) -> None:
        if self.pointed is not None:
            self.pointed = None
        elif self.screen:
            self.screen = ""
        else:
            self.aside = ""
