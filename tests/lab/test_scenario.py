"""Scenario files: what they may say, and what is said of those that are wrong."""

from pathlib import Path

import pytest

from station_gate.gate.terms import Action, Outcome
from station_gate.lab.scenario import FILE, find_scenarios, load_scenario
from station_gate.problems import BadInput
from tests.conftest import FIXTURES

GOOD = """\
format = 1
title = "A title"
story = "A story."
clock = 2026-11-20T09:40:00
[[passenger]]
name = "Alex"
face = "face.png"
does = [{ step = "refused", after = 2, press = "try_again" }]
expect = { outcome = "passed" }
"""


def write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "face.png").touch()
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_a_scenario_is_read_with_its_paths_located(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path / "good", GOOD))
    assert (scenario.name, scenario.title) == ("good", "A title")
    (passenger,) = scenario.passengers
    assert passenger.face == (tmp_path / "good" / "face.png",)
    assert passenger.does[0].press is Action.TRY_AGAIN
    assert passenger.expect.outcome is Outcome.PASSED
    assert load_scenario(tmp_path / "good" / FILE) == scenario


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("format = 1", "format = 2", "has format 2, this version reads 1"),
        ("format = 1", "", "has format None"),
        ("title =", "titel =", "titel"),
        ('face = "face.png"', 'face = "none.png"', "which is not there"),
        ('face = "face.png"', 'face = "/etc/hostname"', "must be relative"),
        (
            'outcome = "passed"',
            'outcome = "won"',
            'passenger 1: expect.outcome = "won" is not known; allowed: passed, ',
        ),
        ('face = "face.png"', 'walk = "trough"', "did you mean through?"),
        ('outcome = "passed"', 'outcome = "refused", reason = "no_fase"', "did you mean no_face?"),
        ('outcome = "passed"', 'outcome = "refused"', "needs a reason of the closed list"),
        ('outcome = "passed"', 'outcome = "passed", reason = "no_face"', "has no reason"),
        ('outcome = "passed"', 'outcome = "passed", not_yet_detected = "x"', "not a passage"),
        ('press = "try_again"', 'press = "try_again", staff = "admit"', "exactly one of"),
        (', press = "try_again"', "", "exactly one of"),
        ('press = "try_again"', 'direction = "up"', "line 8: passenger 1: does 1: direction"),
        ("[[passenger]]", "[gate]\nwdie = true\n[[passenger]]", "gate.wdie"),
        ("[[passenger]]", "[gate]\nclasses = 1\n[[passenger]]", "gate.classes"),
        ("[[passenger]]", '[[entered]]\nticket = ""\nminutes = 1\n[[passenger]]', "entered 1: "),
        ('"refused"', '"nowhere"', "does 1: step = "),
        ("clock = 2026-11-20T09:40:00", "clock = 2026-11-20T09:40:00Z", "without an offset"),
        ('name = "Alex"', "name = ", "is not a TOML file"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    with pytest.raises(BadInput) as caught:
        load_scenario(write(tmp_path / "bad", GOOD.replace(old, new)))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_scenario_at_all(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is not a scenario"):
        load_scenario(tmp_path)
    with pytest.raises(BadInput, match="There is no scenario in"):
        find_scenarios([tmp_path])
    with pytest.raises(BadInput, match="is not a scenario"):
        find_scenarios([tmp_path / "nowhere"])
    (tmp_path / FILE).mkdir()
    with pytest.raises(BadInput, match="this is a folder"):
        load_scenario(tmp_path)


def test_the_bundled_library_loads_and_covers_what_it_says() -> None:
    scenarios = find_scenarios([FIXTURES / "scenarios"])
    assert len(scenarios) >= 12
    assert [s.name for s in scenarios] == sorted(s.name for s in scenarios)
    outcomes = {p.expect.outcome for s in scenarios for p in s.passengers}
    assert outcomes == set(Outcome)
