"""The drawings teach the right movement, and show the person of whom the demo tells."""

import csv
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from station_gate.assembly.resources import DEMO, demo_playlist
from station_gate.gate.terms import Step
from station_gate.kiosk.aids import NO_AIDS, Aid
from station_gate.kiosk.art import documents, tickets
from station_gate.kiosk.drawing.chrome import language_buttons
from station_gate.kiosk.drawing.layout import layout_for
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.kit.bench import Bench, budget_for
from station_gate.kiosk.target import LANGUAGE_PREFIX
from station_gate.kiosk.text.fonts import Fonts
from station_gate.kiosk.text.typesetting import Typesetter
from station_gate.languages import TAGS
from tests.kiosk.views import LANDSCAPE, PORTRAIT, VIEWS, at, surface

FONTS = Fonts.find()


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / "timetable" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first_scenario() -> Path:
    return demo_playlist()[0]


def test_the_sample_ticket_says_what_the_timetable_says() -> None:
    trains = {row["trip_short_name"]: row["trip_id"] for row in rows("trips.txt")}
    trip = trains[tickets.SAMPLE["train"]]
    start = next(row for row in rows("stop_times.txt") if row["trip_id"] == trip)
    assert start["departure_time"] == f"{tickets.SAMPLE['departs']}:00"
    assert start["stop_id"].endswith(f"-{tickets.SAMPLE['platform']}")


def test_the_sample_documents_are_those_of_the_demos_first_passenger() -> None:
    story = tomllib.loads((first_scenario() / "scenario.toml").read_text(encoding="utf-8"))
    file = first_scenario() / story["passenger"][0]["document"]
    holder = tomllib.loads(file.read_text(encoding="utf-8"))
    fields = dict(documents._FIELDS)
    assert fields["Surname"] == str(holder["surname"]).upper()
    assert fields["Given names"] == str(holder["given_names"]).upper()


def crown(picture: np.ndarray) -> float:
    """Give how light the top of a head is: 0 black to 255."""
    return float(picture.mean())


def test_the_person_on_the_sample_has_no_hair_either() -> None:
    """The demo's first passenger has a shaven head: so have the drawings, from both sides."""
    bench = Bench(layout_for(LANDSCAPE).unit, budget_for(LANDSCAPE))
    card = pygame.surfarray.array3d(documents.card(Typesetter(bench, FONTS)))
    x, y = round(bench.unit * 73), round(bench.unit * 76)
    assert crown(card[x - 4 : x + 4, y - 3 : y + 3]) > 120  # hair was below 60
    on_the_way = surface(LANDSCAPE)
    Painter(LANDSCAPE, ["en"], fonts=FONTS, gate_name="4").draw(on_the_way, VIEWS["going"], "en")
    drawn = pygame.surfarray.array3d(on_the_way)
    assert crown(drawn[930:946, 325:345]) > 120


def light_above_the_reader(since: float, **fields: object) -> float:
    """Give the share of white pixels where the telephone is held."""
    screen = surface(LANDSCAPE)
    view = replace(at(Step.TICKET, **fields), since=since)
    Painter(LANDSCAPE, ["en"], fonts=FONTS, gate_name="4").draw(screen, view, "en")
    held = pygame.surfarray.array3d(screen)[860:990, 180:450]
    return float((held.min(axis=2) > 245).mean())


def test_the_code_is_turned_from_the_passenger_to_the_reader() -> None:
    now = VIEWS["ticket"].now
    towards_the_passenger = light_above_the_reader(now - 0.1)
    assert towards_the_passenger > 0.2
    for away in (light_above_the_reader(now - 2.0), light_above_the_reader(now, ticket_seen=True)):
        assert away < 0.01


@pytest.mark.parametrize("aids", [NO_AIDS, frozenset({Aid.LARGE_TEXT})], ids=["usual", "large"])
def test_an_upright_screen_offers_several_languages_at_sight(aids: frozenset[Aid]) -> None:
    painter = Painter(PORTRAIT, TAGS, fonts=FONTS, gate_name="Gate 12")
    for lang in FONTS.languages:
        page = painter._page(surface(PORTRAIT), VIEWS["ticket"], lang, aids)
        names = [button.name for button in language_buttons(page)]
        assert sum(name.startswith(LANGUAGE_PREFIX) for name in names) >= 3
        assert f"{LANGUAGE_PREFIX}{lang}" in names
