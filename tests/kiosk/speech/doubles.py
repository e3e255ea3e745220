"""A studio whose waves are there at once, and a loudspeaker that remembers what it said."""

from collections.abc import Iterable

import numpy as np

from station_gate.kiosk.sound.cues import Wave
from station_gate.languages import TAGS


class Overheard:
    """Waves by number, so that what is played can be told apart; ``made`` holds them back."""

    def __init__(self, languages: tuple[str, ...] = TAGS) -> None:
        self.languages = languages
        self.trouble: str | None = None
        self.texts: list[tuple[str, str]] = []
        self.prepared: list[tuple[str, tuple[str, ...]]] = []
        self.ready = True
        self.closed = False

    def find(self, tag: str, text: str) -> Wave | None:
        if not self.ready:
            return None
        assert tag in self.languages
        self.texts.append((tag, text))
        return np.full((1, 2), len(self.texts) - 1, np.int16)

    def prepare(self, tag: str, texts: Iterable[str]) -> None:
        self.prepared.append((tag, tuple(texts)))

    def close(self) -> None:
        self.closed = True


class Megaphone:
    """Says a wave until ``end`` is called; ``said`` has all that was begun, in order."""

    def __init__(self, studio: Overheard) -> None:
        self._studio = studio
        self.said: list[str] = []
        self.cut_off: list[str] = []
        self.speaking = False
        self.sounding = False

    def speak(self, wave: Wave) -> None:
        assert not self.speaking, "two things at once"
        self.said.append(self._studio.texts[int(wave[0, 0])][1])
        self.speaking = True

    def hush(self) -> None:
        if self.speaking:
            self.cut_off.append(self.said[-1])
        self.speaking = False

    def end(self) -> None:
        """Take it as said to its end."""
        self.speaking = False
