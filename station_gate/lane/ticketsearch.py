"""Which of the codes before the ticket reader counts: the search ends at one that opens.

A code that does not open (an advertisement, an old ticket, the way back) is covered, and
the rest of the picture is looked at, before anybody is refused for it. What is told then
does not depend on which code was read first or where it lies.
"""

from collections.abc import Callable
from dataclasses import dataclass

from station_gate.gate.events import TicketPresented, TicketRejected
from station_gate.gate.reasons import Reason
from station_gate.lane.ticketdesk import TicketDesk

LOOKS = 18
"""Frames that are looked at for another code: twice in every way (``barcodes.reader``)."""
PATIENCE = 2.0
"""Seconds for them at the most: a slow machine, or a code that was taken away."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a payload amounts to at this gate now."""

    event: TicketPresented | TicketRejected
    opens: bool
    """It passes all that can be asked of a ticket alone."""
    passed: int
    """Checks that it passed."""

    @property
    def said_first(self) -> tuple[object, ...]:
        """Orders those that do not open: the one that came nearest is what its holder meant."""
        stray = isinstance(self.event, TicketRejected) and self.event.reason is Reason.NOT_A_TICKET
        return not stray, self.passed


class TicketSearch:
    """Watches a ticket desk for one passenger after the other. Times are lane seconds."""

    def __init__(
        self,
        desk: TicketDesk,
        judge: Callable[[bytes], Judged],
        read: Callable[[tuple[bytes, ...]], None],
    ) -> None:
        """``read`` is told of the codes that are shown anew, before they are judged."""
        self._desk = desk
        self._judge = judge
        self._read = read
        self._judged: frozenset[bytes] = frozenset()
        """Codes in view that do not open."""
        self._refused: tuple[tuple[object, ...], Judged] | None = None
        self._since = 0.0
        self._looked = 0

    def poll(self, now: float, *, wanted: bool) -> TicketPresented | TicketRejected | None:
        """Look; return what the passenger has shown, when that is certain.

        ``wanted``: whether anybody is asked for a ticket now.
        """
        fresh = self._desk.poll(now, wanted=wanted)
        if fresh:
            self._read(tuple(fresh))
        if not wanted:
            self._refused = None
        judged = [(payload, self._judge(payload)) for payload in sorted(set(fresh))]
        for _, each in judged:
            if each.opens:
                self._refused = None
                return each.event
        if judged and self._refused is None:
            self._since, self._looked = now, self._desk.looked
        for payload, each in judged:
            said = (*each.said_first, payload), each
            self._refused = max(self._refused or said, said, key=lambda pair: pair[0])
        self._pass_over(set(fresh))
        if self._refused is None or not self._is_over(now):
            return None
        (_, last), self._refused = self._refused, None
        return last.event

    def _is_over(self, now: float) -> bool:
        return self._desk.looked - self._looked >= LOOKS or now - self._since >= PATIENCE

    def _pass_over(self, fresh: set[bytes]) -> None:
        """Have the rest of the picture looked at while codes that do not open are in view."""
        judged = (self._judged | fresh) & self._desk.in_view
        if judged != self._judged:
            self._judged = judged
            self._desk.pass_over(judged)
