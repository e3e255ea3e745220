"""What a lane may rely on of any recognition: the suite of the port ``Recognition``.

Another one is held against it by one more entry of ``WAYS``.
"""

import time
from collections.abc import Callable, Iterator
from threading import Event

import numpy as np
import pytest

from station_gate.faces.engine import FaceEngine
from station_gate.faces.results import Observed, ReferenceFailed, ReferenceReady, Result
from station_gate.faces.stepped import StepRecognition
from station_gate.faces.worker import Recognition
from station_gate.lab.props import Stalled
from tests.faces.conftest import live, portrait
from tests.faces.inthread import worker_in_thread

PATIENCE = 60.0
"""Seconds until a test gives up; never part of what is asserted."""


def in_step(engine: FaceEngine) -> Iterator[Recognition]:
    yield StepRecognition(lambda: engine)


def of_a_scenario(engine: FaceEngine) -> Iterator[Recognition]:
    yield Stalled(StepRecognition(lambda: engine), Event())


def in_a_thread(engine: FaceEngine) -> Iterator[Recognition]:
    worker = worker_in_thread(lambda: engine)
    yield worker
    worker.stop()


WAYS = {"in step": in_step, "of a scenario": of_a_scenario, "in a thread": in_a_thread}


@pytest.fixture(params=WAYS)
def recognition(request: pytest.FixtureRequest, engine: FaceEngine) -> Iterator[Recognition]:
    yield from WAYS[request.param](engine)


class Asking:
    """Asks as a lane does: at every tick, and never waits for an answer."""

    def __init__(self, recognition: Recognition) -> None:
        self.recognition = recognition
        self.now = 10.0
        self.said: list[Result] = []

    def until(self, done: Callable[[list[Result]], bool]) -> None:
        """Let ticks pass until the results are such; fail where they never are."""
        end = time.monotonic() + PATIENCE
        while not done(self.said):
            assert time.monotonic() < end, self.said
            self.now += 1 / 30
            self.said += self.recognition.poll(self.now)
            time.sleep(0.001)  # a thread works meanwhile


def ready(said: list[Result]) -> bool:
    return any(isinstance(each, ReferenceReady) for each in said)


def test_a_portrait_and_a_frame_are_answered_with_their_job(recognition: Recognition) -> None:
    asking = Asking(recognition)
    job = recognition.begin(portrait("rivera"), asking.now)
    asking.until(ready)
    recognition.submit(live("rivera")[20], asking.now)
    asking.until(lambda said: any(isinstance(each, Observed) for each in said))
    assert {each.job for each in asking.said} == {job}
    observed = [each for each in asking.said if isinstance(each, Observed)]
    assert observed[0].observation.faces == 1
    assert recognition.failed is None


def test_a_portrait_without_a_face_is_a_result_and_no_fault(recognition: Recognition) -> None:
    asking = Asking(recognition)
    job = recognition.begin(np.full((200, 160, 3), 90, np.uint8), asking.now)
    asking.until(bool)
    (answer,) = asking.said
    assert isinstance(answer, ReferenceFailed)
    assert (answer.job, answer.kind) == (job, "no_face")
    assert recognition.failed is None


def test_the_next_passenger_hears_nothing_of_the_one_before(recognition: Recognition) -> None:
    asking = Asking(recognition)
    first = recognition.begin(portrait("rivera"), asking.now)
    asking.until(ready)
    recognition.submit(live("rivera")[20], asking.now)
    asking.said.clear()
    second = recognition.begin(portrait("chen"), asking.now)
    assert second != first
    asking.until(ready)
    assert {each.job for each in asking.said} == {second}


def test_after_the_end_nothing_is_told(recognition: Recognition) -> None:
    asking = Asking(recognition)
    recognition.begin(portrait("rivera"), asking.now)
    recognition.end()
    recognition.end()  # twice is harmless
    for _ in range(30):
        asking.now += 1 / 30
        assert recognition.poll(asking.now) == []


def test_the_newest_frame_wins_and_what_it_replaces_is_counted(recognition: Recognition) -> None:
    asking = Asking(recognition)
    recognition.begin(portrait("rivera"), asking.now)
    asking.until(ready)
    before = recognition.dropped
    for frame in live("rivera")[10:20]:
        recognition.submit(frame, asking.now)
    assert recognition.dropped > before
    recognition.close()
