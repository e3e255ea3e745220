"""The zone in one picture: every letter, in every light, and nothing where there is none."""

import math
from collections import Counter
from dataclasses import replace

import cv2
import numpy as np
import pytest

from station_gate.documents.page import sighting
from station_gate.documents.page.agreement import agree
from station_gate.documents.page.glyphs import ALPHABET, FILE, Floats, likelihoods
from station_gate.documents.page.layout import LAYOUTS
from station_gate.documents.page.looks import MOST_LOOKS, looks
from station_gate.documents.page.portrait import portrait_by_zone
from station_gate.documents.page.reading import sightings
from station_gate.documents.page.sighting import SeveralZones, see_zone
from station_gate.documents.page.strips import Gray
from station_gate.documents.page.textlines import TextLine, text_lines
from station_gate.issuing.page.drawing import draw_pages
from tests.documents.page.makers import HOLDER, document, gray, pages, picture, zone_text


@pytest.mark.parametrize("form", ["TD1", "TD2", "TD3"])
@pytest.mark.parametrize("view", ["flat", "tilted", "upside_down", "hard"])
def test_every_letter_is_read_however_the_page_is_held(form: str, view: str) -> None:
    seen = see_zone(gray(picture(form, view)))
    assert seen is not None
    assert "".join(seen.zone.lines) == zone_text(form)
    assert seen.zone.valid
    assert seen.sureness.shape == (LAYOUTS[form].lines, LAYOUTS[form].letters)
    assert (seen.sureness <= 0).all()


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("form", ["TD1", "TD2", "TD3"])
def test_a_page_lies_in_any_direction(form: str, quarters: int) -> None:
    pixels = picture(form, "held")
    whole, _ = agree(sightings(pixels))
    read, _ = agree(sightings(np.ascontiguousarray(np.rot90(pixels, quarters))))
    assert whole is not None
    assert read is not None
    assert "".join(read.zone.lines) == zone_text(form)
    # its place is found back: a point beside the zone turns with the picture
    point = [40.0, LAYOUTS[form].size[1] - 30, 1.0]
    x, y, w = whole.sighting.way @ point
    height, width = pixels.shape[:2]
    there = np.array([x / w, y / w])
    for _ in range(quarters):
        there, width, height = np.array([there[1], width - 1 - there[0]]), height, width
    found = read.sighting.way @ point
    assert np.linalg.norm(found[:2] / found[2] - there) < 3.0  # pixels


def test_a_page_on_a_large_desk_is_found() -> None:
    page = pages("TD3")[0].pixels
    desk = np.full((3000, 4000, 3), 118, np.uint8)
    rng = np.random.default_rng(5)
    desk += rng.integers(0, 18, desk.shape[:2], dtype=np.uint8)[..., None]
    for top, left in ((980, 1260), (1850, 60)):
        there = desk.copy()
        there[top : top + page.shape[0], left : left + page.shape[1]] = page
        read, _ = agree(sightings(there))
        assert read is not None, (top, left)
        assert "".join(read.zone.lines) == zone_text("TD3")


@pytest.mark.parametrize("spacing", [4.4, 8.0])
def test_lines_that_are_set_closer_or_wider_are_read(
    monkeypatch: pytest.MonkeyPatch, spacing: float
) -> None:
    layout = replace(LAYOUTS["TD3"], spacing=spacing)
    monkeypatch.setitem(LAYOUTS, "TD3", layout)
    page = draw_pages(document(), "TD3", "F")[0].pixels
    monkeypatch.undo()
    seen = see_zone(gray(page))
    assert seen is not None
    assert "".join(seen.zone.lines) == zone_text("TD3")


@pytest.mark.parametrize("rise", [-0.012, 0.012])
def test_a_page_of_an_open_passport_is_bent(rise: float) -> None:
    page = pages("TD3")[0].pixels
    height, width = page.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    along = x / width * 2 - 1
    bent = cv2.remap(
        page,
        x + np.float32(0.012 * width) * along**3,
        y + np.float32(rise * width) * along**2,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    read, _ = agree(sightings(np.asarray(bent, np.uint8)))
    assert read is not None
    assert "".join(read.zone.lines) == zone_text("TD3")


def test_two_documents_in_one_picture_are_told() -> None:
    one = pages("TD3")[0].pixels
    other = draw_pages(
        replace(document(), holder=replace(HOLDER, document_number="K1234567")), "TD3", "F"
    )[0].pixels
    with pytest.raises(SeveralZones):
        see_zone(gray(np.vstack([one, other])))
    with pytest.raises(SeveralZones):
        see_zone(gray(np.hstack([one, other])))
    assert see_zone(gray(np.vstack([one, one]))) is not None  # twice the same is one


@pytest.mark.parametrize("view", ["held", "far", "dim", "shaded", "noisy", "turned"])
def test_bad_light_is_no_reason(view: str) -> None:
    seen = see_zone(gray(picture("TD3", view)))
    assert seen is not None
    assert "".join(seen.zone.lines) == zone_text("TD3")


def test_nothing_is_read_where_there_is_nothing() -> None:
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 255, (400, 640), dtype=np.uint8)
    stripes = np.tile(np.array([0, 0, 0, 255, 255, 255], np.uint8), (400, 110))
    for nothing in (noise, stripes, np.zeros((400, 640), np.uint8), np.full((5, 9), 7, np.uint8)):
        assert see_zone(nothing) is None
    assert see_zone(gray(picture("TD3", "unreadable"))) is None
    assert see_zone(gray(picture("TD1", "held", side=0))) is None  # a card's front


def lines_without_sense() -> Gray:
    """Return a page of lines as long and as even as a card's, in which no zone is."""
    page = np.full((420, 900), 235, np.uint8)
    rng = np.random.default_rng(8)
    for y in range(150, 340, 32):
        for letter in range(29):
            place = (30 + 20 * letter, y)
            cv2.putText(page, str(rng.choice(list("AKMX"))), place, 0, 0.62, (30,), 2)
    return page


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Return counts what takes long: zones read letter by letter, strips searched for lines."""
    done: Counter[str] = Counter()

    def counted_reading(cells: Floats) -> Floats:
        done["readings"] += 1
        return likelihoods(cells)

    def counted_search(pixels: Gray) -> list[TextLine]:
        done["strips"] += 1
        return text_lines(pixels)

    monkeypatch.setattr(sighting, "likelihoods", counted_reading)
    monkeypatch.setattr(sighting, "text_lines", counted_search)
    return done


def test_lines_that_never_make_a_zone_do_not_cost_without_end(work: Counter[str]) -> None:
    see_zone(lines_without_sense())
    assert 6 < work["readings"] <= 12  # 300 without a bound


def test_all_looks_at_one_picture_have_one_bound(work: Counter[str]) -> None:
    pixels = cv2.cvtColor(lines_without_sense(), cv2.COLOR_GRAY2RGB).astype(np.uint8)
    assert len(list(sightings(pixels))) == MOST_LOOKS
    assert 12 < work["readings"] <= 60  # 72 with a bound for each look alone


def test_places_that_are_searched_have_a_bound(work: Counter[str]) -> None:
    bands = np.full((600, 900, 3), 235, np.uint8)
    for y in range(60, 580, 130):
        bands[y : y + 40, 40:860:8] = 20  # bars, which look like bands of print
    assert len(list(sightings(bands))) == MOST_LOOKS
    assert 6 < work["strips"] <= 60  # 30 places, both ways up; 120 without a bound


@pytest.mark.parametrize("form", ["TD1", "TD3"])
def test_a_good_page_takes_a_small_part_of_what_it_may(form: str, work: Counter[str]) -> None:
    read, _ = agree(sightings(picture(form, "held")))
    assert read is not None
    assert work["readings"] <= 4
    assert work["strips"] <= 2


def test_the_zone_tells_where_the_portrait_is() -> None:
    pixels = picture("TD3", "tilted")
    seen = see_zone(gray(pixels))
    assert seen is not None
    cut = portrait_by_zone(pixels, seen.way, seen.layout)
    # the drawn portrait stands 2 mm inside the box that is cut out
    left, top, _, _ = seen.layout.portrait or (0, 0, 0, 0)
    dots = cut.shape[1] / 38.0
    box = [round(v * dots) for v in (6.0 - left, 17.0 - top, 32.0, 41.1)]
    inside = cut[box[1] : box[1] + box[3], box[0] : box[0] + box[2]]
    original = document().portrait
    wide = round(original.shape[0] * 32.0 / 41.1)
    start = max(0, (original.shape[1] - wide) // 2)
    wanted = cv2.resize(original[:, start : start + wide], inside.shape[1::-1])
    both = [np.asarray(gray(np.asarray(one, np.uint8)), np.float32) for one in (inside, wanted)]
    shift, _ = cv2.phaseCorrelate(both[0], both[1])
    assert math.hypot(*shift) < 0.02 * inside.shape[1]


def test_a_picture_is_looked_at_in_several_ways_and_each_finds_back() -> None:
    pixels = gray(picture("TD3", "flat"))
    first: np.ndarray | None = None
    corner = np.array([10.0, 70.0, 1.0])  # a point of the page, in millimetres
    for number, (view, back) in enumerate(looks(pixels)):
        seen = see_zone(view)
        assert seen is not None, number
        place = back @ seen.way @ corner
        place = place[:2] / place[2]
        first = place if first is None else first
        assert np.linalg.norm(place - first) < 2.0  # pixels
    assert number == MOST_LOOKS - 1


def test_a_huge_picture_is_made_smaller_first() -> None:
    large = cv2.resize(gray(picture("TD3", "flat")), (5120, 2880)).astype(np.uint8)
    view, back = next(looks(large))
    assert max(view.shape) == 1920
    seen = see_zone(view)
    assert seen is not None
    assert seen.zone.valid
    assert (back @ [1920.0, 0.0, 1.0])[0] == pytest.approx(5120)


def test_the_network_knows_the_whole_alphabet() -> None:
    assert FILE.stat().st_size < 150_000
    told = likelihoods(np.zeros((2, 24, 16), np.float32))
    assert told.shape == (2, len(ALPHABET))
    assert np.exp(told).sum(axis=1) == pytest.approx([1.0, 1.0], abs=1e-4)
