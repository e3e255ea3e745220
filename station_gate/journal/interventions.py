"""What operators did to a gate by hand, as the journal keeps it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """One order of an operator, whether the gate carried it out or not."""

    gate: str
    at: datetime
    """The station's local time."""
    operator: str
    """Who gave it: a user of the operating system."""
    command: str
    """The order's word: "open" or another one (``lane.orders`` has them all)."""
    reason: str
    """In the operator's words."""
    done: bool
    """The gate carried it out."""
    answer: str
    """What the gate said to it."""
    transaction: int | None
    """Of the passenger at the gate then, if there was one."""
