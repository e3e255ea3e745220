"""``station-gate timetable``."""

from tests.cli.test_cli import run, sentence
from tests.conftest import FIXTURES

FEED = FIXTURES / "timetable"


def test_a_days_departures() -> None:
    done = run("timetable", FEED, "--station", "harbour", "--day", "2026-11-20")
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["10:20", "SG", "300", "Lakeside", "9"] in rows
    assert "5 of 5 trains leave harbour on Friday, 20 November 2026." in done.stdout
    assert run("timetable", FEED, "--station", "HBR", "--day", "2030-01-01").returncode == 1


def test_what_cannot_be_answered_is_one_sentence() -> None:
    assert "calls at XYZ" in sentence(run("timetable", FEED, "--station", "XYZ"), 3)
    assert "no date" in sentence(run("timetable", FEED, "--station", "HBR", "--day", "soon"), 2)
    assert "has no stops.txt" in sentence(run("timetable", FIXTURES, "--station", "HBR"), 3)
