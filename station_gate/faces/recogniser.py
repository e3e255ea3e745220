"""The work itself, done by whoever calls: a portrait or a live frame in, a result out."""

import logging
import time
from collections.abc import Callable

from station_gate.faces.engine import FaceEngine
from station_gate.faces.pixels import Pixels
from station_gate.faces.results import (
    Observed,
    RecognitionFailed,
    ReferenceFailed,
    ReferenceReady,
    Result,
)
from station_gate.faces.stills import PortraitProblem
from station_gate.faces.verifier import Verifier, VerifierLimits
from station_gate.problems import Problem

_log = logging.getLogger(__name__)


class Recogniser:
    """Does one job at a time and never raises: what goes wrong is a result too."""

    def __init__(
        self, make_engine: Callable[[], FaceEngine], limits: VerifierLimits | None = None
    ) -> None:
        self._make_engine = make_engine
        self._limits = limits
        self._verifier: Verifier | None = None
        self._job: int | None = None
        """The job whose portrait the verifier has."""

    def prepare(self) -> None:
        """Load the engine before anybody comes; raises what is raised at that."""
        self._load()

    def read(self, job: int, portrait: Pixels) -> Result:
        """Begin a job: load the engine if it is not yet, and read the portrait."""
        self.forget()
        try:
            verifier = self._load()
            measures = verifier.begin(portrait)
        except PortraitProblem as problem:
            return ReferenceFailed(
                job=job,
                kind=problem.kind,
                sentence=problem.sentence,
                measures=problem.measures,
            )
        except Exception as error:
            return _failed(job, error)
        self._job = job
        return ReferenceReady(job=job, measures=measures)

    def look(self, job: int, pixels: Pixels, at: float) -> Result | None:
        """Look at a live frame; ``None`` if the job has no portrait to compare with."""
        if self._verifier is None or self._job != job:
            return None
        began = time.perf_counter()
        try:
            seen = self._verifier.observe(pixels, at)
            return Observed(job=job, observation=seen, seconds=time.perf_counter() - began)
        except Exception as error:
            return _failed(job, error)

    def forget(self) -> None:
        """Drop everything made of the passenger."""
        self._job = None
        if self._verifier is not None:
            self._verifier.end()

    def _load(self) -> Verifier:
        if self._verifier is None:
            self._verifier = Verifier(self._make_engine(), self._limits)
        return self._verifier


def _failed(job: int, error: Exception) -> RecognitionFailed:
    _log.debug("recognition failed", exc_info=error)
    if isinstance(error, Problem):
        return RecognitionFailed(job=job, sentence=str(error))
    return RecognitionFailed(
        job=job, sentence=f"Face recognition failed ({type(error).__name__}: {error})."
    )
