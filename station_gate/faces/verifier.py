"""One passenger's portrait against live frames, decided over several of them."""

import random
from dataclasses import dataclass, field, replace

from station_gate.faces.alignment import AlignedFace
from station_gate.faces.calibration import Policy
from station_gate.faces.coaching import Coach, advice
from station_gate.faces.collection import Collection
from station_gate.faces.detector import Box
from station_gate.faces.engine import FaceEngine
from station_gate.faces.eyes import OwnLevel
from station_gate.faces.limits import FRAMES_NEEDED, QualityLimits
from station_gate.faces.liveness.doubts import Doubts
from station_gate.faces.liveness.light import LightShow
from station_gate.faces.liveness.policy import Asking, Liveness
from station_gate.faces.liveness.turning import Turning
from station_gate.faces.observation import Coaching, Comparison, Measure, Observation, Verdict
from station_gate.faces.pipeline import Pipeline, Template
from station_gate.faces.pixels import Gray, Pixels, check_pixels, gray_of
from station_gate.faces.quality import (
    EYES_OPEN,
    PORTRAIT_LIMITS,
    SECOND_FACE,
    judge,
    judge_face,
)
from station_gate.faces.stills import PortraitProblem, find_face
from station_gate.faces.tracker import Tracker

_NOBODY = 2.0
"""The largest distance of two unit vectors: what is measured of a face that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierLimits:
    """When the verifier is sure, and how sure it has to be."""

    policy: Policy = field(default_factory=Policy)
    """The error target, and with it the largest distance of one person."""
    frames_needed: int = FRAMES_NEEDED
    """Usable frames until the decision, which rests on the best of them."""
    best: int = 3
    """How many of them at most: a fourth adds little and costs 80 ms."""
    spread: float = 0.5
    """Seconds from the first to the last of them, at least: one lucky moment is not enough."""
    continuity: float = 0.4
    """Largest distance of a frame from the mean of those before it; beyond, it may
    be another person. The largest of one person was 0.33 (23 recordings of rendered
    and real people talking, walking, turning and signing), two people who look alike
    have 0.53."""
    quality: QualityLimits = field(default_factory=QualityLimits)
    liveness: Liveness = field(default_factory=Liveness)

    def __post_init__(self) -> None:
        if min(self.frames_needed, self.best) < 1 or self.spread < 0:
            raise ValueError("a decision needs at least one frame and no negative time")


class Verifier:
    """Says of each live frame what it shows, and decides once it is sure.

    Not thread-safe. ``begin`` takes the portrait, ``observe`` one live frame
    after the other, ``end`` drops everything that was made of the passenger.
    """

    def __init__(self, engine: FaceEngine, limits: VerifierLimits | None = None) -> None:
        self._pipeline = Pipeline(engine)
        self._limits = limits or VerifierLimits()
        self._transaction: _Transaction | None = None
        # a gate in service must not be foreseen; a replay must be
        seed = self._limits.liveness.seed
        self._sides = random.SystemRandom() if seed is None else random.Random(seed)
        if self._limits.liveness.asking is Asking.ALWAYS:  # in doubt it is soon enough then
            engine.landmarks.load()

    def begin(self, portrait: Pixels) -> tuple[Measure, ...]:
        """Begin with a passenger's portrait, uint8 (H, W, 3) RGB; one before is forgotten.

        Returns the portrait's quality values. Raises ``PortraitProblem`` when it
        cannot be compared.
        """
        self._transaction = None
        face = find_face(self._pipeline.engine, portrait, "portrait")
        measures = judge_face(face, PORTRAIT_LIMITS)
        failed = [measure for measure in measures if not measure.passed]
        if failed:
            raise PortraitProblem("poor", _poor(failed[0]), measures)
        reference = self._pipeline.template_of_faces([(face, 1.0)])
        self._transaction = _Transaction(self._pipeline, self._limits, reference, self._sides)
        return measures

    def observe(self, pixels: Pixels, at: float) -> Observation:
        """Look at a live frame, uint8 (H, W, 3) RGB, taken at ``at`` seconds.

        Once the observation carries a ``comparison`` the decision stands, and
        further frames are not looked at. Raises ``RuntimeError`` before ``begin``.
        """
        if self._transaction is None:
            raise RuntimeError("observe() before begin(): there is no portrait to compare with")
        return self._transaction.observe(check_pixels(pixels), at)

    def end(self) -> None:
        """Drop the reference, the encodings and the track."""
        self._transaction = None


class _Transaction:
    """All that is kept of one passenger."""

    def __init__(
        self,
        pipeline: Pipeline,
        limits: VerifierLimits,
        reference: Template,
        sides: random.Random,
    ) -> None:
        self._pipeline = pipeline
        self._engine = pipeline.engine
        self._limits = limits
        self._reference = reference
        self._sides = sides
        self._tracker = Tracker(pipeline.engine.detector)
        self._coach = Coach()
        self._eyes = OwnLevel()
        self._collected = Collection(
            pipeline,
            needed=limits.frames_needed,
            best=limits.best,
            continuity=limits.continuity,
            another=limits.liveness.doubts.another,
        )
        self._collected_at = 0.0
        self._track = 0
        self._doubts = Doubts(limits.liveness.doubts)
        self._turning: Turning | None = None
        self._show: LightShow | None = None
        self._decided: Observation | None = None

    def observe(self, pixels: Pixels, at: float) -> Observation:
        if self._decided is not None:
            return replace(self._decided, at=at)
        gray = gray_of(pixels)
        turning = self._turning
        if self._show is not None:
            observation = self._shine(self._show, pixels, gray, at)
        elif turning is not None and turning.on:
            observation = self._watch(turning, pixels, gray, at)
            if turning.done:  # this frame looks ahead: it may be the one to match
                observation = self._look(pixels, gray, at)
        else:
            observation = self._look(pixels, gray, at)
        comparison = observation.comparison
        if comparison is not None and comparison.matched and self._show is None:
            observation = self._lit(observation, at)
        if observation.comparison is not None:
            self._decided = observation
        return observation

    def _lit(self, observation: Observation, at: float) -> Observation:
        """Light the face before the match stands, if that is asked for."""
        limits = self._limits.liveness.light
        if limits is None:
            return observation
        self._show = LightShow(limits, self._sides, at)
        return replace(observation, comparison=None, request=None, light=self._show.light(at))

    def _shine(self, show: LightShow, pixels: Pixels, gray: Gray, at: float) -> Observation:
        """Watch the face while the screen lights it."""
        light = show.light(at)
        face = self._tracker.look(gray, at, whole=light is None).face
        if face is not None:
            show.see(at, pixels, face)
        comparison = None
        if light is None:
            apart = (
                self._collected.apart(self._engine.aligner.align(pixels, face)) if face else None
            )
            same = self._same_person(apart)
            answered = all(measure.passed for measure in (same, *show.measures()))
            comparison = self._compare(None if answered else Verdict.ATTACK, same)
        return Observation(
            at=at,
            coaching=Coaching.HOLD_STILL if face else Coaching.NO_FACE,
            faces=int(face is not None),
            box=_share(face, *gray.shape) if face else None,
            measures=(),
            progress=1.0,
            comparison=comparison,
            light=light,
        )

    def _look(self, pixels: Pixels, gray: Gray, at: float) -> Observation:
        """Look for a frame of a face that looks ahead."""
        limits = self._limits
        # nobody may stand beside the passenger unseen when it is decided
        last = len(self._collected) >= limits.frames_needed - 1
        sighting = self._tracker.look(gray, at, whole=last and self._due(at))
        if sighting.track != self._track:
            # after a turn of the head the faces are compared, which is more than a track
            if self._turning is None:
                self._collected.clear()
            self._eyes.forget()
            self._track = sighting.track
        measures: tuple[Measure, ...] = ()
        comparison = None
        if sighting.face is not None:
            face = self._engine.aligner.align(pixels, sighting.face)
            measures = judge(gray, face, sighting, limits.quality, self._eyes)
            failed = {measure.name for measure in measures if not measure.passed}
            self._doubts.see(at, eyes_open=EYES_OPEN not in failed)
            if SECOND_FACE in failed:
                self._collected.clear()
            if not failed and self._due(at):
                comparison = self._use(face, measures, gray, at)
            else:
                self._collected.proceed()
        return Observation(
            at=at,
            coaching=self._coach.say(advice(measures), at),
            faces=len(sighting.others) + (sighting.face is not None),
            box=_share(sighting.face, *gray.shape) if sighting.face else None,
            measures=measures,
            progress=min(1.0, len(self._collected) / limits.frames_needed),
            comparison=comparison,
            request=self._turning.challenge.request if self._turning and not comparison else None,
        )

    def _use(
        self, face: AlignedFace, measures: tuple[Measure, ...], gray: Gray, at: float
    ) -> Comparison | None:
        """Collect a usable frame; compare, once that can be done."""
        challenge = self._turning.challenge if self._turning else None
        same = self._same_person(self._collected.apart(face)) if challenge is not None else None
        if challenge is not None and same is not None and not same.passed:
            # hardly ahead yet; or somebody turned the head, and somebody else looks ahead now
            return self._compare(Verdict.ATTACK, same) if at > challenge.request.until else None
        self._collected.add(face, measures)
        self._collected_at = at
        if len(self._collected) < self._limits.frames_needed:
            return None
        comparison = self._compare()
        if challenge is not None or not comparison.matched:
            return comparison
        doubtful = not all(measure.passed for measure in comparison.liveness)
        match self._limits.liveness.asking:
            case Asking.PASSIVE if doubtful:
                return replace(comparison, verdict=Verdict.ATTACK)
            case Asking.OFF | Asking.PASSIVE:
                return comparison
            case Asking.IN_DOUBT if not doubtful:
                return comparison
        self._turning = Turning(
            self._engine,
            self._collected,
            self._limits.liveness,
            self._sides,
            (gray, face.box),
            at,
        )
        return None

    def _watch(self, turning: Turning, pixels: Pixels, gray: Gray, at: float) -> Observation:
        """Watch the head being turned."""
        box = turning.observe(pixels, gray, at)
        self._collected.proceed()
        comparison = None
        if turning.missed:
            suspicious = turning.challenge.suspicious
            comparison = self._compare(Verdict.ATTACK if suspicious else Verdict.UNANSWERED)
        return Observation(
            at=at,
            coaching=Coaching.HOLD_STILL if box else Coaching.NO_FACE,
            faces=int(box is not None),
            box=_share(box, *gray.shape) if box else None,
            measures=(),
            progress=1.0,
            comparison=comparison,
            request=None if comparison else turning.challenge.request,
        )

    def _due(self, at: float) -> bool:
        """Return whether enough time has passed since the frame collected last."""
        steps = max(1, self._limits.frames_needed - 1)
        # a hair less, so that frames exactly this far apart are not lost to rounding
        return not self._collected or at - self._collected_at >= self._limits.spread / steps - 1e-6

    def _same_person(self, apart: float | None) -> Measure:
        """Measure how far a face is from those before it; ``None``: there is no face."""
        value = _NOBODY if apart is None else apart
        limit = self._limits.continuity
        return Measure(name="liveness_same_person", value=value, low=None, high=limit)

    def _compare(self, verdict: Verdict | None = None, *also: Measure) -> Comparison:
        """Compare what was collected; ``verdict`` is what a turn of the head said of a match.

        ``also`` are further measures that the verdict rests on.
        """
        probe, measures = self._collected.template()
        distance = self._pipeline.distance(self._reference, probe)
        comparison = self._limits.policy.judge(distance, len(self._collected), measures)
        found: tuple[Measure, ...] = ()
        if self._limits.liveness.asking is not Asking.OFF:
            alike = self._pipeline.apart(self._reference, probe)
            found = self._doubts.measures(self._collected.changes, alike)
        if self._turning is not None:
            found = (*found, *self._turning.challenge.measures())
        if self._show is not None:
            found = (*found, *self._show.measures())
        comparison = replace(comparison, liveness=(*found, *also))
        return comparison if verdict is None else replace(comparison, verdict=verdict)


def _poor(measure: Measure) -> str:
    limit = measure.low if measure.low is not None and measure.value < measure.low else measure.high
    return (
        f"The face on the portrait cannot be used: its {measure.name.replace('_', ' ')} is "
        f"{measure.value:.3g} and the limit {limit:g}; use another picture."
    )


def _share(box: Box, height: int, width: int) -> tuple[float, float, float, float]:
    return box.left / width, box.top / height, box.right / width, box.bottom / height
