"""Messages: most urgent first, long enough to be read, never flickering."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station_gate.faces import quality
from station_gate.faces.coaching import Coach, advice
from station_gate.faces.observation import Coaching, Measure

NAMES = (
    quality.SECOND_FACE,
    quality.EYE_DISTANCE,
    quality.FACE_HEIGHT,
    quality.OFF_CENTRE,
    quality.TURN,
    quality.NOD,
    quality.TILT,
    quality.LUMINANCE,
    quality.OVER_EXPOSED,
    quality.CONTRAST,
    quality.DETECTOR_SCORE,
    quality.SHARPNESS,
    quality.EYES_OPEN,
)


def measures(**values: float) -> tuple[Measure, ...]:
    """All measures at 0.5 between 0 and 1, but for those named."""
    return tuple(
        Measure(name=name, value=values.get(name, 0.5), low=0.0, high=1.0) for name in NAMES
    )


def test_good_values_ask_for_nothing_but_to_hold_still() -> None:
    assert advice(measures()) is Coaching.HOLD_STILL
    assert advice(()) is Coaching.NO_FACE


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"second_face": 2.0, "eye_distance": -1.0}, Coaching.TWO_FACES),
        ({"eye_distance": -1.0, "off_centre": 2.0}, Coaching.TOO_FAR),
        ({"face_height": 2.0, "turn": 2.0}, Coaching.TOO_NEAR),
        ({"off_centre": 2.0, "turn": 2.0}, Coaching.OFF_CENTRE),
        ({"turn": 2.0, "luminance": -1.0}, Coaching.TURNED_AWAY),
        ({"nod": 2.0, "luminance": -1.0}, Coaching.TURNED_AWAY),
        ({"tilt": 2.0}, Coaching.TURNED_AWAY),
        ({"luminance": -1.0, "detector_score": -1.0}, Coaching.TOO_DARK),
        ({"luminance": 2.0, "detector_score": -1.0}, Coaching.TOO_BRIGHT),
        ({"over_exposed": 2.0, "sharpness": -1.0}, Coaching.TOO_BRIGHT),
        ({"contrast": -1.0, "detector_score": -1.0}, Coaching.TOO_DARK),
        ({"detector_score": -1.0, "sharpness": -1.0}, Coaching.TURNED_AWAY),
        ({"sharpness": -1.0, "eyes_open": -1.0}, Coaching.HOLD_STILL),
        ({"eyes_open": -1.0}, Coaching.EYES_CLOSED),
    ],
)
def test_the_most_urgent_fault_is_named(values: dict[str, float], said: Coaching) -> None:
    assert advice(measures(**values)) is said


def test_the_first_message_comes_at_once() -> None:
    assert Coach().say(Coaching.TOO_FAR, 7.0) is Coaching.TOO_FAR


def test_one_odd_frame_changes_nothing() -> None:
    coach = Coach()
    for n in range(60):
        odd = n == 40
        said = coach.say(Coaching.NO_FACE if odd else Coaching.HOLD_STILL, n / 15)
        assert said is Coaching.HOLD_STILL


@pytest.mark.parametrize(("seconds", "told"), [(0.5, False), (1.5, True)])
def test_a_blink_is_nobodys_fault_but_closed_eyes_are(seconds: float, told: bool) -> None:
    coach = Coach()
    said = [
        coach.say(
            Coaching.EYES_CLOSED if 2 <= n / 15 < 2 + seconds else Coaching.HOLD_STILL, n / 15
        )
        for n in range(75)
    ]
    assert (Coaching.EYES_CLOSED in said) == told
    assert said[-1] is Coaching.HOLD_STILL


def test_a_blink_in_the_first_frame_is_not_the_first_message() -> None:
    assert Coach().say(Coaching.EYES_CLOSED, 0.0) is Coaching.HOLD_STILL


def test_a_lasting_change_comes_when_the_message_before_could_be_read() -> None:
    coach = Coach()
    coach.say(Coaching.TOO_FAR, 0.0)
    said = [coach.say(Coaching.HOLD_STILL, n / 10) for n in range(1, 12)]
    assert said == [Coaching.TOO_FAR] * 7 + [Coaching.HOLD_STILL] * 4


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0.001, 0.5), st.sampled_from(list(Coaching))), min_size=1, max_size=80
    )
)
def test_every_message_stays_long_enough_and_was_wanted(
    frames: list[tuple[float, Coaching]],
) -> None:
    coach, again = Coach(), Coach()
    at = 0.0
    shown: list[tuple[float, Coaching]] = []
    wanted_so_far = set()
    for step, wanted in frames:
        at += step
        wanted_so_far.add(wanted)
        said = coach.say(wanted, at)
        assert again.say(wanted, at) is said
        assert said in wanted_so_far | {Coaching.HOLD_STILL}
        if not shown or shown[-1][1] is not said:
            assert said is wanted or (not shown and wanted is Coaching.EYES_CLOSED)
            shown.append((at, said))
    for (before, _), (after, _) in pairwise(shown):
        assert after - before >= 0.8 - 1e-9
