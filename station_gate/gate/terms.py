"""The small closed lists that the rest of the house shares with the core."""

from enum import StrEnum


class Step(StrEnum):
    """What the passenger is being asked or told: one kiosk screen each."""

    IDLE = "idle"
    TICKET = "ticket"
    DOCUMENT = "document"
    FACE = "face"
    CHECKING = "checking"
    GO = "go"
    REFUSED = "refused"
    ASSISTANCE = "assistance"
    """Staff are coming; the passenger need not do anything."""
    OUT_OF_SERVICE = "out_of_service"
    EVACUATION = "evacuation"
    FREE_PASSAGE = "free_passage"


class Reader(StrEnum):
    """What looks at what a passenger shows: one of them at a time."""

    TICKET = "ticket"
    DOCUMENT = "document"
    FACE = "face"


class Action(StrEnum):
    """What a passenger can do with the kiosk's buttons."""

    START = "start"
    HELP = "help"
    CANCEL = "cancel"
    TRY_AGAIN = "try_again"
    MORE_TIME = "more_time"


class Outcome(StrEnum):
    """How a transaction ended."""

    PASSED = "passed"
    REFUSED = "refused"
    ABANDONED = "abandoned"
    """The passenger cancelled, walked away or did not use the open gate."""
    ASSISTED = "assisted"
    """Handed to staff at the passenger's wish or by the rules."""


class FaceVerdict(StrEnum):
    """What the comparison of the faces says."""

    MATCH = "match"
    UNCLEAR = "unclear"
    """So near the threshold that one more look should decide."""
    MISMATCH = "mismatch"
    ATTACK = "attack"
    """A match, but perhaps of a picture, a screen or a mask."""
    UNANSWERED = "unanswered"
    """A match, but the turn of the head that was asked for was not seen."""


class Cue(StrEnum):
    """A short sound. It never carries meaning alone."""

    SCAN = "scan"
    """A credential was read."""
    ACCEPT = "accept"
    REJECT = "reject"
    ATTENTION = "attention"
    ALARM_INTRUSION = "alarm_intrusion"
    ALARM_FRAUD = "alarm_fraud"


class Beam(StrEnum):
    """A row of light beams across the lane, in walking order."""

    ENTRY = "entry"
    SAFETY = "safety"
    """The zone the flaps sweep; nothing closes while it is blocked."""
    EXIT = "exit"


class BarrierReport(StrEnum):
    """What a barrier says of itself."""

    OPENED = "opened"
    CLOSED = "closed"
    BLOCKED = "blocked"
    """It met something while closing and is opening again by itself."""
    FAULT = "fault"


class Alarm(StrEnum):
    """What the lane is alarmed about."""

    NONE = "none"
    INTRUSION = "intrusion"
    """Somebody is where nobody may be, but has not crossed."""
    FRAUD = "fraud"
    """Somebody crossed without permission."""
    BARRIER = "barrier"
    """The flaps must be open, and are not as far as they say."""


class Direction(StrEnum):
    """Which way the lane lets people through: one way at a time."""

    ENTRY = "entry"
    """To the trains: ticket, document and face."""
    EXIT = "exit"
    """Out of the station: the ticket alone."""


class Mode(StrEnum):
    """What the whole lane is for at the moment."""

    IN_SERVICE = "in_service"
    FAULTY = "faulty"
    """Out of service because a device failed; back in service when it works again."""
    OUT_OF_SERVICE = "out_of_service"
    """The operator stopped it."""
    LOCKED = "locked"
    FREE_PASSAGE = "free_passage"
    EVACUATION = "evacuation"
