"""One passenger's portrait against live frames, decided over several of them."""

from dataclasses import dataclass, field, replace

import numpy as np

from station_gate.faces.coaching import Coach, advice
from station_gate.faces.detector import Box
from station_gate.faces.encoder import Encoding
from station_gate.faces.engine import FaceEngine
from station_gate.faces.observation import Comparison, Measure, Observation
from station_gate.faces.pixels import Pixels, check_pixels, gray_of
from station_gate.faces.quality import SECOND_FACE, QualityLimits, judge
from station_gate.faces.stills import Reference
from station_gate.faces.tracker import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierLimits:
    """When the verifier is sure, and how alike two faces must be."""

    threshold: float = 0.50
    """Largest distance of one person. Averaging shrinks every distance: for a false
    match rate of 0.1 % one live frame needs 0.543 and the mean of three 0.516 (video
    frames against a portrait, YouTube Faces), so that of five 0.510 (its square falls
    as 1 over the frames). Cooperative pictures need 0.508 (ORL). Rounded down, since
    the network tells some groups of people apart less well than these."""
    frames_needed: int = 5
    """Usable frames that a decision rests on."""
    spread: float = 0.5
    """Seconds from the first to the last of them, at least: one lucky moment is not enough."""
    continuity: float = 0.4
    """Largest distance of a frame from the mean of those before it; beyond, it may
    be another person. The largest of one person was 0.33 (23 recordings of rendered
    and real people talking, walking, turning and signing), two people who look alike
    have 0.53."""
    quality: QualityLimits = field(default_factory=QualityLimits)

    def __post_init__(self) -> None:
        if self.frames_needed < 1 or self.spread < 0:
            raise ValueError("a decision needs at least one frame and no negative time")


class Verifier:
    """Says of each live frame what it shows, and decides once it is sure.

    Not thread-safe. ``begin`` takes the portrait, ``observe`` one live frame
    after the other, ``end`` drops everything that was made of the passenger.
    """

    def __init__(self, engine: FaceEngine, limits: VerifierLimits | None = None) -> None:
        self._engine = engine
        self._limits = limits or VerifierLimits()
        self._transaction: _Transaction | None = None

    def begin(self, reference: Reference) -> None:
        """Begin with a passenger's portrait; a passenger before is forgotten."""
        self._transaction = _Transaction(self._engine, self._limits, reference)

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

    def __init__(self, engine: FaceEngine, limits: VerifierLimits, reference: Reference) -> None:
        self._engine = engine
        self._limits = limits
        self._reference = reference
        self._tracker = Tracker(engine.detector)
        self._coach = Coach()
        self._collected: list[Encoding] = []
        self._collected_at = 0.0
        self._track = 0
        self._decided: Observation | None = None

    def observe(self, pixels: Pixels, at: float) -> Observation:
        if self._decided is not None:
            return replace(self._decided, at=at)
        limits = self._limits
        gray = gray_of(pixels)
        # nobody may stand beside the passenger unseen when it is decided
        last = len(self._collected) >= limits.frames_needed - 1
        sighting = self._tracker.look(gray, at, whole=last and self._due(at))
        if sighting.track != self._track:
            self._restart()
            self._track = sighting.track
        measures: tuple[Measure, ...] = ()
        if sighting.face is not None:
            face = self._engine.aligner.align(pixels, sighting.face)
            measures = judge(gray, face, sighting, limits.quality)
            failed = {measure.name for measure in measures if not measure.passed}
            if SECOND_FACE in failed:
                self._restart()
            if not failed and self._due(at):
                self._collect(self._engine.encoder.encode(face.chip[None])[0], at)
        observation = Observation(
            at=at,
            coaching=self._coach.say(advice(measures), at),
            faces=len(sighting.others) + (sighting.face is not None),
            box=_share(sighting.face, *gray.shape) if sighting.face else None,
            measures=measures,
            progress=len(self._collected) / limits.frames_needed,
            comparison=self._compare(),
        )
        if observation.comparison is not None:
            self._decided = observation
        return observation

    def _due(self, at: float) -> bool:
        """Whether enough time has passed since the frame collected last."""
        steps = max(1, self._limits.frames_needed - 1)
        # a hair less, so that frames exactly this far apart are not lost to rounding
        return not self._collected or at - self._collected_at >= self._limits.spread / steps - 1e-6

    def _restart(self) -> None:
        self._collected.clear()

    def _collect(self, encoding: Encoding, at: float) -> None:
        if self._collected:
            mean = np.mean(self._collected, axis=0)
            if float(np.linalg.norm(encoding - mean)) > self._limits.continuity:
                self._restart()
        self._collected.append(encoding)
        self._collected_at = at

    def _compare(self) -> Comparison | None:
        if len(self._collected) < self._limits.frames_needed:
            return None
        mean = np.mean(self._collected, axis=0)
        return Comparison(
            distance=float(np.linalg.norm(mean - self._reference.encoding)),
            threshold=self._limits.threshold,
            frames=len(self._collected),
        )


def _share(box: Box, height: int, width: int) -> tuple[float, float, float, float]:
    return box.left / width, box.top / height, box.right / width, box.bottom / height
