"""Puts a lane together from settings and the parts that differ between its users."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from station_gate.gate.gate import Gate
from station_gate.gate.timetable import Timetable
from station_gate.journal.redemptions import Keeper
from station_gate.lane.documentdesk import DocumentDesk, Offer
from station_gate.lane.facedesk import FaceDesk
from station_gate.lane.hands import Desks
from station_gate.lane.journaldesk import JournalDesk
from station_gate.lane.lane import Lane
from station_gate.lane.orders import NoOperators, Operators
from station_gate.lane.ports import Barrier, Documents, FrameSource, Recognition
from station_gate.lane.scanning import Scanner
from station_gate.lane.station import Station
from station_gate.lane.stream import Renamed, Stream, Subscriber
from station_gate.lane.ticketdesk import TicketDesk
from station_gate.lane.working import InStep
from station_gate.settings import Settings
from station_gate.tickets.denylist import DenyList
from station_gate.tickets.format import Trust

_CLOSING = 2.0
"""Seconds that a lane which closes waits for its journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a lane works with: made for one lane, closed with it."""

    settings: Settings
    trust: Trust
    document_key: bytes | None
    """``None``: a ticket that is bound to a document cannot be checked."""
    deny_list: DenyList
    timetable: Timetable | None
    journal: Keeper
    recognise: Callable[[Settings], Recognition]
    """Makes the recognition of a gate with these settings."""
    scanner: Scanner
    documents: Documents
    """Reads documents: in step, or beside the lane where it must not wait."""
    subscribers: Sequence[Subscriber] = ()
    """Who hears what the lane tells, in this order: the log first."""
    operators: Operators = field(default_factory=NoOperators)
    journal_worker: Executor = field(default_factory=InStep)
    """Writes into the journal, one thing at a time; in step, or beside the lane, too."""

    def heard_by(self, *subscribers: Subscriber, operators: Operators | None = None) -> "Parts":
        """Make the same parts for a lane that these hear, too, and that takes these orders."""
        return replace(
            self,
            subscribers=(*self.subscribers, *subscribers),
            operators=operators or self.operators,
        )

    def close(self) -> None:
        """Let go of all that was made for the lane, also where a part of it fails at that."""
        with ExitStack() as made:
            made.callback(self._close_journal)
            made.callback(self.scanner.close)
            made.callback(self.documents.close)

    def _close_journal(self) -> None:
        """Close it after what is being written, however long that takes: but wait not for ever."""
        closing = self.journal_worker.submit(self.journal.close)
        self.journal_worker.shutdown(wait=False)
        with suppress(TimeoutError):
            closing.result(_CLOSING)


def assemble(
    parts: Parts,
    *,
    clock: Callable[[float], datetime],
    barrier: Barrier,
    ticket_source: FrameSource,
    face_source: FrameSource,
    document: Callable[[], Offer | None],
    walk: Callable[[float], None],
) -> Lane:
    """Put a lane together."""
    settings = parts.settings
    profile = settings.gate_profile(parts.timetable)
    name, first = parts.journal.join(settings.gate.name)
    journal = JournalDesk(
        parts.journal, name, parts.journal_worker, clock, settings.journal.keep_days
    )
    stream = Stream((*parts.subscribers, journal), clock)
    if name != settings.gate.name:
        stream.tell(Renamed(0.0, clock(0.0), settings.gate.name, name))
    return Lane(
        station=Station(
            name=name,
            clock=clock,
            trust=parts.trust,
            document_key=parts.document_key,
            deny_list=parts.deny_list,
            station_names=settings.gate.station_names,
            face_frames=settings.face.frames,
        ),
        gate=Gate(
            profile,
            settings.gate_timings(),
            first_transaction=first,
        ),
        desks=Desks(
            ticket=TicketDesk(ticket_source, parts.scanner),
            document=DocumentDesk(document, parts.documents, lambda now: clock(now).date()),
            face=FaceDesk(face_source, parts.recognise(settings)),
        ),
        barrier=barrier,
        journal=journal,
        stream=stream,
        operators=parts.operators,
        walk=walk,
    )
