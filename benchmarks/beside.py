"""A passenger recognised in a process of its own, beside the same work in a thread.

The process is what a live gate has; a thread would save the way there and back of each
frame (1280 x 720), and take the kiosk with it when a library crashes. Both look at the same
frame, one after the other, until they decide. Numbers are CPU time of all that takes part,
here and there: quote the ratio. Linux only, which tells the other process's time.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before anything counts the processors

import sys
import time
from pathlib import Path
from statistics import mean

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._table import Row, publish
from station_gate.faces.beside import RecognisingProcess
from station_gate.faces.engine import FaceEngine
from station_gate.faces.results import Observed, Result
from station_gate.faces.worker import RecognitionWorker
from tests.faces.conftest import Pixels, live, portrait
from tests.faces.inthread import worker_in_thread

PEOPLE = ("brandt", "diallo", "okafor")
SIZE = (1280, 720)


class Cost:
    """What looking at frames costs one of the two, in seconds of the processor."""

    def __init__(self, worker: RecognitionWorker, process: RecognisingProcess | None) -> None:
        self.worker = worker
        self.frames: list[float] = []
        self._process = process

    def look(self, frame: Pixels, at: float) -> bool:
        """Have it look at a frame; whether it has decided."""
        before = self._spent()
        self.worker.submit(frame, at)
        seen = answer(self.worker)
        assert isinstance(seen, Observed)
        if seen.observation.comparison is not None:
            return True
        self.frames.append(self._spent() - before)
        return False

    def _spent(self) -> float:
        there = 0.0
        if self._process is not None:
            there = int(Path(f"/proc/{self._process.pid}/schedstat").read_text().split()[0]) / 1e9
        return there + time.process_time()


def answer(worker: RecognitionWorker) -> Result:
    """Wait for the next result."""
    while not (results := worker.poll(0.0)):
        time.sleep(0.01)  # looking itself costs
    return results[0]


def main() -> None:
    """Measure, print and publish."""
    process = RecognisingProcess(FaceEngine.load)
    beside, here = Cost(RecognitionWorker(process), process), Cost(worker_in_thread(), None)
    for name in PEOPLE * 2:
        for each in (beside, here):
            each.worker.begin(portrait(name), 0.0)
            answer(each.worker)
        for number, frame in enumerate(live(name)):
            large = cv2.resize(frame, SIZE).astype(np.uint8)
            # who goes first finds the frame cold in the processor's cache
            turns = (beside, here) if number % 2 else (here, beside)
            decided = [each.look(large, number / 15) for each in turns]
            if any(decided):
                break
    for each in (beside, here):
        each.worker.stop()
    ours, theirs = (1000 * mean(each.frames) for each in (beside, here))
    print(f"{len(here.frames)} frames; {theirs / ours:.2f} of the process's time in a thread")
    publish([Row("a live frame, in a process", ours, "in a thread", theirs)])


if __name__ == "__main__":
    main()
