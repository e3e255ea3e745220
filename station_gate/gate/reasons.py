"""The closed list of reasons: why a passenger did not simply pass.

Every refusal anywhere in the program uses one of these. A reason has a stable
code (for machines and translators), a short staff code (printed small on the
kiosk), what the passenger can do next, and who may override it.
"""

from enum import Enum, StrEnum


class Family(StrEnum):
    """What a reason is about; the first letter of the staff code."""

    TICKET = "ticket"
    DOCUMENT = "document"
    FACE = "face"
    PASSENGER = "passenger"
    LANE = "lane"


class Remedy(StrEnum):
    """What the passenger can do about it, here and now."""

    TICKET_AGAIN = "ticket_again"
    """Show this or another ticket once more."""
    DOCUMENT_AGAIN = "document_again"
    """Place this or another document once more."""
    FACE_AGAIN = "face_again"
    """Look at the camera once more."""
    COME_BACK = "come_back"
    """Nothing at this time or at this station; the ticket says when or where."""
    STAFF = "staff"
    """Only staff can help."""
    NONE = "none"
    """Nothing needs doing: the passenger ended it."""


class Override(StrEnum):
    """Who may let the passenger pass all the same."""

    STAFF = "staff"
    SUPERVISOR = "supervisor"
    NOBODY = "nobody"


class Reason(Enum):
    """A reason: ``code``, ``staff_code``, ``family``, ``remedy``, ``override``."""

    NOT_A_TICKET = ("not_a_ticket", "T-01", Remedy.TICKET_AGAIN, Override.STAFF)
    TICKET_DAMAGED = ("ticket_damaged", "T-02", Remedy.TICKET_AGAIN, Override.STAFF)
    ISSUER_UNKNOWN = ("issuer_unknown", "T-03", Remedy.STAFF, Override.STAFF)
    KEY_OUT_OF_DATE = ("key_out_of_date", "T-04", Remedy.STAFF, Override.STAFF)
    SIGNATURE_WRONG = ("signature_wrong", "T-05", Remedy.STAFF, Override.SUPERVISOR)
    TICKET_SPECIMEN = ("ticket_specimen", "T-06", Remedy.STAFF, Override.NOBODY)
    TICKET_UNSUPPORTED = ("ticket_unsupported", "T-07", Remedy.STAFF, Override.STAFF)
    """A ticket of a known kind that this gate does not read."""
    CODE_NOT_FRESH = ("code_not_fresh", "T-08", Remedy.TICKET_AGAIN, Override.STAFF)
    """A code that the app renews all the time, shown too late: perhaps a screenshot."""
    TICKET_BLOCKED = ("ticket_blocked", "T-09", Remedy.STAFF, Override.STAFF)
    """On the operator's deny list: cancelled, refunded or reported stolen."""
    KEY_REVOKED = ("key_revoked", "T-10", Remedy.STAFF, Override.SUPERVISOR)
    """Signed with a key that its issuer no longer trusts itself: it may have been stolen."""
    TICKET_EXPIRED = ("ticket_expired", "T-11", Remedy.TICKET_AGAIN, Override.STAFF)
    TICKET_NOT_YET_VALID = ("ticket_not_yet_valid", "T-12", Remedy.COME_BACK, Override.STAFF)
    BOARDING_NOT_OPEN = ("boarding_not_open", "T-13", Remedy.COME_BACK, Override.STAFF)
    BOARDING_CLOSED = ("boarding_closed", "T-14", Remedy.STAFF, Override.STAFF)
    TICKET_NEEDS_STAFF = ("ticket_needs_staff", "T-16", Remedy.STAFF, Override.STAFF)
    """A good ticket with a condition that only a person can check: a concession, a group,
    a card to be shown, an area that this gate has no map of."""
    WRONG_CLASS = ("wrong_class", "T-17", Remedy.COME_BACK, Override.STAFF)
    """This gate is for another class of travel."""
    WRONG_STATION = ("wrong_station", "T-18", Remedy.COME_BACK, Override.STAFF)
    WRONG_TRAIN = ("wrong_train", "T-19", Remedy.COME_BACK, Override.STAFF)
    """The train does not leave from this gate's platforms."""
    NEEDS_WIDE_GATE = ("needs_wide_gate", "T-20", Remedy.COME_BACK, Override.STAFF)
    """Sold with a wheelchair, a pushchair or a bicycle: this gate is too narrow."""
    TICKET_USED = ("ticket_used", "T-21", Remedy.STAFF, Override.STAFF)
    ALREADY_LEFT = ("already_left", "T-22", Remedy.STAFF, Override.STAFF)
    """On the way out: somebody has left with this ticket before."""
    NOT_ENTERED = ("not_entered", "T-23", Remedy.TICKET_AGAIN, Override.STAFF)
    """On the way out: nobody has entered with this ticket."""
    RETURN_TOO_LATE = ("return_too_late", "T-24", Remedy.STAFF, Override.STAFF)
    """Out again where the journey began, but long after the entry."""
    WRONG_EXIT = ("wrong_exit", "T-25", Remedy.TICKET_AGAIN, Override.STAFF)
    """On the way out: the ticket neither ends, passes nor begins here."""

    DOCUMENT_UNREADABLE = ("document_unreadable", "D-01", Remedy.DOCUMENT_AGAIN, Override.STAFF)
    DOCUMENT_EXPIRED = ("document_expired", "D-02", Remedy.DOCUMENT_AGAIN, Override.STAFF)
    PORTRAIT_UNUSABLE = ("portrait_unusable", "D-03", Remedy.STAFF, Override.STAFF)
    """No face, several faces or too small a face on it: not the passenger's fault."""
    DOCUMENT_NOT_GENUINE = ("document_not_genuine", "D-04", Remedy.STAFF, Override.SUPERVISOR)
    """A chip's data are not as its state signed them, or a stranger signed them."""
    DOCUMENT_ISSUER_UNKNOWN = ("document_issuer_unknown", "D-05", Remedy.STAFF, Override.STAFF)
    """A chip signed by a state of which the gate has no certificate."""
    DOCUMENT_NOT_CHECKABLE = ("document_not_checkable", "D-06", Remedy.STAFF, Override.STAFF)
    """A chip signed in a way that this gate cannot check (a curve or a method it lacks), or a
    ticket bound to a document where the gate has no key to tell to which."""
    NAME_MISMATCH = ("name_mismatch", "D-11", Remedy.DOCUMENT_AGAIN, Override.STAFF)
    DOCUMENT_MISMATCH = ("document_mismatch", "D-12", Remedy.DOCUMENT_AGAIN, Override.STAFF)
    """The ticket is bound to another document's number."""
    NAME_UNCLEAR = ("name_unclear", "D-13", Remedy.STAFF, Override.STAFF)
    """Nearly the same name: never opened automatically, staff look at it."""

    NO_FACE = ("no_face", "F-01", Remedy.FACE_AGAIN, Override.STAFF)
    SEVERAL_FACES = ("several_faces", "F-02", Remedy.FACE_AGAIN, Override.STAFF)
    FACE_NOT_USABLE = ("face_not_usable", "F-03", Remedy.FACE_AGAIN, Override.STAFF)
    """A face was there, but never well enough seen to compare."""
    FACE_MISMATCH = ("face_mismatch", "F-21", Remedy.FACE_AGAIN, Override.STAFF)
    FACE_UNCLEAR = ("face_unclear", "F-22", Remedy.STAFF, Override.STAFF)
    """Too near the threshold to say: after one more look by itself, staff decide."""
    ATTACK_SUSPECTED = ("attack_suspected", "F-31", Remedy.STAFF, Override.STAFF)
    """A picture, a screen or a mask may stand before the camera."""
    TURN_NOT_SEEN = ("turn_not_seen", "F-32", Remedy.FACE_AGAIN, Override.STAFF)
    """The turn of the head that was asked for was not seen in time."""

    TICKET_TIMEOUT = ("ticket_timeout", "P-01", Remedy.TICKET_AGAIN, Override.NOBODY)
    DOCUMENT_TIMEOUT = ("document_timeout", "P-02", Remedy.DOCUMENT_AGAIN, Override.NOBODY)
    CANCELLED = ("cancelled", "P-03", Remedy.NONE, Override.NOBODY)
    STAFF_WANTED = ("staff_wanted", "P-04", Remedy.STAFF, Override.STAFF)
    """The passenger asked for staff."""
    DID_NOT_PASS = ("did_not_pass", "P-05", Remedy.TICKET_AGAIN, Override.NOBODY)
    """The gate was open and nobody went through; the ticket stays unused."""
    STAFF_OPENED = ("staff_opened", "P-06", Remedy.NONE, Override.STAFF)
    """Staff let somebody through by hand before anything was refused; nobody had asked them."""

    DEVICE_FAILED = ("device_failed", "G-01", Remedy.STAFF, Override.STAFF)
    BARRIER_FAULT = ("barrier_fault", "G-02", Remedy.STAFF, Override.STAFF)
    LANE_BLOCKED = ("lane_blocked", "G-04", Remedy.STAFF, Override.STAFF)
    """Somebody or something stays where the flaps close."""
    MODE_CHANGED = ("mode_changed", "G-03", Remedy.STAFF, Override.NOBODY)
    """The operator or an evacuation took the lane over in mid-transaction."""
    RECOGNITION_BEHIND = ("recognition_behind", "G-05", Remedy.FACE_AGAIN, Override.STAFF)
    """The machine did not keep up: too few pictures of the passenger were looked at in time."""

    code: str
    staff_code: str
    remedy: Remedy
    override: Override

    def __new__(cls, code: str, staff_code: str, remedy: Remedy, override: Override) -> "Reason":
        """Make the member whose value is its code."""
        reason = object.__new__(cls)
        reason._value_ = code  # so that Reason("no_face") finds it
        reason.code = code
        reason.staff_code = staff_code
        reason.remedy = remedy
        reason.override = override
        return reason

    @property
    def family(self) -> Family:
        """What the reason is about."""
        return _FAMILIES[self.staff_code[0]]


_FAMILIES = {
    "T": Family.TICKET,
    "D": Family.DOCUMENT,
    "F": Family.FACE,
    "P": Family.PASSENGER,
    "G": Family.LANE,
}
