"""Makes speech ahead, in a thread of its own, and keeps what was made lately.

The kiosk's loop never waits: it asks whether a text is there yet.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import Protocol

from station_gate.kiosk.sound.cues import Wave
from station_gate.kiosk.speech.espeak import SpeechFailed

MOST_BYTES = 48_000_000
"""Of what is kept: 4 minutes of speech, twice what a language's usual texts take."""

_Wish = tuple[str, str]


class Voice(Protocol):
    """Something that makes waves of texts, one at a time, and may take its time."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags that it speaks."""
        ...

    def say(self, tag: str, text: str) -> Wave:
        """Give the wave of a text. Raises ``SpeechFailed``."""
        ...

    def stop(self) -> None:
        """End what is being made; called from another thread."""
        ...


class Studio:
    """Waves by language and text. A voice that fails once is not asked again."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._changed = threading.Condition()
        self._wishes: deque[_Wish] = deque()
        self._made: OrderedDict[_Wish, Wave] = OrderedDict()
        self._bytes = 0
        self._closing = False
        self.trouble: str | None = None
        """Why there is no speech any more, once there is none."""
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
        self._thread.start()

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags that the voice speaks."""
        return self._voice.languages

    @property
    def kept(self) -> int:
        """How many bytes of waves are kept."""
        return self._bytes

    def find(self, tag: str, text: str) -> Wave | None:
        """Give a text's wave if it is there; else have it made before any other."""
        wish = tag, text
        with self._changed:
            wave = self._made.get(wish)
            if wave is not None:
                self._made.move_to_end(wish)
            elif not self._wishes or self._wishes[0] != wish:
                self._wishes.appendleft(wish)
                self._changed.notify()
        return wave

    def prepare(self, tag: str, texts: Iterable[str]) -> None:
        """Have texts made when there is nothing else to do, in place of those named before."""
        with self._changed:
            self._wishes = deque((tag, text) for text in texts)
            self._changed.notify()

    def close(self) -> None:
        """Stop for good."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._voice.stop()
        self._thread.join()

    def _run(self) -> None:
        while (wish := self._next()) is not None:
            try:
                wave = self._voice.say(*wish)
            except SpeechFailed as failure:
                self.trouble = str(failure)
                return
            except Exception as fault:  # a voice that breaks must not take the kiosk with it
                self.trouble = f"{type(fault).__name__}: {fault}"
                return
            with self._changed:
                self._made[wish] = wave
                self._bytes += wave.nbytes
                while self._bytes > MOST_BYTES and len(self._made) > 1:
                    self._bytes -= self._made.popitem(last=False)[1].nbytes

    def _next(self) -> _Wish | None:
        """Wait for a text that is not there yet; ``None`` when it is over."""
        with self._changed:
            while not self._closing:
                while self._wishes:
                    wish = self._wishes.popleft()
                    if wish not in self._made:
                        return wish
                self._changed.wait()
            return None
