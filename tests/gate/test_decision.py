"""What a record shows lies on the side of its limit where the value lies."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.gate.decision import rounded
from tests.gate.travellers import PROFILE

NUMBERS = st.floats(-1e6, 1e6)


@given(value=NUMBERS, limits=st.lists(NUMBERS, max_size=2))
def test_rounding_never_moves_a_value_past_a_limit(value: float, limits: list[float]) -> None:
    shown = rounded(value, *limits)
    for limit in limits:
        assert (shown < limit, shown > limit) == (value < limit, value > limit)
    assert math.isclose(shown, value, rel_tol=0.005)


@given(limit=NUMBERS)
def test_the_nearest_number_past_a_limit_is_told_apart_from_it(limit: float) -> None:
    above, below = math.nextafter(limit, math.inf), math.nextafter(limit, -math.inf)
    assert rounded(above, limit) > limit > rounded(below, limit)
    assert rounded(limit, limit) == limit


def test_few_digits_are_enough_for_most_values() -> None:
    assert rounded(0.316987, 0.3724) == 0.317
    assert rounded(0.372449, 0.3724) == 0.37245


def test_a_comparison_rests_on_a_frame_at_least() -> None:
    with pytest.raises(ValueError, match="one frame at least"):
        replace(PROFILE, face_frames=0)
