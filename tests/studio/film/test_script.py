from pathlib import Path

import pytest

from fixtures.studio.cast import load_cast
from fixtures.studio.film.script import Span, load, parse
from station_gate.problems import BadInput

GOOD = """
story = "Walks up, blinks, turns the head."
light = "hall"
seconds = 4
seed = 7

[[people]]
who = "chen"
path = [[0, 2.8, -0.3], [2.2, 0.75, 0], [4, 0.75, 0]]
blinks = [2.6]
wears = ["glasses", "mask"]
takes_off = { mask = 3.0 }
turns = [{ at = 2.8, until = 3.4, yaw = 25 }]
"""


def test_a_script_is_read_whole() -> None:
    script = parse(GOOD, "one", "one.toml")
    (actor,) = script.people
    assert (script.name, script.light, script.frames) == ("one", "hall", 60)
    assert actor.path[1] == (2.2, 0.75, 0.0)
    assert actor.turns == (Span(at=2.8, until=3.4, yaw=25.0),)
    assert actor.takes_off == {"mask": 3.0}


def test_an_empty_hall_needs_nobody() -> None:
    text = 'story = "Nobody."\nlight = "dim"\nseconds = 2\nseed = 1'
    assert parse(text, "empty", "empty.toml").people == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('light = "hall"', 'light = "neon"', 'cannot be "neon"; use one of hall, window'),
        ("seconds = 4", "", 'the script lacks "seconds"'),
        ("seconds = 4", "seconds = 90", '"seconds" must be from 0.5 to 30, not 90'),
        ("seconds = 4", 'seconds = "four"', "must be a number"),
        ("seed = 7", "seed = 1.5", "must be a whole number"),
        ("seed = 7", "seed = 7\nfps = 60", '"fps" must be from 5 to 30, not 60'),
        ("seed = 7", "seed = 7\ncolour = 1", 'the script has no "colour"'),
        ("blinks", "winks", 'number 1 has no "winks"'),
        ('who = "chen"', "", 'lacks "who"'),
        ('"glasses"', '"crown"', 'cannot be "crown"; use one of glasses, hat, mask'),
        ("mask = 3.0", "hat = 3.0", "takes off the hat without wearing it"),
        ("until = 3.4", "until = 2.4", "turns until 2.4 s, but only begins at 2.8 s"),
        ("[2.2, 0.75, 0]", "[2.2, 0.75]", "must have 3 numbers in each point"),
        ("[2.2, 0.75, 0]", "[0.5, 0.75, 0]", "would run: 4.1 m/s before 0.5 s"),
        ("[2.2, 0.75, 0], [4,", "[2.2, 0.75, 0], [2,", "goes back in time at 2 s"),
        ("blinks = [2.6]", "height = 2.6", 'the "height" of chen must be 1.0 to 2.1 metres'),
        ("blinks = [2.6]", 'holds = { kind = "print" }', 'a held print lacks "shows"'),
        ("blinks = [2.6]", 'holds = { kind = "phone", shows = "x" }', 'held phone lacks "plays"'),
        ("[[people]]", "[people]", "must be a list of tables"),
        ("seed = 7", "seed = ", "not valid TOML"),
    ],
)
def test_a_bad_script_is_said_in_one_sentence(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(BadInput) as problem:
        parse(GOOD.replace(old, new), "one", "shots/one.toml")
    text = str(problem.value)
    assert said in text
    assert text.startswith("shots/one.toml: ")
    assert "\n" not in text


def test_a_script_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such shot script"):
        load(tmp_path / "x.toml")
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="cannot be read"):
        load(tmp_path / "x.toml")


SHOTS = sorted((Path(__file__).parents[3] / "fixtures/studio/shots").glob("*.toml"))


def test_every_committed_shot_can_be_filmed_with_the_cast() -> None:
    cast = load_cast()
    assert len(SHOTS) >= 30
    for path in SHOTS:
        script = load(path)
        for actor in script.people:
            assert actor.who in cast, path.name
            assert actor.path[-1][0] <= script.seconds, path.name
            if actor.holds and actor.holds.plays:
                assert actor.holds.plays in {p.stem for p in SHOTS}, path.name
    seeds = [load(path).seed for path in SHOTS]
    assert len(set(seeds)) == len(seeds)
