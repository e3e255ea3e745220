"""The sheets of a screen's words: turned by the passenger, begun anew with other words."""

from dataclasses import replace

import pytest

from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Step
from station_gate.kiosk.drawing.sheets import Sheets
from tests.kiosk.views import VIEWS, at, refusal


def turned_over(name: str) -> Sheets:
    sheets = Sheets()
    sheets.follow(VIEWS[name], "en")
    sheets.turn()
    return sheets


@pytest.mark.parametrize(
    "changed",
    [
        at(Step.DOCUMENT),
        refusal(Reason.NO_FACE),
        VIEWS["face, turn left"],
        VIEWS["face, look ahead"],
        VIEWS["face, recognition is behind"],
        VIEWS["document, other side"],
    ],
)
def test_other_words_begin_with_their_first_sheet(changed: object) -> None:
    sheets = turned_over("refused" if changed is not VIEWS["face, look ahead"] else "face")
    assert sheets.turned == 1
    sheets.follow(changed, "en")  # type: ignore[arg-type]
    assert sheets.turned == 0


def test_another_language_begins_with_the_first_sheet() -> None:
    sheets = turned_over("refused")
    sheets.follow(VIEWS["refused"], "de")
    assert sheets.turned == 0


def test_what_only_moves_leaves_the_sheet_where_it_is() -> None:
    sheets = turned_over("face")
    sheets.follow(replace(VIEWS["face"], now=140.0, progress=0.9, coaching=None), "en")
    assert sheets.turned == 1
