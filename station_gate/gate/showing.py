"""A ticket as it is shown here and now: what is known of it beyond what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from station_gate.gate.decision import Check
from station_gate.gate.moments import zone_of
from station_gate.gate.uses import Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """When a ticket is shown, and what the journal, the operator and its code say of it."""

    at: datetime
    """Aware, in the zone of the station: by it what a ticket prints becomes a moment."""
    used: Mapping[Use, float] = field(default_factory=dict)
    """Passages on this ticket that the journal knows: seconds ago."""
    denied: str = ""
    """The operator's remark where the ticket is on the deny list."""
    freshness: tuple[Check, ...] = ()
    """What the codec measured of a code that an app renews all the time."""

    def __post_init__(self) -> None:
        zone_of(self.at)
