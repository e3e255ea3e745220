"""The screens look as they did when their pictures were stored and looked at."""

import json
from pathlib import Path

import numpy as np
import pytest

from station_gate.kiosk.kit import colour
from station_gate.kiosk.screens import refused
from tests.kiosk.stored import (
    FINGERPRINT,
    FOLDER,
    Artist,
    Picture,
    Shot,
    same,
    shots,
    show_differences,
    stored,
)
from tests.kiosk.views import LANDSCAPE

PAGE = Path(__file__).parents[2] / "out" / "screens"
"""Where the differences are shown; overwritten by each run that finds some."""
REFUSED = Shot("refused", "en", LANDSCAPE)


@pytest.fixture(scope="module")
def artist() -> Artist:
    artist = Artist()
    if artist.fingerprint() != json.loads(FINGERPRINT.read_text(encoding="utf-8")):
        pytest.skip("the pictures were stored with other fonts; `make goldens` where they changed")
    return artist


def test_every_screen_looks_as_it_was_stored(artist: Artist) -> None:
    found: dict[Shot, tuple[Picture, Picture | None]] = {}
    for shot in shots():
        drawn, kept = artist.draw(shot), stored(shot)
        if kept is None or not same(drawn, kept):
            found[shot] = (drawn, kept)
    if found:
        page = show_differences(found, PAGE)
        pytest.fail(f"{len(found)} screens differ from the stored pictures: open {page}")


def test_no_picture_is_stored_of_a_screen_that_is_no_more() -> None:
    kept = {path.name for path in FOLDER.iterdir()}
    assert kept == {shot.file for shot in shots()} | {FINGERPRINT.name}


@pytest.mark.parametrize(
    ("name", "value"),
    [("BLUE", colour.GO), ("advice_for", lambda *_: [("help", "refused_staff")] * 3)],
    ids=["the colour of three small icons", "three lines of text"],
)
def test_a_screen_that_changes_is_found_out(
    artist: Artist, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    kept = stored(REFUSED)
    assert kept is not None
    assert same(artist.draw(REFUSED), kept)
    monkeypatch.setattr(refused, name, value)
    assert not same(Artist().draw(REFUSED), kept)


def test_what_differs_is_shown_side_by_side(tmp_path: Path) -> None:
    kept = np.zeros((18, 32, 3), np.uint8)
    drawn = kept.copy()
    drawn[4:9, 4:9] = 200
    strange = Shot("new, strange", "ja", LANDSCAPE)
    page = show_differences({REFUSED: (drawn, kept), strange: (drawn, None)}, tmp_path / "page")
    html = page.read_text(encoding="utf-8")
    assert html.count("<h2>") == 2
    for file in (
        "stored.refused.en.landscape.png",
        "drawn.refused.en.landscape.png",
        "difference.refused.en.landscape.png",
        "drawn.new-strange.ja.landscape.png",
    ):
        assert file in html
        assert (page.parent / file).is_file()
    assert "stored.new-strange" not in html


def test_pictures_of_different_sizes_are_not_the_same() -> None:
    picture = np.zeros((18, 32, 3), np.uint8)
    assert same(picture, picture.copy())
    assert not same(picture, picture[:17])
