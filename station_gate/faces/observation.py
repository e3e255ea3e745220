"""What the verifier says of one live frame."""

from dataclasses import dataclass
from enum import StrEnum


class Coaching(StrEnum):
    """What to tell the passenger about the capture, most urgent first."""

    NO_FACE = "no_face"
    TWO_FACES = "two_faces"
    TOO_FAR = "too_far"
    TOO_NEAR = "too_near"
    OFF_CENTRE = "off_centre"
    TURNED_AWAY = "turned_away"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    EYES_CLOSED = "eyes_closed"
    HOLD_STILL = "hold_still"
    """All is well (or only a little blurred): frames are being collected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One quality value beside its limits; ``None`` where there is no such bound."""

    name: str
    value: float
    low: float | None
    high: float | None
    unit: str = ""

    @property
    def limits(self) -> tuple[float, ...]:
        """The bounds there are, the lower one first."""
        return tuple(bound for bound in (self.low, self.high) if bound is not None)

    @property
    def passed(self) -> bool:
        """Whether the value lies within its limits (both inclusive)."""
        return (self.low is None or self.value >= self.low) and (
            self.high is None or self.value <= self.high
        )


class Verdict(StrEnum):
    """What a distance says."""

    MATCH = "match"
    UNCLEAR = "unclear"
    """So near the threshold that one more look should decide."""
    MISMATCH = "mismatch"
    ATTACK = "attack"
    """A match, but perhaps of a picture: what was turned is flat, or another person."""
    UNANSWERED = "unanswered"
    """A match, but the turn of the head that was asked for was not seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The portrait against the live frames: the decision over several frames.

    ``distance`` is the pipeline's between the reference's and the probe's
    template, and ``frames`` how many frames the probe rests on. Up to
    ``threshold`` the faces match, beyond ``unclear_until`` they do not.
    ``tier`` says how seldom strangers come so near ("1 in 1,000"), as counted on
    the pictures that ``provenance`` names, and ``target`` how seldom they may.
    ``measures`` are the frames' mean quality values, ``liveness`` what a turn of the
    head that was asked for measured.
    """

    distance: float
    threshold: float
    unclear_until: float
    verdict: Verdict
    tier: str
    target: str
    provenance: str
    frames: int
    measures: tuple[Measure, ...] = ()
    liveness: tuple[Measure, ...] = ()

    @property
    def within(self) -> bool:
        """Whether the distance keeps to its threshold, whatever else the verdict rests on."""
        return self.distance <= self.threshold

    @property
    def matched(self) -> bool:
        """Whether the faces are taken to be one person's."""
        return self.verdict is Verdict.MATCH


class Side(StrEnum):
    """A side of the passenger: their own left or right."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def sign(self) -> int:
        """Of an asymmetry that is turned to this side."""
        return 1 if self is Side.LEFT else -1

    @property
    def other(self) -> "Side":
        """The opposite one."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the passenger is to do with the head now."""

    side: Side
    """Where to turn it."""
    back: bool
    """The turn was seen: look ahead again."""
    since: float
    """Seconds on the frames' clock: when this was asked first."""
    until: float
    """When the time for it is over."""


Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Light:
    """A colour with which the screen is to light the face."""

    colour: Colour
    since: float
    """Seconds on the frames' clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One live frame as the verifier saw it.

    ``box`` is left, top, right, bottom as fractions of the frame (of the face
    nearest the oval); ``progress`` 0 to 1 of the frames needed; ``comparison``
    is set once the verifier is sure, and only then; ``request`` while the passenger is
    to turn the head or to look ahead again, ``light`` while the screen lights the face.
    """

    at: float
    coaching: Coaching
    faces: int
    box: tuple[float, float, float, float] | None
    measures: tuple[Measure, ...]
    progress: float
    comparison: Comparison | None
    request: Request | None = None
    light: Light | None = None
