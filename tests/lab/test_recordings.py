"""The library's recordings: one size, even times, and the same pixels on every machine."""

import hashlib
from pathlib import Path

import pytest

from fixtures.library.people import PEOPLE, RECORDINGS
from station_gate.capture.video import Video
from tests.conftest import FIXTURES

FILMS = sorted(RECORDINGS.glob("*.mp4"))
DIGEST = "b2c458af0acd8cf496066458e54b24ac785c7c4c9b27165bcbabc2706e3e350c"
"""SHA-256 over the pixels of hall_2.mp4, the same with and without vector instructions."""


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.stem)
def test_a_recording_begins_at_once_at_the_usual_size_and_rate(film: Path) -> None:
    video = Video(film)
    first, second = video.next(), video.next()
    video.close()
    assert first is not None
    assert second is not None
    assert first.pixels.shape == (480, 640, 3)
    assert first.time == 0
    # a turn of the head is slow: ten a second show it, and render in two thirds of the time
    least = 10 if film.stem.startswith("turns_") else 15
    assert 1 / 25 <= second.time <= 1 / least + 1e-3
    assert least <= video.rate <= 25


def test_every_machine_decodes_the_same_pixels() -> None:
    video, digest = Video(RECORDINGS / "hall_2.mp4"), hashlib.sha256()
    while (moment := video.next()) is not None:
        digest.update(moment.pixels.tobytes())
    video.close()
    assert digest.hexdigest() == DIGEST


def test_everybody_has_three_portraits_a_document_and_a_recording() -> None:
    assert len(PEOPLE) >= 16
    for person in PEOPLE.values():
        names = ("portrait.jpg", "portrait_chip.jpg", "portrait_card.png", "document.toml")
        assert all((person.folder / name).is_file() for name in names), person.name
        assert (person.folder / "portrait_chip.jpg").stat().st_size <= 15_000
        assert person.film in FILMS


def test_the_library_is_light() -> None:
    assert sum(f.stat().st_size for f in FIXTURES.rglob("*") if f.is_file()) < 40e6
