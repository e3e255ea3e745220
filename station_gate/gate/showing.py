"""A ticket as it is shown here and now: what is known of it beyond what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from station_gate.gate.decision import Check
from station_gate.gate.uses import Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """When a ticket is shown, and what the journal, the operator and its code say of it."""

    at: datetime
    """Naive local time of the station."""
    used: Mapping[Use, float] = field(default_factory=dict)
    """Passages on this ticket that the journal knows: seconds ago."""
    denied: str = ""
    """The operator's remark where the ticket is on the deny list."""
    freshness: tuple[Check, ...] = ()
    """What the codec measured of a code that an app renews all the time."""

    def __post_init__(self) -> None:
        if self.at.tzinfo is not None:
            raise ValueError("the time of a showing is naive local time of the station")
