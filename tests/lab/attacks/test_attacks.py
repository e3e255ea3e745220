"""Attacks and owners before the product's own verifier, and how that is counted."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from station_gate.cli.attacks import AttackOrder, run_attacks
from station_gate.faces.observation import Measure, Verdict
from station_gate.faces.verifier import VerifierLimits
from station_gate.lab.attacks.acting import LEFT, RIGHT, Asked, Turning
from station_gate.lab.attacks.cast import read_clip, read_filmed, recordings_in
from station_gate.lab.attacks.clip import CLEARLY, Clip, Person, turns_in
from station_gate.lab.attacks.measuring import Bench
from station_gate.lab.attacks.presentation import Ending
from station_gate.lab.attacks.results import AttackResults, Tally, as_json, bpcer_at
from station_gate.lab.attacks.sheet import Pose, Sheet, show
from station_gate.lab.attacks.species import SPECIES
from station_gate.problems import BadInput
from tests.conftest import FIXTURES

HALL = np.full((480, 640, 3), 50, np.uint8)


def sheet() -> Sheet:
    colours = np.zeros((120, 80, 3), np.uint8)
    colours[:, :40, 0] = 250  # its left half is red, its right half blue
    colours[:, 40:, 2] = 250
    return Sheet(colours, np.ones((120, 80), np.float32), 0.2)


def widths(pose: Pose) -> tuple[int, int]:
    """How many pixels of the middle row are red, and blue."""
    row = show(HALL, sheet(), pose)[240].astype(int)
    return int((row[:, 0] > 200).sum()), int((row[:, 2] > 200).sum())


def test_a_sheet_has_its_size_and_its_near_half_is_larger() -> None:
    assert sheet().height == pytest.approx(0.3)
    red, blue = widths(Pose(0, 0, 0.5))
    assert red == pytest.approx(blue, abs=2)
    assert red + blue == pytest.approx(0.2 / 0.5 * 320 / np.tan(np.radians(27)), abs=4)
    red, blue = widths(Pose(0, 0, 0.5, yaw=40))
    assert red > blue * 1.1  # its front turns to the picture's right: its left half is near
    assert sum(widths(Pose(0, 0, 0.5, bend=120))) < sum(widths(Pose(0, 0, 0.5)))
    assert widths(Pose(0, 0, 0.5, yaw=120)) == (0, 0)  # its back
    assert widths(Pose(9, 0, 0.5)) == (0, 0)  # outside the picture


def test_a_sheet_turns_when_it_is_asked_and_comes_back() -> None:
    turning = Turning(after=0.5, over=1.0, hold=0.5, degrees=40)
    assert turning.yaw(0.4) == 0
    assert turning.yaw(1.0) == pytest.approx(20)
    assert turning.yaw(1.7) == 40
    assert turning.yaw(turning.seconds) == 0


def clip() -> Clip:
    frames = [np.full((2, 2, 3), n, np.uint8) for n in range(20)]
    return Clip(frames, 0.1, [0, 1, 2, 8, 9, 16, 17], {LEFT: range(2, 9), RIGHT: range(9, 17)})


def test_turns_are_found_between_frames_that_look_ahead() -> None:
    asymmetry = np.array([0.0, 0.01, 0.3, 0.5, 0.2, 0.0, 0.02, -0.35, np.nan, -0.05])
    ahead, turns = turns_in(asymmetry)
    assert ahead == [0, 1, 5, 6, 9]
    assert turns == {LEFT: range(1, 6), RIGHT: range(6, 10)}
    assert turns_in(np.zeros(5))[1] == {}


def test_a_person_turns_the_way_asked_and_back_when_asked_for_that() -> None:
    person = Person(clip(), reaction=0.4)
    assert [person.index(0.1 * n, None) for n in range(3)] == [0, 1, 2]
    asked = Asked(RIGHT, since=1.0)
    assert [person.index(1.4 + 0.1 * n, asked) for n in range(4)] == [9, 10, 11, 12]
    back = Asked(RIGHT, since=1.0, back=1.8)
    way = [person.index(1.8 + 0.1 * n, back) for n in range(10)]
    assert max(way) <= 15
    assert way[2:6] == sorted(way[2:6], reverse=True)
    assert person.frame(1.5, asked)[0, 0, 0] == 10


def test_a_turn_that_nobody_asked_for_has_to_be_seen_twice() -> None:
    asymmetry = np.array([0.0, 0.01, 0.5, 0.0, 0.02, -0.45, -0.5, 0.0])
    assert set(turns_in(asymmetry, CLEARLY, 2)[1]) == {RIGHT}
    assert set(turns_in(asymmetry)[1]) == {LEFT, RIGHT}


def test_on_a_recording_only_what_is_near_the_turn_is_shown_before_it() -> None:
    ahead = [0, 1, 2, 30, 31, 32, 33, 34, 40, 41]
    frames = [np.zeros((2, 2, 3), np.uint8)] * 50
    filmed = Clip(frames, 0.1, ahead, {LEFT: range(34, 41), RIGHT: range(2, 20)})
    assert filmed.turning(LEFT).ahead == [30, 31, 32, 33, 34]
    assert set(filmed.turning(LEFT).turns) == {LEFT}
    # too little before and after it: what there is
    assert filmed.turning(RIGHT).ahead == ahead
    assert [filmed.whole().front(0.1 * n) for n in range(4)] == [0, 1, 2, 3]


def ending(verdict: Verdict | None, asked_at: float | None = 1.0) -> Ending:
    return Ending(verdict=verdict, seconds=3.0, asked_at=asked_at)


def test_errors_are_counted_among_those_that_were_judged() -> None:
    attacks = Tally(
        [
            ending(Verdict.MATCH),
            ending(Verdict.ATTACK),
            ending(Verdict.UNANSWERED),
            ending(Verdict.UNANSWERED),
            ending(Verdict.MISMATCH, None),
            ending(None, None),
        ]
    )
    owners = Tally([ending(Verdict.MATCH)] * 9 + [ending(Verdict.ATTACK)])
    filmed = Tally([ending(Verdict.MATCH), ending(Verdict.UNANSWERED)])
    others = Tally([ending(Verdict.MATCH, None), ending(Verdict.ATTACK, None), ending(None, None)])
    species = {"print_flat": Tally([]), "phone_photo": attacks}
    results = AttackResults(species, owners, filmed, others, ["x.mp4: damaged."])
    figures = json.loads(as_json(results))
    assert figures["version"] == 1
    assert figures["worst_species"] == "phone_photo"
    phone = figures["species"]["phone_photo"]
    assert (phone["presentations"], phone["accepted"], phone["apcer"]) == (4, 1, 0.25)
    assert (phone["not_answered"], phone["face_did_not_match"]) == (2, 1)
    assert phone["not_captured"] == 1
    assert phone["iapar"] == pytest.approx(1 / 6)
    assert figures["species"]["print_flat"]["apcer"] is None
    assert (figures["bona_fide"]["refused"], figures["bona_fide"]["presentations"]) == (2, 12)
    assert figures["recordings"] == {
        "turning": 2,
        "refused": 1,
        "not_turning": 2,
        "suspected": 1,
        "not_usable": 1,
        "damaged": 1,
    }
    assert figures["added_seconds_median"] == 2.0


def scored(score: float) -> Ending:
    measure = Measure(name="liveness_score", value=score, low=1.0, high=None)
    return replace(ending(Verdict.MATCH), liveness=(measure,))


def test_what_owners_pay_for_a_limit_that_lets_so_many_attacks_in() -> None:
    attacks = Tally([scored(number / 20) for number in range(10)])  # 0 to 0.45
    owners = Tally([scored(score) for score in (0.1, 0.4, 1.2, 1.3)])
    assert bpcer_at(0.10, attacks, owners) == 0.5  # a limit just above 0.40
    assert bpcer_at(0.01, attacks, owners) == 0.5  # above 0.45
    assert bpcer_at(0.50, attacks, owners) == 0.25  # above 0.20
    assert bpcer_at(0.10, Tally([scored(1.5)]), owners) is None
    assert bpcer_at(0.10, Tally([]), owners) is None


ORDER = AttackOrder(
    library=None,
    recordings=None,
    presentations=1,
    prints=1,
    json=None,
    out=None,
    processes=1,
    config=None,
)


def test_the_command_presents_everything_and_says_what_is_not_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    for name in ("rivera", "chen"):
        (library / "people" / name).mkdir(parents=True)
        shutil.copy(FIXTURES / "people" / name / "portrait.jpg", library / "people" / name)
        (library / "recordings").mkdir(exist_ok=True)
        shutil.copy(FIXTURES / "recordings" / f"turns_{name}.mp4", library / "recordings")
    shutil.copy(FIXTURES / "recordings" / "empty_hall.jpg", library / "recordings")
    out = tmp_path / "figures.json"
    order = replace(ORDER, library=library, json=out, out=tmp_path / "report")
    assert run_attacks(order) == 0
    figures = json.loads(out.read_text())
    assert set(figures["species"]) == set(SPECIES)
    assert figures["species"]["print_flat"]["accepted"] == 0
    # a recording that turns is a head that turns: it must be said
    assert figures["species"]["replay_with_turn"]["accepted"] == 1
    assert figures["bona_fide"]["refused"] == 0
    assert (tmp_path / "report" / "attacks.png").read_bytes().startswith(b"\x89PNG")
    words = re.sub(r"[^\w:]+", " ", capsys.readouterr().out)
    assert "NOT STOPPED" in words


def test_a_folder_without_people_who_turn_is_told_in_a_sentence(tmp_path: Path) -> None:
    order = replace(ORDER, library=tmp_path)
    with pytest.raises(BadInput, match=r"recordings/turns_NAME\.mp4"):
        run_attacks(order)


def test_a_damaged_recording_is_named(tmp_path: Path) -> None:
    """Cut short, or only called a video; where every recording is, nothing is presented."""
    whole = (FIXTURES / "recordings" / "turn_right.mp4").read_bytes()
    (tmp_path / "short.mp4").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "words.avi").write_text("no video")
    assert [path.name for path in recordings_in(tmp_path)] == ["short.mp4", "words.avi"]
    for path in recordings_in(tmp_path):
        with pytest.raises(BadInput, match=path.name):
            read_filmed(path)
    with pytest.raises(BadInput, match=r"short\.mp4"):
        run_attacks(replace(ORDER, recordings=tmp_path))


@pytest.mark.parametrize(("size", "largest"), [((90, 160), 160), ((1080, 1920), 1280)])
def test_recordings_of_any_size_are_read(
    tmp_path: Path, size: tuple[int, int], largest: int
) -> None:
    height, width = size
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 60.0, (width, height))
    for _ in range(60):
        writer.write(np.full((height, width, 3), 90, np.uint8))
    writer.release()
    frames, seconds = read_clip(path)
    assert max(frames[0].shape) == largest
    assert len(frames) == pytest.approx(15, abs=1)
    assert seconds == pytest.approx(1 / 15, abs=0.01)
    assert read_filmed(path).portraits == ()  # nobody is there


@pytest.mark.parametrize("folder", ["", "nothing"])
def test_a_folder_without_recordings_is_told_in_a_sentence(tmp_path: Path, folder: str) -> None:
    with pytest.raises(BadInput, match=r"videos|not a folder"):
        run_attacks(replace(ORDER, recordings=tmp_path / folder))


def test_a_real_person_on_a_recording_is_not_suspected_in_passing(shared_data: Path) -> None:
    bench = Bench(FIXTURES, VerifierLimits())
    turns, found = bench.present_recording(shared_data / "clips" / "grid" / "bbaf2n.mpg", 0)
    assert not turns
    assert found.verdict is Verdict.MATCH


def test_a_recording_in_which_nobody_looks_ahead_is_not_usable(tmp_path: Path) -> None:
    hall = FIXTURES / "recordings" / "empty_hall.mp4"
    turns, found = Bench(FIXTURES, VerifierLimits()).present_recording(hall, 0)
    assert (turns, found.verdict) == (False, None)
