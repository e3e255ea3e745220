"""From pictures of its sides to a document."""

import numpy as np
import pytest

from station_gate.documents.document import DocumentRefused
from station_gate.documents.mrz import check_digit
from station_gate.documents.page.reading import PageReading
from station_gate.gate.reasons import Reason
from tests.documents.page.makers import HOLDER, TODAY, Pixels, picture, zone_text


def refusal(*sides: Pixels) -> DocumentRefused:
    reading = PageReading()
    *first, last = sides
    for side in first:
        assert reading.add(side, "it", TODAY) is None
    with pytest.raises(DocumentRefused) as caught:
        reading.add(last, "it", TODAY)
    assert caught.value.reason is Reason.DOCUMENT_UNREADABLE
    assert not caught.value.checks[-1].passed
    return caught.value


def test_a_passports_page_is_all_it_takes() -> None:
    document = PageReading().add(picture("TD3", "held"), "it", TODAY)
    assert document is not None
    assert document.holder.surname == "KOWALCZYK LUCZAK"
    assert document.holder.document_number == HOLDER.document_number
    assert document.holder.birth == HOLDER.birth
    assert document.nationality == "UTO"
    assert document.name_sure
    assert all(check.passed for check in document.checks)
    assert [check.name for check in document.checks] == [
        "zone",
        "zone_check_digits",
        "zone_looks_alike",
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_card_has_two_sides_in_any_order(order: tuple[int, int]) -> None:
    reading = PageReading()
    assert reading.add(picture("TD1", "held", order[0]), "it", TODAY) is None
    document = reading.add(picture("TD1", "turned", order[1]), "it", TODAY)
    assert document is not None
    assert document.holder.given_names == "ZOE INGIBJOE"  # a card has room for no more
    assert document.portrait.shape[0] > 150
    assert [side.zone is not None for side in reading.sides] == [side == 1 for side in order]


def test_a_card_lying_on_its_head_has_its_face_found() -> None:
    reading = PageReading()
    assert reading.add(picture("TD1", "upside_down", 0), "it", TODAY) is None
    assert reading.sides[0].portrait is not None


def test_one_side_twice_is_not_a_card() -> None:
    front, back = (picture("TD1", "held", side) for side in (0, 1))
    assert "no machine-readable zone" in str(refusal(front, front))
    assert "no portrait" in str(refusal(back, back))


def test_what_cannot_be_read_says_why() -> None:
    assert "no machine-readable zone" in str(refusal(np.zeros((300, 400, 3), np.uint8)))
    right = zone_text("TD3")
    at = right.index(HOLDER.document_number)
    misprint = right[:at] + "Y" + right[at + 1 :]
    refused = refusal(picture("TD3", "held", zone=misprint))
    assert (refused.checks[-1].name, refused.checks[-1].value) == ("zone_check_digits", 3)


def test_an_impossible_day_is_no_traceback() -> None:
    right = zone_text("TD3")
    # a 13th month with the check digits that belong to it
    second = right[44:65] + "311330" + check_digit("311330") + right[72:87]
    digits = second[:10] + second[13:20] + second[21:43]
    refused = refusal(picture("TD3", "held", zone=right[:44] + second + check_digit(digits)))
    assert refused.checks[-1].name == "zone_contents"


def test_a_visa_is_not_taken_for_a_card() -> None:
    right = zone_text("TD2")
    assert "this is a visa" in str(refusal(picture("TD2", "held", zone="V" + right[1:])))


def test_several_documents_are_said() -> None:
    two = [picture("TD3", "held"), picture("TD2", "held")]
    other = zone_text("TD2").replace("XQ8B0O1D5", "XQ8B0O1D4")
    at = other.index("XQ8B0O1D4")
    own = check_digit("XQ8B0O1D4")
    second = "XQ8B0O1D4" + own + other[at + 10 : 71]
    composite = second[:10] + second[13:20] + second[21:35]
    two[1] = picture("TD2", "held", zone=other[:36] + second + check_digit(composite))
    assert "more than one document" in str(refusal(np.hstack(two)))


def test_no_face_is_looked_for_where_the_zone_must_be_shown_anew() -> None:
    right = zone_text("TD3")
    at = right.index(HOLDER.document_number)
    reading = PageReading()
    with pytest.raises(DocumentRefused):
        reading.add(picture("TD3", "held", zone=right[:at] + "Y" + right[at + 1 :]), "it", TODAY)
    assert reading.sides[0].glimpse is not None
    assert reading.sides[0].portrait is None
