"""What is written for other programs: nothing that a spreadsheet would work out."""

import pytest

from station_gate.reporting.output import formula_free

BEHIND = ("", " ", "\t", "\r", "\n", "\r\n", "\u00a0", '"', "'", " \n\"'", "\ufeff", "\u200b")


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
@pytest.mark.parametrize("before", BEHIND)
def test_a_formula_is_text_whatever_stands_before_it(before: str, sign: str) -> None:
    assert formula_free(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("value", ["", "SG-1001", "a=1", " Gate 4", "\n", '"quoted"', 1, -1, None])
def test_what_is_no_formula_stays_as_it_is(value: object) -> None:
    assert formula_free(value) == value
