"""Who among many: galleries, the error rate of a search, and its three answers."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.identification.curve import ErrorCurve
    from station_gate.identification.gallery import Candidate, Gallery, Snapshot
    from station_gate.identification.identify import (
        Cut,
        Found,
        Hit,
        IdentificationPolicy,
        Nobody,
        Ranked,
        Unclear,
        identify,
    )

__all__ = [
    "Candidate",
    "Cut",
    "ErrorCurve",
    "Found",
    "Gallery",
    "Hit",
    "IdentificationPolicy",
    "Nobody",
    "Ranked",
    "Snapshot",
    "Unclear",
    "identify",
]
__getattr__ = doors(__name__)
