"""Reading what lies on the document reader, in step or in a process beside the lane.

Both ways have one interface: say that a document begins, hand in its sides.
"""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.document import DocumentRefused, IdentityDocument
from station_gate.documents.formats import DocumentReading
from station_gate.problems import BadInput
from station_gate.processes.attended import AttendedProcess
from station_gate.processes.pictures import Pixels
from station_gate.processes.watched import ProcessLost, WatchedProcess

_ANSWER = 15.0
"""Seconds for one side; a photographed page takes 1 to 2 on a small machine."""

Found = IdentityDocument | None
"""``None``: a card that has to be turned over."""


class Documents(Protocol):
    """Reads documents, one after the other."""

    @property
    def failed(self) -> str | None:
        """The sentence that says why none can be read now; ``None`` while they can."""
        ...

    def begin(self, day: date) -> None:
        """Begin with a new document, on this day of the station."""
        ...

    def read(self, side: Path) -> Future[Found]:
        """Read what lies there.

        Its errors are those of ``DocumentReading.read``, and ``BadInput`` where the reading
        itself was lost.
        """
        ...

    def close(self) -> None:
        """End: the lane needs it no more; nothing of a document is kept."""
        ...


class InStepDocuments:
    """Reads when it is asked to: the same answer at the same time, always."""

    def __init__(self, csca: CscaStore) -> None:
        self._csca = csca
        self._reading: DocumentReading | None = None

    @property
    def failed(self) -> None:
        """Never: an error is its document's."""

    def begin(self, day: date) -> None:
        """Begin with a new document."""
        self._reading = DocumentReading(self._csca, day)

    def read(self, side: Path) -> Future[Found]:
        """Read it now."""
        assert self._reading is not None, "a document has begun"
        done: Future[Found] = Future()
        try:
            done.set_result(self._reading.read(side))
        except Exception as error:  # whoever asks for the result gets it
            done.set_exception(error)
        return done

    def close(self) -> None:
        """Keep nothing."""
        self._reading = None


class _Side(NamedTuple):
    document: int
    day: date
    path: Path


class _Refused(NamedTuple):
    """A ``DocumentRefused`` or, without a reason, a ``BadInput``, on its way here."""

    sentence: str
    rest: tuple[object, ...] = ()


class _Reading:
    """The task, in its process."""

    def __init__(self, load_csca: Callable[[], CscaStore]) -> None:
        self._csca = load_csca()
        self._document = 0
        self._reading: DocumentReading | None = None

    def __call__(self, side: _Side | None, picture: Pixels | None) -> Found | _Refused:
        if side is None:
            self._reading = None
            return None
        if self._reading is None or side.document != self._document:
            self._document = side.document
            self._reading = DocumentReading(self._csca, side.day)
        try:
            return self._reading.read(side.path)
        except DocumentRefused as refused:
            return _Refused(str(refused), (refused.reason, refused.checks))
        except BadInput as problem:
            return _Refused(str(problem))


class BesideDocuments:
    """Reads in a process of its own, which is watched, lane after lane."""

    def __init__(self, load_csca: Callable[[], CscaStore]) -> None:
        """Start the process, which calls ``load_csca``; it is sent there (pickled)."""
        task = partial(_Reading, load_csca)
        self._process = AttendedProcess(
            WatchedProcess("The reading of documents", task, answer=_ANSWER)
        )
        self._day = date.min
        self._document = 0

    @property
    def failed(self) -> str | None:
        """Why no document can be read now, if so."""
        return self._process.failed

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        return self._process.pid

    def begin(self, day: date) -> None:
        """Begin with a new document."""
        self._day = day
        self._document += 1

    def read(self, side: Path) -> Future[Found]:
        """Have it read."""
        found: Future[Found] = Future()
        asked = self._process.ask(_Side(self._document, self._day, side))
        asked.add_done_callback(lambda answer: _hand_on(answer, found))
        return found

    def close(self) -> None:
        """Keep nothing of a document."""
        self._process.ask(None)

    def stop(self) -> None:
        """Stop for good, at once."""
        self._process.stop()


def _hand_on(answer: "Future[Found | _Refused]", found: Future[Found]) -> None:
    try:
        result = answer.result()
    except ProcessLost as lost:
        found.set_exception(BadInput(str(lost)))
        return
    if isinstance(result, _Refused):
        found.set_exception(
            DocumentRefused(result.sentence, *result.rest)  # type: ignore[arg-type]
            if result.rest
            else BadInput(result.sentence)
        )
    else:
        found.set_result(result)
