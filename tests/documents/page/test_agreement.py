"""When a zone counts as read."""

import numpy as np
import pytest

from station_gate.documents.mrz import read_zone
from station_gate.documents.page.agreement import agree, plausible
from station_gate.documents.page.glyphs import ALPHABET
from station_gate.documents.page.sighting import Sighting
from tests.documents.page.makers import zone_text

TEXT = zone_text("TD3")


def sighting(text: str = TEXT, unsure: tuple[int, int] = (1, 0), share: float = 0.5) -> Sighting:
    """Return a look; of the letter ``unsure`` it has only ``share``, the rest is a Q's."""
    told = np.full((2, 44, len(ALPHABET)), np.log(0.001 / len(ALPHABET)), np.float32)
    for at, letter in enumerate(text):
        told[*divmod(at, 44), ALPHABET.index(letter)] = np.log(0.999)
    told[*unsure, ALPHABET.index(text[44 * unsure[0] + unsure[1]])] = np.log(share)
    told[*unsure, ALPHABET.index("Q")] = np.log(1 - share)
    each = told.max(axis=2).astype(np.float32)
    return Sighting(zone=read_zone(text), sureness=each, told=told, way=np.eye(3))


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new)


ANOTHER = TEXT.replace("XQ8B0O1D5", "XQ8BKO1D5")
"""A letter twenty apart: the same check digits."""


def test_two_looks_alike_are_enough_whatever_lies_between() -> None:
    other = sighting(ANOTHER)
    assert other.zone.valid
    read, _ = agree([sighting(), None, other, sighting(), other])
    assert read is not None
    assert "".join(read.zone.lines) == TEXT
    assert read.looks == 4
    assert read.name_sure  # the letter that is not sure is a digit's


def test_one_look_is_not_enough() -> None:
    read, best = agree([sighting(), None, sighting(ANOTHER)])
    assert read is None
    assert best is not None


def test_a_letter_of_the_name_is_what_all_looks_together_say() -> None:
    place = (0, TEXT.index("ZOE") + 1)
    misread = sighting(changed("ZOE", "ZQE"), unsure=place, share=0.51)
    looks = iter([misread, misread, sighting(), sighting(), sighting()])
    read, _ = agree(looks)
    assert read is None or not read.name_sure  # two looks have it wrong, and are not sure
    doubtful = sighting(changed("ZOE", "ZQE"), unsure=place, share=0.999)
    doubtful.told[*place, ALPHABET.index("O")] = np.log(0.45)
    doubtful.told[*place, ALPHABET.index("Q")] = np.log(0.55)
    read, _ = agree([doubtful, doubtful, *[sighting()] * 4])
    assert read is not None
    assert "".join(read.zone.lines) == TEXT
    assert read.looks == 6  # it went on looking: the name was not sure


def test_states_that_nobody_knows_are_read_where_they_are_sure() -> None:
    strange = changed("P<UTO", "P<BDR")
    read, _ = agree([sighting(strange)] * 2)
    assert read is not None
    assert read.zone.issuer == "BDR"
    read, _ = agree([sighting(strange, unsure=(0, 3), share=0.8)] * 2)
    assert read is None


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
        (TEXT[:54] + "XXC" + TEXT[57:], True),  # a refugee
        (TEXT[:54] + "XXZ" + TEXT[57:], False),
    ],
)
def test_states_and_names_must_be_possible(text: str, good: bool) -> None:
    assert plausible(read_zone(text)) is good


def test_a_state_that_is_sure_need_not_be_known() -> None:
    strange = read_zone(changed("P<UTO", "P<BDR"))
    assert not plausible(strange)
    assert plausible(strange, states_sure=True)
    assert not plausible(read_zone(changed("P<UTO", "P<<<<")), states_sure=True)


def test_a_doubtful_letter_of_the_name_is_remembered() -> None:
    read, _ = agree([sighting(unsure=(0, 6), share=0.6)] * 2)
    assert read is not None
    assert not read.name_sure
    assert read.name_sureness == pytest.approx(0.6)
    # doubtful once, certain once: in between
    read, _ = agree([sighting(unsure=(0, 6), share=0.6), sighting()])
    assert read is not None
    assert read.name_sureness == pytest.approx(0.6**0.5, abs=0.01)


def test_a_picture_without_a_believable_zone_is_given_up_after_three_looks() -> None:
    wrong = sighting(TEXT[:44] + "Y" + TEXT[45:])
    looks = iter([None, wrong, None, sighting(), sighting()])
    assert agree(looks) == (None, wrong)
    assert len(list(looks)) == 2
