"""How long the gate waits for what: seconds, all of them settings."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Time limits in seconds, and how often things may be tried.

    Defaults come from real gates (docs/constants.md): a capture limit near DHS's 10 s,
    station screens of 20 to 30 s, an authorisation window of 8 s, an alarm that
    holds 1 s after its cause has gone.
    """

    ticket: float = 30.0
    document: float = 20.0
    recognition: float = 20.0
    """How long recognition may take for its first look at the passenger; the time for the
    face counts from that look."""
    face: float = 10.0
    checking: float = 0.6
    """The least time that "Checking" is shown, so that nobody sees a flicker."""
    granted: float = 8.0
    """How long the open barrier waits for the passenger to step in."""
    passing: float = 20.0
    """How long somebody may stay in the safety zone before staff are called."""
    refused: float = 20.0
    assistance: float = 60.0
    alarm: float = 1.0
    warning: float = 8.0
    """"Need more time?" appears this long before a step ends (half of a shorter step)."""
    tries: int = 3
    """How often a passenger may try in one transaction, the first time included."""
    extensions: int = 3
    """How often a passenger may ask for more time in one transaction."""

    def of(self, setting: str) -> float:
        """Return a time limit by the name of its field."""
        return float(getattr(self, setting))

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) <= 0:
                raise ValueError(f"{field.name} must be more than 0")
