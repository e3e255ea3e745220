"""Whether recognition keeps up with the passenger who stands before it."""

from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason

PATIENCE = 0.7
"""Seconds without a look after which somebody is told that it takes a moment: a small
machine looks every 0.08 s, and a first look after loading everything takes 0.5."""
SHOWN = 2.0
"""Seconds that this stays on the screen, so that it does not flicker from look to look."""


class Pace:
    """Follows the looks at one passenger after the other. Times are lane seconds."""

    def __init__(self) -> None:
        self._looked = 0.0
        self._behind_until = 0.0
        self.trouble: str | None = None
        """That the last passenger was refused for it, in a sentence for the operator."""

    def begin(self, now: float) -> None:
        """Begin with a capture."""
        self._looked = self._behind_until = now

    def look(self, now: float) -> None:
        """Recognition has looked at a frame."""
        self._looked = now

    def behind(self, now: float) -> bool:
        """Whether the last look is so long ago that the passenger wonders, or was just now."""
        if now - self._looked > PATIENCE:
            self._behind_until = now + SHOWN
        return now < self._behind_until

    def judge(self, decision: Decision) -> None:
        """See from a passenger's record whether the machine kept up."""
        if decision.reason is not Reason.RECOGNITION_BEHIND:
            self.trouble = None
            return
        found = {check.name: check for check in decision.checks}
        looked, age = found["frames_looked_at"], found["frame_age"]
        cause = (
            "the camera gives too few pictures, or none"
            if age.passed
            else "this machine has too much to do"
        )
        self.trouble = (
            f"recognition is behind: only {looked.value} frames of the last passenger were looked "
            f"at (at least {looked.limit} are needed), the oldest after {age.value} s: {cause}."
        )
