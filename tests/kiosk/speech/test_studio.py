"""Speech is made in a thread of its own, the most wanted first, and not kept for ever."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from station_gate.kiosk.sound.cues import Wave
from station_gate.kiosk.speech import studio
from station_gate.kiosk.speech.espeak import SpeechFailed
from station_gate.kiosk.speech.studio import Studio


class Voice:
    """Makes waves of 1000 bytes, each when ``gate`` lets it, and remembers the order."""

    languages = ("en",)

    def __init__(self) -> None:
        self.made: list[str] = []
        self.failure: Exception | None = None
        self.gate = threading.Semaphore(0)
        self.begun = threading.Semaphore(0)

    def say(self, tag: str, text: str) -> Wave:
        self.begun.release()
        self.gate.acquire()
        if self.failure is not None:
            raise self.failure
        self.made.append(text)
        return np.ones((250, 2), np.int16)

    def stop(self) -> None:
        self.gate.release(1000)


@pytest.fixture
def voice() -> Voice:
    return Voice()


@pytest.fixture
def made(voice: Voice) -> Iterator[Studio]:
    made = Studio(voice)
    yield made
    made.close()


def wait_for(made: Studio, text: str) -> Wave:
    """Ask again until it is there, as the kiosk's frames do."""
    while (wave := made.find("en", text)) is None:
        assert made.trouble is None
    return wave


def test_asking_never_waits_and_the_wave_comes_later(voice: Voice, made: Studio) -> None:
    assert made.find("en", "a") is None
    voice.begun.acquire()
    assert made.find("en", "a") is None
    voice.gate.release(10)
    assert len(wait_for(made, "a")) == 250
    assert voice.made == ["a"]


def test_what_is_asked_for_comes_before_what_is_made_ahead(voice: Voice, made: Studio) -> None:
    made.prepare("en", ["1", "2", "3"])
    voice.begun.acquire()  # the first is being made
    made.find("en", "now")
    voice.gate.release(10)
    for text in ("now", "1", "2", "3"):
        wait_for(made, text)
    assert voice.made[:2] == ["1", "now"]
    assert sorted(voice.made) == ["1", "2", "3", "now"]


def test_nothing_is_made_twice(voice: Voice, made: Studio) -> None:
    voice.gate.release(10)
    wait_for(made, "a")
    made.prepare("en", ["a", "b", "a"])
    wait_for(made, "b")
    wait_for(made, "a")
    assert voice.made == ["a", "b"]


def test_what_is_kept_is_bounded_and_the_oldest_goes(
    voice: Voice, made: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "MOST_BYTES", 3000)
    voice.gate.release(20)
    for text in ("a", "b", "c"):
        wait_for(made, text)
    wait_for(made, "a")  # now b is the one not used for longest
    wait_for(made, "d")
    assert made.kept == 3000
    wait_for(made, "a")
    assert voice.made == ["a", "b", "c", "d"]
    wait_for(made, "b")
    assert voice.made[-1] == "b"


@pytest.mark.parametrize("failure", [SpeechFailed("it gave silence"), ValueError("odd")])
def test_a_voice_that_fails_is_not_asked_again(voice: Voice, failure: Exception) -> None:
    made = Studio(voice)
    voice.failure = failure
    voice.gate.release(10)
    while made.trouble is None:
        assert made.find("en", "a") is None
    assert str(failure) in made.trouble
    made.close()
    assert voice.made == []


def test_closing_ends_what_is_being_made(voice: Voice) -> None:
    made = Studio(voice)
    made.find("en", "a")
    voice.begun.acquire()
    made.close()  # would wait for ever otherwise
