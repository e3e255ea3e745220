"""Recognition beside the loop and in step: late results, dropped frames, broken engines.

The worker's work is done in its thread here; ``test_beside`` has it in a process.
"""

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from station_gate.faces.engine import FaceEngine
from station_gate.faces.observation import Observation
from station_gate.faces.results import (
    Observed,
    RecognitionFailed,
    ReferenceFailed,
    ReferenceReady,
    Result,
)
from station_gate.faces.stepped import StepRecognition
from station_gate.faces.verifier import Verifier
from station_gate.faces.worker import Recognition, RecognitionWorker
from station_gate.problems import DeviceMissing
from tests.faces.conftest import Pixels, live, portrait
from tests.faces.inthread import worker_in_thread

NOBODY: Pixels = np.full((480, 640, 3), 120, np.uint8)
PATIENCE = 60.0
"""Seconds after which a thread that does not answer is taken for dead."""


def ready_for(result: Result) -> int:
    """Return the job whose portrait was read, and found to be of good quality."""
    assert isinstance(result, ReferenceReady)
    assert result.measures
    assert all(measure.passed for measure in result.measures)
    return result.job


def wait_for(recognition: Recognition, count: int = 1) -> list[Result]:
    """Poll until there are so many results."""
    results: list[Result] = []
    give_up = time.monotonic() + PATIENCE
    while len(results) < count:
        results += recognition.poll(99.0)
        assert time.monotonic() < give_up, f"only {results}"
        time.sleep(0.005)
    return results


@pytest.fixture
def worker() -> Iterator[RecognitionWorker]:
    worker = worker_in_thread()
    yield worker
    worker.stop()


@pytest.fixture
def step(engine: FaceEngine) -> StepRecognition:
    return StepRecognition(lambda: engine)


class Gate:
    """Holds the worker in the middle of a frame until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.entered = threading.Event()
        self.open = threading.Event()
        observe = Verifier.observe

        def held(verifier: Verifier, pixels: Pixels, at: float) -> Observation:
            self.entered.set()
            assert self.open.wait(PATIENCE)
            return observe(verifier, pixels, at)

        monkeypatch.setattr(Verifier, "observe", held)


# ---- the worker thread


def test_a_worker_reads_the_portrait_and_decides(worker: RecognitionWorker) -> None:
    job = worker.begin(portrait("chen"), 0.0)
    assert [ready_for(each) for each in wait_for(worker)] == [job]
    observations = []
    for n, frame in enumerate(live("chen")[15:]):
        worker.submit(frame, n / 15)
        (result,) = wait_for(worker)
        assert isinstance(result, Observed)
        assert result.job == job
        observations.append(result.observation)
        if result.observation.comparison is not None:
            break
    assert observations[-1].comparison is not None
    assert observations[-1].comparison.matched
    assert worker.dropped == 0


def test_the_newest_frame_wins_and_the_others_are_counted(
    worker: RecognitionWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    worker.begin(portrait("chen"), 0.0)
    wait_for(worker)
    worker.submit(NOBODY, 0.0)
    assert gate.entered.wait(PATIENCE)
    for at in (1.0, 2.0, 3.0):
        worker.submit(NOBODY, at)
    assert worker.dropped == 2
    gate.open.set()
    results = wait_for(worker, 2)
    assert [r.observation.at for r in results if isinstance(r, Observed)] == [0.0, 3.0]


def test_a_late_result_carries_the_job_it_belongs_to(
    worker: RecognitionWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    first = worker.begin(portrait("chen"), 0.0)
    wait_for(worker)
    worker.submit(NOBODY, 0.0)
    worker.submit(NOBODY, 0.1)
    assert gate.entered.wait(PATIENCE)
    second = worker.begin(portrait("park"), 1.0)
    gate.open.set()
    late, ready = wait_for(worker, 2)
    assert isinstance(late, Observed)
    assert late.job == first
    assert ready_for(ready) == second
    assert second != first


def test_after_the_end_frames_are_not_looked_at(worker: RecognitionWorker) -> None:
    worker.begin(portrait("chen"), 0.0)
    wait_for(worker)
    worker.end()
    worker.submit(NOBODY, 0.0)
    job = worker.begin(portrait("park"), 1.0)
    assert [ready_for(each) for each in wait_for(worker)] == [job]


def test_the_end_makes_the_thread_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    forget = Verifier.end

    def end(verifier: Verifier) -> None:
        forget(verifier)
        ended.set()

    monkeypatch.setattr(Verifier, "end", end)
    worker = worker_in_thread()
    worker.begin(portrait("chen"), 0.0)
    wait_for(worker)
    ended.clear()
    worker.end()
    assert ended.wait(PATIENCE)
    worker.stop()


def test_a_closed_worker_has_no_thread() -> None:
    worker = worker_in_thread()
    worker.begin(portrait("chen"), 0.0)
    worker.stop()
    assert "recognition" not in {thread.name for thread in threading.enumerate()}
    worker.submit(NOBODY, 0.0)
    assert worker.poll(0.0) == []


def test_the_engine_is_made_in_the_thread_that_uses_it() -> None:
    made_in = []

    def make() -> FaceEngine:
        made_in.append(threading.current_thread().name)
        return FaceEngine.load()

    worker = worker_in_thread(make)
    worker.begin(portrait("chen"), 0.0)
    wait_for(worker)
    worker.stop()
    assert made_in == ["recognition"]


# ---- both


@pytest.fixture(params=["worker", "step"])
def make(request: pytest.FixtureRequest) -> Iterator[Callable[..., Recognition]]:
    made: list[Recognition] = []
    stops: list[Callable[[], None]] = []

    def make(make_engine: Callable[[], FaceEngine]) -> Recognition:
        if request.param == "worker":
            worker = worker_in_thread(make_engine)
            stops.append(worker.stop)
            made.append(worker)
        else:
            made.append(StepRecognition(make_engine, latency=0.0))
        return made[-1]

    yield make
    for stop in stops:
        stop()


def test_an_unusable_portrait_is_a_result(make: Callable[..., Recognition]) -> None:
    recognition = make(FaceEngine.load)
    job = recognition.begin(NOBODY, 0.0)
    (result,) = wait_for(recognition)
    assert isinstance(result, ReferenceFailed)
    assert (result.job, result.kind) == (job, "no_face")
    assert result.sentence.startswith("The portrait shows no face")
    recognition.submit(live("chen")[30], 0.0)  # there is nothing to compare it with
    again = recognition.begin(portrait("chen"), 0.0)
    assert [ready_for(each) for each in wait_for(recognition)] == [again]


def test_a_missing_model_is_a_result_with_its_sentence_and_tried_again(
    make: Callable[..., Recognition],
) -> None:
    there = False

    def load() -> FaceEngine:
        if not there:
            raise DeviceMissing("The face model is missing; install it.")
        return FaceEngine.load()

    recognition = make(load)
    job = recognition.begin(portrait("chen"), 0.0)
    failed = RecognitionFailed(job=job, sentence="The face model is missing; install it.")
    assert wait_for(recognition) == [failed]
    there = True
    job = recognition.begin(portrait("chen"), 0.0)
    assert [ready_for(each) for each in wait_for(recognition)] == [job]


def test_a_crash_is_a_result_and_the_next_frame_is_looked_at(
    make: Callable[..., Recognition],
) -> None:
    recognition = make(FaceEngine.load)
    job = recognition.begin(portrait("chen"), 0.0)
    wait_for(recognition)
    recognition.submit(NOBODY[:, :, 0], 0.0)
    (result,) = wait_for(recognition)
    assert isinstance(result, RecognitionFailed)
    assert result.job == job
    assert result.sentence.startswith("Face recognition failed (ValueError: a picture is")
    recognition.submit(NOBODY, 0.1)
    (result,) = wait_for(recognition)
    assert isinstance(result, Observed)


# ---- in step


def test_results_become_visible_after_the_latency(step: StepRecognition) -> None:
    job = step.begin(portrait("chen"), 10.0)
    assert step.poll(10.079) == []
    assert [ready_for(each) for each in step.poll(10.08)] == [job]
    assert step.poll(10.2) == []


def test_in_step_the_newest_frame_wins(step: StepRecognition) -> None:
    step.begin(portrait("chen"), 0.0)
    step.poll(1.0)
    for n in range(6):
        step.submit(NOBODY, 1.0 + n * 0.03)
    seen = [r.observation.at for r in step.poll(9.0) if isinstance(r, Observed)]
    # taken up at 1.00; of 1.03 and 1.06 the newer at 1.08; of 1.09 to 1.15 the newest at 1.16
    assert seen == pytest.approx([1.0, 1.06, 1.15])
    assert step.dropped == 3


def test_in_step_it_does_not_matter_how_often_one_polls(engine: FaceEngine) -> None:
    def run(every: int) -> list[Result]:
        step = StepRecognition(lambda: engine)
        step.begin(portrait("park"), 0.0)
        results = []
        for n, frame in enumerate(live("park")[8:32]):
            step.submit(frame, n / 30)
            if n % every == 0:
                results += step.poll(n / 30)
        return results + step.poll(9.0)

    often, seldom = run(1), run(7)
    assert often == seldom
    decided = [r for r in often if isinstance(r, Observed) and r.observation.comparison]
    assert decided


def test_in_step_the_end_drops_everything(step: StepRecognition) -> None:
    step.begin(portrait("chen"), 0.0)
    step.end()
    step.submit(NOBODY, 1.0)
    assert step.poll(9.0) == []
