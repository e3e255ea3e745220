"""A whole lane on doubles of its devices, with a recognition that says what the test wants."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station_gate.assembly.resources import demo_file
from station_gate.barrier.behaviour import passes_through
from station_gate.barrier.simulated import SimulatedBarrier
from station_gate.capture.frame import Frame
from station_gate.documents.binding import load_document_key
from station_gate.documents.chip.csca import CscaStore
from station_gate.faces.observation import Coaching, Comparison, Observation, Verdict
from station_gate.faces.results import Observed, ReferenceReady, Result
from station_gate.gate.decision import Decision
from station_gate.gate.terms import Step
from station_gate.journal.journal import Journal
from station_gate.lab.props import TicketInHand
from station_gate.lane.documentdesk import Offer
from station_gate.lane.documents import InStepDocuments
from station_gate.lane.log import Level
from station_gate.lane.narrator import Narrator
from station_gate.lane.parts import Parts, assemble
from station_gate.lane.scanning import InStepScanner
from station_gate.lane.station import running_clock
from station_gate.lane.stream import Subscriber
from station_gate.lane.view import LaneView
from station_gate.lane.working import InStep
from station_gate.operators.publishing import Publisher
from station_gate.settings import load_settings
from station_gate.tickets.denylist import DenyList
from station_gate.tickets.format import Trust
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.registry import UicKeys
from station_gate.timetable.feed import load_feed

CLOCK = datetime(2026, 11, 20, 9, 40)
GOOD_TICKET = demo_file("scenarios/genuine_hall/ticket.png")
DOCUMENT = demo_file("people/rivera/document.toml")


class ScriptedCamera:
    """A camera that can fail."""

    name = "test camera"

    def __init__(self) -> None:
        self.failed: str | None = None
        self.running = False
        self.closed = False

    def start(self, now: float) -> None:
        """Give frames from now on."""
        self.running = True

    def read(self, now: float) -> Frame | None:
        """Return a black frame while it runs."""
        if not self.running:
            return None
        return Frame(np.zeros((48, 64, 3), np.uint8), now, self.name)

    def stop(self) -> None:
        """Give no more frames."""
        self.running = False

    def close(self) -> None:
        """Stop, and remember it."""
        self.stop()
        self.closed = True


class ScriptedRecognition:
    """Says what it was told to; counts what it was given."""

    dropped = 0
    failed: str | None = None

    def __init__(self) -> None:
        self.job = 0
        self.says: list[Result] = []
        self.frames = 0
        self.ended = 0
        self.closed = False
        self.answers = True

    def begin(self, portrait: NDArray[np.uint8], now: float) -> int:
        """Take a portrait; it is ready at once where this one ``answers``."""
        self.job += 1
        if self.answers:
            self.says.append(ReferenceReady(job=self.job))
        return self.job

    def submit(self, pixels: NDArray[np.uint8], at: float) -> None:
        """Count a frame."""
        self.frames += 1

    def poll(self, now: float) -> list[Result]:
        """Return what it was told to say."""
        said, self.says = self.says, []
        return said

    def end(self) -> None:
        """Count a passenger who has gone."""
        self.ended += 1

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True

    def see(
        self, coaching: Coaching, distance: float | None = None, job: int | None = None
    ) -> None:
        """Say at the next poll what was seen; a ``distance`` decides."""
        comparison = None if distance is None else compared(distance)
        observation = Observation(
            at=0.0,
            coaching=coaching,
            faces=1,
            box=(0.3, 0.2, 0.7, 0.8),
            measures=(),
            progress=1.0 if distance else 0.4,
            comparison=comparison,
        )
        self.says.append(Observed(job=job or self.job, observation=observation))


def compared(distance: float) -> Comparison:
    """Return what the verifier says of a distance: 0.5 matches, 0.55 is unclear."""
    if distance <= 0.5:
        verdict = Verdict.MATCH
    else:
        verdict = Verdict.UNCLEAR if distance <= 0.55 else Verdict.MISMATCH
    return Comparison(
        distance=distance,
        threshold=0.5,
        unclear_until=0.55,
        verdict=verdict,
        tier="1 in 1,000",
        target="1 in 1,000",
        provenance="shipped: a test",
        frames=3,
    )


class KeptLog:
    """Keeps every line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.decisions: list[Decision] = []

    def event(
        self,
        now: float,
        at: datetime,
        kind: str,
        text: str,
        level: Level = "info",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        """Keep the line."""
        self.lines.append(f"{kind}: {text}")

    def decision(self, decision: Decision, at: datetime) -> None:
        """Keep the decision."""
        self.decisions.append(decision)


class LaneRig:
    """A lane, its clock, and everything around it in the test's hands."""

    def __init__(
        self,
        journal: Path | None = None,
        boards: Publisher | None = None,
        journal_worker: Executor | None = None,
        passing: float = 20.0,
        subscribers: Sequence[Subscriber] = (),
    ) -> None:
        self.clock = 0.0
        self.recognition = ScriptedRecognition()
        self.camera = ScriptedCamera()
        self.ticket = TicketInHand()
        self.log = KeptLog()
        self.journal = (
            Journal.open(journal) if journal else Journal.in_memory(clock=lambda: self.clock)
        )
        self.document: Path | tuple[Path, ...] | None = DOCUMENT
        self.walks = passes_through()
        settings = load_settings(demo_file("station.toml"))
        self.parts = parts = Parts(
            settings=settings.model_copy(
                update={"timings": settings.timings.model_copy(update={"passing": passing})}
            ),
            trust=Trust(
                KeyRing.load(demo_file("issuer/keys.toml")),
                UicKeys.load(demo_file("issuer/uic-keys.xml")),
            ),
            document_key=load_document_key(demo_file("issuer/document.key")),
            documents=InStepDocuments(CscaStore.load(demo_file("csca"))),
            deny_list=DenyList.load(demo_file("deny-list.txt")),
            timetable=load_feed(demo_file("timetable")).timetable,
            journal=self.journal,
            recognise=lambda _: self.recognition,
            scanner=InStepScanner(),
            subscribers=(Narrator(self.log), *subscribers),
            journal_worker=journal_worker or InStep(),
        )
        if boards is not None:
            self.parts = parts = parts.heard_by(boards, operators=boards)
        self.barrier = SimulatedBarrier()
        self.lane = assemble(
            parts,
            clock=running_clock(CLOCK.replace(tzinfo=UTC)),
            barrier=self.barrier,
            ticket_source=self.ticket,
            face_source=self.camera,
            document=self._offered,
            walk=lambda now: self.barrier.send(self.walks, now),
        )
        self.now = 0.0
        self.view = self.lane.advance(0.0)

    def _offered(self) -> Offer | None:
        if self.document is None:
            return None
        sides = (self.document,) if isinstance(self.document, Path) else self.document
        return Offer(sides, 0.5)

    def run(self, seconds: float) -> LaneView:
        """Let so many seconds pass, 30 ticks each."""
        end = self.now + seconds
        while self.now < end - 1e-9:
            self.now += 1 / 30
            self.view = self.lane.advance(self.now)
        return self.view

    def until(self, step: Step, patience: float = 120.0) -> LaneView:
        """Let time pass until a step is reached; fails where it never is."""
        end = self.now + patience
        while self.view.step is not step:
            assert self.now < end, f"still {self.view.step} after {patience} s"
            self.run(1 / 30)
        return self.view

    def to_face(self) -> LaneView:
        """Bring a genuine passenger to the camera."""
        self.ticket.hold_up(GOOD_TICKET, self.now)
        self.until(Step.DOCUMENT)
        self.ticket.take_away()
        return self.until(Step.FACE)
