"""Settings of how long the gate waits."""

from pydantic import Field

from station_gate.gate.timings import Timings
from station_gate.settings.section import Section, seconds

_TIMINGS = Timings()


class TimingsSection(Section):
    """How long the gate waits for what."""

    ticket: float = seconds(_TIMINGS.ticket, 3, 600, "For a ticket.")
    document: float = seconds(_TIMINGS.document, 3, 600, "For a document.")
    recognition: float = seconds(
        _TIMINGS.recognition, 2, 120, "For recognition to look at a passenger the first time."
    )
    face: float = seconds(
        _TIMINGS.face, 2, 120, "For a face that can be compared, from the first look at it."
    )
    checking: float = seconds(_TIMINGS.checking, 0.1, 5, '"Checking" is shown at least so long.')
    granted: float = seconds(_TIMINGS.granted, 2, 120, "The open gate waits for the passenger.")
    passing: float = seconds(
        _TIMINGS.passing, 5, 600, "Somebody may stay between the flaps before staff are called."
    )
    refused: float = seconds(_TIMINGS.refused, 3, 600, "A refusal stays on the screen.")
    assistance: float = seconds(_TIMINGS.assistance, 5, 3600, '"Staff are coming" stays.')
    alarm: float = seconds(_TIMINGS.alarm, 0.2, 30, "An alarm goes on after its cause has gone.")
    warning: float = seconds(
        _TIMINGS.warning, 1, 60, '"Need more time?" appears this long before a step ends.'
    )
    tries: int = Field(
        _TIMINGS.tries, ge=1, le=10, description="Tries in one transaction, the first included."
    )
    extensions: int = Field(
        _TIMINGS.extensions, ge=1, le=20, description="How often a passenger may ask for more time."
    )
