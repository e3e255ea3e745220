"""When a zone counts as read."""

import numpy as np
import pytest

from station_gate.credentials.mrz import read_zone
from station_gate.credentials.page.agreement import agree, plausible
from station_gate.credentials.page.sighting import Sighting
from tests.credentials.page.makers import zone_text

TEXT = zone_text("TD3")


def sighting(
    text: str = TEXT, sureness: float = -0.001, unsure: tuple[int, int] = (1, 0)
) -> Sighting:
    each = np.full((2, 44), sureness, np.float32)
    each[unsure] = np.log(0.5)
    return Sighting(zone=read_zone(text), sureness=each, way=np.eye(3))


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new)


def test_two_looks_alike_are_enough_whatever_lies_between() -> None:
    other = sighting(changed("ZOE", "Z0E").replace("Z0E", "ZQE"))
    read, _ = agree([sighting(), None, other, sighting(), other])
    assert read is not None
    assert "".join(read.zone.lines) == TEXT
    assert read.looks == 4
    assert read.name_sure  # the letter that is not sure is a digit's


def test_one_look_is_not_enough() -> None:
    read, best = agree([sighting(), None, sighting(changed("ZOE", "ZQE"))])
    assert read is None
    assert best is not None


def test_a_wrong_digit_counts_for_nothing_however_often_it_is_seen() -> None:
    wrong = sighting(TEXT[:44] + "Y" + TEXT[45:])
    read, best = agree([wrong] * 6)
    assert read is None
    assert best is wrong


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (TEXT, True),
        (changed("P<UTO", "P<UT0").replace("UT0", "UTQ", 1), False),  # no such state
        (TEXT[:40] + "K<<<" + TEXT[44:], False),  # a filler misread
        (TEXT[:5] + "<" + TEXT[6:], False),
        (changed("KOWALCZYK<LUCZAK<<ZOE<INGIBJOERG", "KOWALCZYK" + "<" * 23), True),
        (changed("LUCZAK<<ZOE", "LUCZAK<<<ZO"), False),
    ],
)
def test_states_and_names_must_be_possible(text: str, good: bool) -> None:
    assert plausible(read_zone(text)) is good


def test_a_doubtful_letter_of_the_name_is_remembered() -> None:
    read, _ = agree([sighting(unsure=(0, 6)), sighting(unsure=(0, 6))])
    assert read is not None
    assert not read.name_sure
    assert read.name_sureness == pytest.approx(0.5)
    # doubtful once, certain once: in between
    read, _ = agree([sighting(unsure=(0, 6)), sighting()])
    assert read is not None
    assert read.name_sureness == pytest.approx(0.5**0.5, abs=0.01)


def test_a_picture_without_a_believable_zone_is_given_up_after_three_looks() -> None:
    wrong = sighting(TEXT[:44] + "Y" + TEXT[45:])
    looks = iter([None, wrong, None, sighting(), sighting()])
    assert agree(looks) == (None, wrong)
    assert len(list(looks)) == 2
