"""Recognition in a process of its own: what is asked of it, and what it does there."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from station_gate.faces.engine import FaceEngine
from station_gate.faces.pixels import Pixels
from station_gate.faces.recogniser import Recogniser
from station_gate.faces.results import RecognitionFailed, Result
from station_gate.faces.verifier import VerifierLimits
from station_gate.processes.watched import ProcessLost, WatchedProcess


class _Read(NamedTuple):
    job: int


class _Look(NamedTuple):
    job: int
    at: float


class _Limit(NamedTuple):
    limits: VerifierLimits | None


_FORGET = "forget"
_Request = _Read | _Look | _Limit | str


class _Recognising:
    """The task, in its process."""

    def __init__(
        self, make_engine: Callable[[], FaceEngine], limits: VerifierLimits | None
    ) -> None:
        """Load; raises ``DeviceMissing`` when a model cannot be used."""
        self._engine = make_engine()
        self._recogniser = Recogniser(self._give_engine, limits)
        self._recogniser.prepare()

    def _give_engine(self) -> FaceEngine:
        return self._engine

    def __call__(self, request: _Request, picture: Pixels | None) -> Result | None:
        match request:
            case _Read(job):
                assert picture is not None, "it comes with the portrait"
                return self._recogniser.read(job, picture)
            case _Look(job, at):
                assert picture is not None, "it comes with the frame"
                return self._recogniser.look(job, picture, at)
            case _Limit(limits):
                self._recogniser = Recogniser(self._give_engine, limits)
                self._recogniser.prepare()
            case _:
                self._recogniser.forget()
        return None


class RecognisingProcess:
    """A recogniser whose work is done in a process that is watched. For one thread.

    It never raises: a process that is lost is a result, too, and a new one is started. So
    is one started after anything else that recognition failed at, since what a native
    library leaves behind then is not to be trusted.
    """

    def __init__(
        self, make_engine: Callable[[], FaceEngine], limits: VerifierLimits | None = None
    ) -> None:
        """Start the process, which calls ``make_engine``; both are sent there (pickled)."""
        self._make_engine = make_engine
        self._process = WatchedProcess(
            "Face recognition", partial(_Recognising, make_engine, limits)
        )

    @property
    def failed(self) -> str | None:
        """Why nobody can be recognised at the moment, if so."""
        return self._process.failed

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        return self._process.pid

    @property
    def pause(self) -> float:
        """Seconds until ``tend`` is to be called."""
        return self._process.pause

    def limit(self, limits: VerifierLimits | None) -> None:
        """Have these limits from the next portrait on."""
        self._process.make_task = partial(_Recognising, self._make_engine, limits)
        self._ask(_Limit(limits))

    def read(self, job: int, portrait: Pixels) -> Result:
        """Begin a job with its portrait."""
        return self._result(job, _Read(job), portrait) or _lost(job, "It gave no answer.")

    def look(self, job: int, pixels: Pixels, at: float) -> Result | None:
        """Look at a live frame; ``None`` if the job has no portrait to compare with."""
        return self._result(job, _Look(job, at), pixels)

    def forget(self) -> None:
        """Drop everything made of the passenger, here and there."""
        self._process.wipe()
        self._ask(_FORGET)

    def tend(self) -> None:
        """See to the process when there is nothing else to do."""
        self._process.tend()

    def close(self) -> None:
        """End the process at once; from any thread."""
        self._process.close()

    def release(self) -> None:
        """Let go of the rest, once no thread uses it any more."""
        self._process.release()

    def _result(self, job: int, request: _Request, picture: Pixels) -> Result | None:
        try:
            result: Result | None = self._process.ask(request, picture)
        except ProcessLost as lost:
            return _lost(job, str(lost))
        if isinstance(result, RecognitionFailed):
            self._process.renew(result.sentence)
        return result

    def _ask(self, request: _Request) -> None:
        if self._process.failed is None:
            with suppress(ProcessLost):  # with it goes what was to be dropped
                self._process.ask(request)


def _lost(job: int, sentence: str) -> RecognitionFailed:
    return RecognitionFailed(job=job, sentence=sentence)
