"""A live frame's cost, on streams of 30 frames a second, beside plain face_recognition.

The frames are the rendered people of the fixtures. Numbers are process CPU time: quote
the ratios. Two policies are measured:

* every frame: a tracked face is searched, aligned, judged (eyes too) and encoded with its
  mirror image in every single frame, though the gate needs that of a few only;
* at the gate: what the product does with a passenger from the first frame with a face to
  the decision. A frame costs one encoding at most, and what is left of the six views of the
  best three frames is encoded in the frame that decides, which counts as the others do.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before anything counts the processors

import sys
import time
from pathlib import Path
from statistics import mean, median, quantiles

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._naive import cpu, naive
from benchmarks._table import Row, publish
from station_gate.faces.alignment import PADDING
from station_gate.faces.engine import FaceEngine
from station_gate.faces.eyes import OwnLevel
from station_gate.faces.limits import QualityLimits
from station_gate.faces.pixels import gray_of
from station_gate.faces.quality import judge
from station_gate.faces.tracker import Tracker
from station_gate.faces.verifier import Verifier
from tests.faces.conftest import Pixels, live, portrait

PEOPLE = ("brandt", "diallo", "okafor")
FRAMES = range(37)
RATE = 30


class EveryFrame:
    """One passenger's frames, every one encoded."""

    def __init__(self, engine: FaceEngine, *, mirrored: bool) -> None:
        self._engine = engine
        self._mirrored = mirrored
        self._tracker = Tracker(engine.detector)
        self._eyes = OwnLevel()
        self._at = 0.0

    def look(self, frame: Pixels) -> bool:
        """Do all that can be done with a frame; say whether it shows a face."""
        self._at += 1 / RATE
        gray = gray_of(frame)
        sighting = self._tracker.look(gray, self._at)
        if sighting.face is None:
            return False
        face = self._engine.aligner.align(frame, sighting.face)
        judge(gray, face, sighting, QualityLimits(), self._eyes)
        chips = face.views([PADDING]) if self._mirrored else face.chip[None]
        self._engine.encoder.encode(chips)
        return True


def scaled(name: str, scale: float) -> list[Pixels]:
    frames = [live(name)[number] for number in FRAMES]
    if scale == 1:
        return frames
    return [cv2.resize(each, None, fx=scale, fy=scale).astype(np.uint8) for each in frames]


def every_frame(engine: FaceEngine, scale: float) -> tuple[list[float], list[float]]:
    """CPU of each tracked frame, ours and naive, taken in turns."""
    ours, theirs = [], []
    for name in PEOPLE:
        pipeline = EveryFrame(engine, mirrored=True)
        tracked = False
        for number, frame in enumerate(scaled(name, scale)):
            start = time.process_time()
            found = pipeline.look(frame)
            spent = 1000 * (time.process_time() - start)
            if found and tracked:  # not the frame in which a face is first found
                ours.append(spent)
            tracked = found
            if number % 8 == 0:
                theirs.append(cpu(naive, frame))
    return ours, theirs


def at_the_gate(engine: FaceEngine) -> list[float]:
    """CPU of each tracked frame until the decision, the one that decides among them."""
    spent = []
    for name in PEOPLE:
        verifier = Verifier(engine)
        verifier.begin(portrait(name))
        tracked = False
        for number, frame in enumerate(live(name)):
            start = time.process_time()
            observation = verifier.observe(frame, number / RATE)
            if tracked and observation.box is not None:
                spent.append(1000 * (time.process_time() - start))
            tracked = observation.box is not None
            if observation.comparison is not None:
                break
    return spent


def summary(name: str, ours: list[float], theirs: list[float]) -> list[Row]:
    figures = {
        "median": median(ours),
        "mean": mean(ours),
        "p95": quantiles(ours, n=20)[-1],
        "worst": max(ours),
    }
    return [
        Row(f"{name}, {figure}", value, "face_recognition", mean(theirs))
        for figure, value in figures.items()
    ]


def first_observation(engine: FaceEngine) -> Row:
    """See a face of 65 pixels appear in a stream of 30 frames a second.

    Ours is the time from the frame that shows it to its observation: a frame's
    time for each frame that missed it, and the processing. The goal is one frame's
    time and the processing.
    """
    frame = live("chen")[30]
    box = engine.detector.search(gray_of(frame))[0]
    scale = 65 / box.width
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    stage = np.full((480, 640, 3), 120, np.uint8)
    shown = stage.copy()
    shown[: small.shape[0], 150 : 150 + small.shape[1]] = small
    waits, processing = [], []
    for empty in range(7):
        verifier = Verifier(engine)
        verifier.begin(portrait("chen"))
        for number in range(empty):
            verifier.observe(stage, number / RATE)
        missed, found = 0, False
        while not found:
            start = time.process_time()
            found = verifier.observe(shown, (empty + missed) / RATE).box is not None
            spent = 1000 * (time.process_time() - start)
            missed += not found
        waits.append(missed * 1000 / RATE + spent)
        processing.append(spent)
    goal = 1000 / RATE + median(processing)
    name = "a face of 65 px appears: first observation"
    return Row(name, median(waits), "one frame and its processing", goal)


def main() -> None:
    engine = FaceEngine.load()
    rows = [first_observation(engine)]
    for size, scale in (("640 x 480", 1.0), ("1280 x 960", 2.0)):
        ours, theirs = every_frame(engine, scale)
        rows += summary(f"live frame {size}, each encoded and mirrored", ours, theirs)
        if scale == 1:
            rows += summary(f"live frame {size}, at the gate", at_the_gate(engine), theirs)
    publish(rows)


if __name__ == "__main__":
    main()
