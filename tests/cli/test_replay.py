"""Replays: nothing is lost or silent, and scenarios of one's own run."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest

from tests.cli.test_cli import run, sentence
from tests.conftest import FIXTURES

PORTRAIT = FIXTURES / "people/rivera/portrait.jpg"
SCENARIOS = FIXTURES / "scenarios"


def test_ctrl_c_keeps_what_was_played_and_says_so(tmp_path: Path) -> None:
    results, junit = tmp_path / "r.json", tmp_path / "r.xml"
    names = ["ticket_expired", "genuine_hall", "genuine_chip", "impostor_clear", "wrong_train"]
    process = subprocess.Popen(
        [sys.executable, "-m", "station_gate", "replay"]
        + [str(SCENARIOS / name) for name in names]
        + ["--json", str(results), "--junit", str(junit)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # whoever starts the tests in the background has it ignored, which a child inherits
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("1/5 ticket_expired"):
            process.send_signal(signal.SIGINT)
            break
    out, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "ticket_expired" in out
    assert "1 of 5 scenarios were played" in said
    document = json.loads(results.read_text())
    assert not document["complete"]
    assert document["missing"] == names[1:]
    assert [each["name"] for each in document["scenarios"]] == names[:1]
    suite = ElementTree.parse(junit).getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("5", "0", "4")
    (complete,) = suite.iter("property")
    assert complete.attrib == {"name": "complete", "value": "false"}


def test_a_replay_into_a_pipe_tells_how_far_it_is_and_with_which_settings(tmp_path: Path) -> None:
    results = tmp_path / "r.json"
    done = run("replay", SCENARIOS / "ticket_expired", "--json", results)
    assert done.stderr.splitlines() == ["1/1 ticket_expired"]
    (library,) = json.loads(results.read_text())["settings"]
    assert library["scenarios"] == ["ticket_expired"]
    (layer,) = [each for each in library["layers"] if each["source"].endswith("station.toml")]
    assert "gate.liveness" in layer["sets"]


def test_the_logs_stream_holds_json_lines_only() -> None:
    done = run("kiosk", "--headless", SCENARIOS / "ticket_expired", STATION_GATE_LOG__STYLE="json")
    assert done.returncode == 0
    assert all(json.loads(line) for line in done.stdout.splitlines())
    assert "1 of 1 ended as expected" in done.stderr


def test_a_scenario_of_one_picture_passes(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert run("scenario", "new", folder, "--portrait", PORTRAIT).returncode == 0
    done = run("replay", folder)
    assert "1 of 1 ended as expected." in done.stdout
    assert "is not empty" in sentence(run("scenario", "new", folder, "--portrait", PORTRAIT), 3)


def test_what_a_new_scenario_cannot_be_is_told(tmp_path: Path) -> None:
    new = ("scenario", "new", tmp_path / "s", "--portrait", PORTRAIT)
    assert "did you mean refused" in sentence(run(*new, "--expect", "refusd"), 2)
    told = sentence(run(*new, "--expect", "refused face_mismach"), 2)
    assert "did you mean face_mismatch" in told
    assert "no reason of the closed list" in sentence(run(*new, "--expect", "passed no_face"), 2)
    assert "is no name" in sentence(run(*new, "--name", "Alex"), 2)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8 no picture")
    assert run(*new, "--live", broken).returncode == 3
    assert not (tmp_path / "s").exists(), "nothing is left half made"


def test_the_readmes_keys_are_good_on_the_day_of_the_fixtures(tmp_path: Path) -> None:
    keys, picture = tmp_path / "KEYS", tmp_path / "T.png"
    days = ("--valid-from", "2026-11-01", "--days", "3650")
    assert run("ticket", "keygen", keys, "--issuer", "ACME", *days).returncode == 0
    issued = ("--name", "RIVERA ALEX", "--train", "SG 127", "--from", "HBR", "--to", "NFD")
    departure = ("--departure", "2026-11-20T10:05")
    key = keys / "ACME-1.pem"
    done = run("ticket", "issue", picture, "--key", key, *issued, *departure)
    assert done.returncode == 0
    assert run("ticket", "inspect", picture, "--issuers", keys / "keys.toml").returncode == 0
    wrong = run("ticket", "keygen", keys, "--issuer", "ACME", "--valid-from", "soon")
    assert "is no date" in sentence(wrong, 2)


BAD = """\
format = 1
title = "A title"
story = "A story."
clock = 2026-11-20T09:40:00

[[passenger]]
name = "Alex"
expect = { outcome = "passed" }

[[passenger]]
name = "Bea"
wlak = "never"
does = [
    { step = "idle", press = "start" },
    { step = "face", after = "soon", press = "help" },
]

[passenger.expect]
outcome = "passed"
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("", "", 12, "there is no key passenger 2: wlak (did you mean walk?); allowed are name,"),
        ('wlak = "never"\n', "", 14, 'passenger 2: does 2: after = "soon" cannot be used; allowed'),
        ('wlak = "never"', "face = 3", 12, "passenger 2: face = 3 cannot be used; allowed: a list"),
        ('wlak = "never"', 'walk = "nevr"', 12, 'walk = "nevr" is not known (did you mean never?)'),
        ('"A title"', f'"{"x" * 90}"', 2, "allowed: at most 80 letters"),
        ("clock = 2026-11-20T09:40:00", 'clock = "now"', 4, "a date and a time, such as"),
        ('title = "A title"\n', "", 1, "title is missing"),
    ],
)
def test_a_mistake_is_told_with_its_key_its_line_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    text = BAD.replace(old, new) if old else BAD
    if "wlak" in text and "wlak" not in words:
        text = text.replace('wlak = "never"', "# nothing")
    (tmp_path / "scenario.toml").write_text(text)
    told = sentence(run("replay", tmp_path), 3)
    assert f"scenario.toml, line {line}: " in told
    assert words in told
    for foreign in ("Input", "Extra", "Field required", "valid", "pydantic", "type="):
        assert foreign not in told


def test_a_folder_where_a_file_is_wanted_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    text = BAD.replace('wlak = "never"', 'face = "pictures"').replace('"soon"', "1.0")
    (tmp_path / "scenario.toml").write_text(text)
    assert "pictures, which is a folder; name a file" in sentence(run("replay", tmp_path), 3)
    picture = tmp_path / "face.png"
    cv2.imwrite(str(picture), np.zeros((8, 8, 3), np.uint8))
    assert "face.png is no scenario" in sentence(run("replay", picture), 3)
