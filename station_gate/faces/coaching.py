"""From quality values to the one thing to tell the passenger, without flicker."""

from collections.abc import Sequence

from station_gate.faces import quality
from station_gate.faces.observation import Coaching, Measure

_SHOWN = 0.8
"""Seconds that a message stays at least; a short sentence is read in that time."""
_SETTLED = 0.2
"""Seconds that another message must be wanted without a break before it comes:
one odd frame among good ones says nothing."""
_BLINK = 0.6
"""Seconds that eyes must be closed before anything is said of it: everybody blinks,
for 0.1 to 0.5 seconds."""

_UNUSABLE: tuple[tuple[str, Coaching, Coaching], ...] = (
    (quality.SECOND_FACE, Coaching.TWO_FACES, Coaching.TWO_FACES),
    (quality.EYE_DISTANCE, Coaching.TOO_FAR, Coaching.TOO_FAR),
    (quality.FACE_HEIGHT, Coaching.TOO_NEAR, Coaching.TOO_NEAR),
    (quality.OFF_CENTRE, Coaching.OFF_CENTRE, Coaching.OFF_CENTRE),
    (quality.TURN, Coaching.TURNED_AWAY, Coaching.TURNED_AWAY),
    (quality.NOD, Coaching.TURNED_AWAY, Coaching.TURNED_AWAY),
    (quality.TILT, Coaching.TURNED_AWAY, Coaching.TURNED_AWAY),
    (quality.LUMINANCE, Coaching.TOO_DARK, Coaching.TOO_BRIGHT),
    (quality.OVER_EXPOSED, Coaching.TOO_BRIGHT, Coaching.TOO_BRIGHT),
    (quality.CONTRAST, Coaching.TOO_DARK, Coaching.TOO_DARK),
    (quality.DETECTOR_SCORE, Coaching.TURNED_AWAY, Coaching.TURNED_AWAY),
    (quality.SHARPNESS, Coaching.HOLD_STILL, Coaching.HOLD_STILL),
    (quality.EYES_OPEN, Coaching.EYES_CLOSED, Coaching.EYES_CLOSED),
)
"""Measures, most urgent first: what to say when the value is too low, and too high.

The detector's score is low for a face that is hidden or turned but also for a
badly lit one, so light is named first; in a blurred picture open eyes look closed."""


def advice(measures: Sequence[Measure]) -> Coaching:
    """Return what would help most; no measures at all mean that no face was found."""
    if not measures:
        return Coaching.NO_FACE
    by_name = {measure.name: measure for measure in measures}
    for name, low, high in _UNUSABLE:
        measure = by_name[name]
        if not measure.passed:
            return low if measure.low is not None and measure.value < measure.low else high
    return Coaching.HOLD_STILL


class Coach:
    """Keeps a message long enough to be read. Time is the frames' own."""

    def __init__(self) -> None:
        self._shown: Coaching | None = None
        self._since = 0.0
        self._wanted: Coaching | None = None
        self._wanted_since = 0.0

    def say(self, wanted: Coaching, at: float) -> Coaching:
        """Return the message to show at ``at`` seconds, when ``wanted`` would be right."""
        if wanted is not self._wanted:
            self._wanted, self._wanted_since = wanted, at
        settled = _BLINK if wanted is Coaching.EYES_CLOSED else _SETTLED
        if self._shown is None:
            # whoever blinks in the first frame has nothing to put right
            first = Coaching.HOLD_STILL if wanted is Coaching.EYES_CLOSED else wanted
            self._shown, self._since = first, at
        elif (
            wanted is not self._shown
            and at - self._since >= _SHOWN
            and at - self._wanted_since >= settled
        ):
            self._shown, self._since = wanted, at
        return self._shown
