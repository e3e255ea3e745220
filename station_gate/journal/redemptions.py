"""What a gate needs of whoever keeps redemptions and records: a file, memory, or a station."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from station_gate.gate.decision import Decision
from station_gate.gate.uses import Spent, Use
from station_gate.journal.interventions import Intervention
from station_gate.journal.purging import Purged


class Redemptions(Protocol):
    """Lets each use of a ticket be spent once. ``tests/journal/test_redemptions.py`` says how.

    Every method raises a ``Problem`` where it cannot answer, and changes nothing then.
    """

    def uses(self, asked: Iterable[Use]) -> dict[Use, float]:
        """Say how many seconds ago each of these was used or reserved, where it was."""
        ...

    def reserve(
        self, use: Use, gate: str, if_lost: Decision, at: datetime, good_until: date | None = None
    ) -> bool:
        """Reserve a use for a passenger; ``False`` when it is spent or reserved by another.

        The same question once more, of the same gate and passenger, has the same answer.
        """
        ...

    def opens_for(self, transaction: int) -> None:
        """Note that the barrier opens for this passenger now; takes no time."""
        ...

    def release(self, use: Use) -> bool:
        """Give a use back that this gate reserved; ``False`` where it had not."""
        ...

    def write(
        self, decision: Decision, gate: str, at: datetime, spent: Spent | None = None
    ) -> bool:
        """Keep a record and spend what was used up: both or neither, and once.

        ``False`` when another gate holds the use; the record is kept all the same.
        """
        ...


class Keeper(Redemptions, Protocol):
    """All that a lane asks of its journal."""

    def join(self, gate: str) -> tuple[str, int]:
        """Begin: give the gate's name in the records, and its next passenger's number."""
        ...

    def intervene(self, intervention: Intervention) -> None:
        """Keep what an operator did."""
        ...

    @property
    def remark(self) -> str | None:
        """What operators have to know that keeps nobody from being let in, in a sentence."""
        ...

    def probe(self) -> None:
        """Find out whether it can be written."""
        ...

    def purge(self, before: datetime, now: datetime) -> Purged:
        """Delete a batch of what is older."""
        ...

    def close(self) -> None:
        """End; what is still reserved ends as that of a gate that stopped."""
        ...
