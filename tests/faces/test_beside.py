"""Recognition in a process of its own, as a live gate has it: it crashes and hangs for real."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from station_gate.faces.beside import RecognisingProcess
from station_gate.faces.engine import FaceEngine
from station_gate.faces.results import Observed, RecognitionFailed, ReferenceFailed
from station_gate.faces.stepped import StepRecognition
from station_gate.faces.verifier import VerifierLimits
from station_gate.faces.worker import RecognitionWorker
from station_gate.problems import DeviceMissing
from station_gate.processes import watched
from tests.faces.conftest import Pixels, live, portrait
from tests.faces.test_recognition import NOBODY, PATIENCE, ready_for, wait_for


class Beside:
    """A worker and the process that it waits for."""

    def __init__(self, make_engine: Callable[[], FaceEngine] = FaceEngine.load) -> None:
        self.process = RecognisingProcess(make_engine)
        self.worker = RecognitionWorker(self.process)

    def until(self, what: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < end, self.worker.failed
            time.sleep(0.01)

    def until_well(self) -> None:
        """Wait for a process that is ready."""
        self.until(lambda: self.worker.failed is None and self.process.pause == watched.BEAT)

    def begins_with(self, picture: Pixels) -> int:
        """Begin a passenger whose portrait is good."""
        job = self.worker.begin(picture, 0.0)
        assert [ready_for(each) for each in wait_for(self.worker)] == [job]
        return job


@pytest.fixture(scope="module")
def beside() -> Iterator[Beside]:
    beside = Beside()
    yield beside
    beside.worker.stop()


def test_it_says_what_recognition_in_step_says(beside: Beside, engine: FaceEngine) -> None:
    step = StepRecognition(lambda: engine, latency=0.0)
    beside.begins_with(portrait("chen"))
    step.begin(portrait("chen"), 0.0)
    step.poll(0.0)
    matched = False
    for n, frame in enumerate(live("chen")[15:40]):
        beside.worker.submit(frame, n / 15)
        step.submit(frame, n / 15)
        (there,), (here,) = wait_for(beside.worker), step.poll(n / 15)
        assert isinstance(there, Observed)
        assert isinstance(here, Observed)
        assert there.observation == here.observation
        comparison = there.observation.comparison
        matched = matched or (comparison is not None and comparison.matched)
    assert matched


def test_a_portrait_without_a_face_is_a_result(beside: Beside) -> None:
    job = beside.worker.begin(NOBODY, 0.0)
    (result,) = wait_for(beside.worker)
    assert isinstance(result, ReferenceFailed)
    assert (result.job, result.kind) == (job, "no_face")


def test_the_next_lane_has_limits_of_its_own(beside: Beside) -> None:
    """They hold after a crash, too."""
    limits = VerifierLimits()
    strict = replace(limits, quality=replace(limits.quality, eye_distance=10_000.0))
    recognition = beside.worker.with_limits(strict)
    for crash in (False, True):
        if crash:
            os.kill(beside.process.pid or 0, signal.SIGKILL)
            beside.until(lambda: beside.worker.failed)
            beside.until_well()
        beside.begins_with(portrait("chen"))
        recognition.submit(live("chen")[20], 0.0)
        (result,) = wait_for(recognition)
        assert isinstance(result, Observed)
        (distance,) = [m for m in result.observation.measures if m.name == "eye_distance"]
        assert not distance.passed
    beside.worker.with_limits(limits)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_crash_amid_a_passenger_is_told_and_the_next_one_is_served(
    beside: Beside, number: signal.Signals
) -> None:
    beside.until_well()
    job = beside.begins_with(portrait("chen"))
    os.kill(beside.process.pid or 0, number)
    beside.worker.submit(live("chen")[20], 0.0)
    (result,) = wait_for(beside.worker)
    assert isinstance(result, RecognitionFailed)
    assert result.job == job
    assert result.sentence.startswith("Face recognition ")
    assert result.sentence.endswith("; it is started anew.")
    beside.until_well()
    beside.begins_with(portrait("park"))


def test_a_hang_is_a_fault_and_ends(beside: Beside) -> None:
    beside.until_well()
    job = beside.begins_with(portrait("chen"))
    hung = beside.process.pid or 0
    os.kill(hung, signal.SIGSTOP)
    beside.worker.submit(live("chen")[20], 0.0)
    (result,) = wait_for(beside.worker)
    said = "Face recognition has not answered for 4 seconds; it is started anew."
    assert result == RecognitionFailed(job=job, sentence=said)
    assert beside.process.pid != hung
    beside.until_well()
    beside.begins_with(portrait("chen"))


def test_what_recognition_failed_at_brings_a_new_process(beside: Beside) -> None:
    beside.until_well()
    first = beside.process.pid
    job = beside.begins_with(portrait("chen"))
    beside.worker.submit(NOBODY[:, :, 0], 0.0)
    (result,) = wait_for(beside.worker)
    assert isinstance(result, RecognitionFailed)
    assert result.job == job
    assert result.sentence.startswith("Face recognition failed (ValueError: a picture is")
    assert beside.worker.failed == result.sentence
    beside.until_well()
    assert beside.process.pid != first
    beside.begins_with(portrait("chen"))


def test_quitting_does_not_wait_for_what_hangs() -> None:
    beside = Beside()
    beside.begins_with(portrait("chen"))
    pid = beside.process.pid or 0
    os.kill(pid, signal.SIGSTOP)
    beside.worker.submit(live("chen")[20], 0.0)
    beside.worker.stop()
    assert beside.process.pid is None or not _lives(pid)
    assert not _lives(pid)
    beside.worker.submit(NOBODY, 0.0)
    assert beside.worker.poll(0.0) == []


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _no_model() -> FaceEngine:
    raise DeviceMissing("The face model is missing; install it.")


def _no_memory() -> FaceEngine:
    raise MemoryError


@pytest.mark.parametrize(
    ("make_engine", "says"),
    [
        (_no_model, "The face model is missing; install it."),
        (_no_memory, "Face recognition has ended by itself (code 1); it is started anew."),
    ],
)
def test_a_gate_that_cannot_recognise_says_so_before_anybody_comes(
    make_engine: Callable[[], FaceEngine], says: str
) -> None:
    beside = Beside(make_engine)
    beside.until(lambda: beside.worker.failed)
    assert beside.worker.failed == says
    job = beside.worker.begin(portrait("chen"), 0.0)
    assert wait_for(beside.worker) == [RecognitionFailed(job=job, sentence=says)]
    beside.worker.stop()


def test_nothing_of_a_passenger_is_left_in_the_memory_that_is_shared(beside: Beside) -> None:
    beside.until_well()
    memory = beside.process._process._memory
    beside.begins_with(np.ascontiguousarray(portrait("chen")))
    assert any(os.pread(memory.descriptor, 100_000, 0))
    beside.worker.end()
    beside.until(lambda: not any(os.pread(memory.descriptor, 10_000_000, 0)))
