"""The program as a user meets it: one sentence, the documented exit code, no traceback."""

import io
import json
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from PIL import Image

from station_gate.cli import main
from station_gate.lab.scenario import load_scenario
from station_gate.processes import privacy
from tests.conftest import FIXTURES

PEOPLE = FIXTURES / "people"
SCENARIOS = FIXTURES / "scenarios"


def from_elsewhere(scenario: str, folder: Path) -> str:
    """Return a library scenario's text with paths that are right in another folder."""
    return scenario.replace('"../../', f'"{os.path.relpath(FIXTURES, folder)}/')


def run(
    *arguments: object, cwd: Path | None = None, started: bool = False, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run ``station-gate`` without a display: in this process, or ``started`` as one."""
    clean = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    words = list(map(str, arguments))
    done = _start(words, cwd, clean | env) if started else _call(words, cwd, clean | env)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def _start(
    words: list[str], cwd: Path | None, env: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "station_gate", *words],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=env,
        timeout=300,
        check=False,
    )


def _call(
    words: list[str], cwd: Path | None, env: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the program's ``main`` here, which saves the seconds of a start."""
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2)]
    code: object = 0
    with (
        mock.patch.dict(os.environ, env | {"COLUMNS": "80"}, clear=True),
        mock.patch.object(sys, "argv", ["station-gate", *words]),
        # this process goes on, and its crashes are ours to look into
        mock.patch.object(privacy, "forbid_core_dumps"),
        chdir(cwd or Path.cwd()),
        redirect_stdout(streams[0]),
        redirect_stderr(streams[1]),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    assert isinstance(code, int)
    out, err = (stream.buffer.getvalue().decode() for stream in streams)
    return subprocess.CompletedProcess(words, code, out, err)


def sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    assert done.returncode == code, done.stdout + done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("station-gate: ")
    return line


def test_help_names_every_command_and_the_exit_codes() -> None:
    done = run("--help", started=True)
    assert done.returncode == 0
    for word in ("kiosk", "replay", "compare", "ticket", "doctor", "Exit codes"):
        assert word in done.stdout
    assert run("--version").stdout.startswith("station-gate 0.")


def test_numpy_is_told_not_to_spin_unless_the_user_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["station-gate", "--version"])
    for said, expected in ((None, "1"), ("3", "3")):
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", said or "")
        if said is None:
            monkeypatch.delenv("OPENBLAS_NUM_THREADS")
        with pytest.raises(SystemExit):
            main()
        assert os.environ["OPENBLAS_NUM_THREADS"] == expected
    assert "station-gate" in capsys.readouterr().out


def test_wrong_usage_is_exit_code_2() -> None:
    assert run("kiosk", "--nonsense").returncode == 2
    assert run("compare", "one.png", started=True).returncode == 2
    assert "one of: --demo" in sentence(run("kiosk"), 2)
    assert "add --camera" in sentence(run("kiosk", "--demo", "--document", "x"), 2)
    assert "leave --headless out" in sentence(run("kiosk", "--camera", "0", "--headless"), 2)
    refused = run("kiosk", SCENARIOS / "ticket_expired", "--headless", "--lang", "tlh")
    assert "There is no language tlh" in sentence(refused, 2)


def test_compare_says_yes_no_and_why_not() -> None:
    rivera, brandt = PEOPLE / "rivera/portrait.jpg", PEOPLE / "brandt/portrait.jpg"
    same = run("compare", rivera, rivera, started=True)
    assert same.returncode == 0
    assert same.stdout.startswith("match: distance 0.0")
    assert "at least 15 px" in same.stdout
    assert "!" not in same.stdout, "nothing is wrong with this portrait"
    other = run("compare", rivera, brandt, "--json")
    assert other.returncode == 1
    answer = json.loads(other.stdout)
    assert answer["version"] == 1
    assert answer["match"] is False
    assert answer["distance"] > answer["threshold"]
    for whose in ("reference", "probe"):
        assert {each["name"] for each in answer[whose]} >= {"eyes_open", "sharpness", "turn"}
        assert all(each["passed"] for each in answer[whose])
    hall = FIXTURES / "recordings/empty_hall.jpg"
    assert "no face" in sentence(run("compare", rivera, hall, started=True), 3)
    nobody = run("compare", hall, rivera, "--json")
    assert nobody.returncode == 3
    told = json.loads(nobody.stdout)
    assert (told["version"], told["compared"], told["problem"]) == (1, False, "no_face")
    assert told["sentence"].startswith("The reference shows no face")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "empty.png").touch()
    whole = (PEOPLE / "rivera/portrait.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(folder / "small.png")
    damaged = bytearray((folder / "small.png").read_bytes())
    damaged[45] ^= 0xFF
    (folder / "damaged.png").write_bytes(bytes(damaged))
    Image.new("1", (30_000, 30_000)).save(folder / "huge.png")
    (folder / "text.png").write_text("not a picture")
    (folder / "folder.png").mkdir()
    with (folder / "two_gigabytes.jpg").open("wb") as file:
        file.truncate(2 * 1024**3)
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "missing.png",
        "empty.png",
        "cut.jpg",
        "damaged.png",
        "huge.png",
        "text.png",
        "folder.png",
        "two_gigabytes.jpg",
    ],
)
def test_a_picture_that_cannot_be_used_is_one_sentence(hostile: Path, name: str) -> None:
    portrait = PEOPLE / "rivera/portrait.jpg"
    assert name in sentence(run("compare", portrait, hostile / name), 3)
    assert name in sentence(run("ticket", "inspect", hostile / name), 3)


def test_tickets_are_issued_and_inspected(tmp_path: Path) -> None:
    assert run("ticket", "keygen", tmp_path, "--issuer", "ACME").returncode == 0
    assert "exists already" in sentence(
        run("ticket", "keygen", tmp_path, "--issuer", "ACME", "--key-id", "1"), 3
    ) or "already has key" in sentence(
        run("ticket", "keygen", tmp_path, "--issuer", "ACME", "--key-id", "1"), 3
    )
    issue = ("ticket", "issue", tmp_path / "t.png", "--key", tmp_path / "ACME-1.pem")
    trip = ("--name", "RIVERA ALEX", "--train", "SG 1", "--from", "HBR", "--to", "NFD")
    assert "no local time" in sentence(run(*issue, *trip, "--departure", "tomorrow"), 2)
    document = PEOPLE / "rivera/document.toml"
    done = run(*issue, *trip, "--departure", "2026-11-20T10:05", "--document", document)
    assert done.returncode == 0, done.stderr
    known = run("ticket", "inspect", tmp_path / "t.png", "--issuers", tmp_path / "keys.toml")
    assert known.returncode == 0
    assert "RIVERA ALEX" in known.stdout
    unknown = run("ticket", "inspect", tmp_path / "t.png", "--json")
    assert unknown.returncode == 1
    (code,) = json.loads(unknown.stdout)["codes"]
    assert code["signature_holds"] is False
    hall = FIXTURES / "recordings/empty_hall.jpg"
    assert "No code can be read" in sentence(run("ticket", "inspect", hall), 3)


def test_replay_tells_agreement_and_disagreement(tmp_path: Path) -> None:
    expired = SCENARIOS / "ticket_expired"
    report, junit = tmp_path / "r.json", tmp_path / "r.xml"
    done = run("replay", expired, "--json", report, "--junit", junit)
    assert done.returncode == 0, done.stderr
    assert "ticket_expired" in done.stdout
    assert json.loads(report.read_text())["scenarios"][0]["agrees"] is True
    assert "testsuite" in junit.read_text()
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    text = (expired / "scenario.toml").read_text().replace("ticket_expired", "no_face")
    (wrong / "scenario.toml").write_text(from_elsewhere(text, wrong))
    (wrong / "ticket.png").write_bytes((expired / "ticket.png").read_bytes())
    assert run("replay", wrong).returncode == 1
    assert "is not a scenario" in sentence(run("replay", tmp_path / "none"), 3)
    assert "cannot be written" in sentence(run("replay", expired, "--json", tmp_path), 3)


def test_a_truncated_recording_still_plays_to_its_break(tmp_path: Path) -> None:
    source = SCENARIOS / "genuine_hall"
    text = (source / "scenario.toml").read_text()
    film = load_scenario(source).passengers[0].face[0]
    cut = tmp_path / f"cut{film.suffix}"
    text = from_elsewhere(text.replace(f"../../recordings/{film.name}", cut.name), tmp_path)
    whole = film.read_bytes()
    (tmp_path / "scenario.toml").write_text(text)
    (tmp_path / "ticket.png").write_bytes((source / "ticket.png").read_bytes())
    cut.write_bytes(whole[: len(whole) * 3 // 4])
    assert run("replay", tmp_path).returncode == 0
    cut.write_bytes(b"")
    assert cut.name in sentence(run("replay", tmp_path), 3)


def test_broken_settings_and_missing_devices() -> None:
    broken = run("replay", SCENARIOS / "ticket_expired", STATION_GATE_TIMINGS__FACE="0")
    assert "STATION_GATE_TIMINGS__FACE" in sentence(broken, 3)
    assert "needs a display" in sentence(run("kiosk", "--camera", "0"), 4)


def test_without_a_display_the_kiosk_says_so_and_saves_every_screen(tmp_path: Path) -> None:
    done = run(
        "kiosk",
        SCENARIOS / "genuine_hall",
        SCENARIOS / "ticket_expired",
        cwd=tmp_path,
        STATION_GATE_LOG__STYLE="human",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("No display here (")
    for word in ("PASSED", "REFUSED", "ticket_expired (T-11)", "2 of 2 ended as expected"):
        assert word in done.stdout
    pictures = sorted(path.name for path in (tmp_path / "out").glob("*.png"))
    for screen in ("idle", "ticket", "document-reading", "face-too-far", "go-passing"):
        assert any(name.endswith(f"-{screen}.png") for name in pictures), screen
    assert any(name.endswith("refused-ticket-expired.png") for name in pictures)
    assert (tmp_path / "out" / "index.html").is_file()


def test_the_log_of_a_pipe_is_json_without_names(tmp_path: Path) -> None:
    done = run("kiosk", SCENARIOS / "genuine_hall", "--headless", cwd=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    (decision,) = [line for line in lines if line["type"] == "decision"]
    assert decision["outcome"] == "passed"
    for name in ("Rivera", "Alex"):  # neither of the records nor of the scenario's story
        assert name not in done.stdout
    assert "R4820117" not in done.stdout


def test_the_reference_engine_gives_the_same_decision(tmp_path: Path) -> None:
    reports = []
    for engine in ("onnx", "dlib"):
        report = tmp_path / f"{engine}.json"
        done = run(
            "replay",
            SCENARIOS / "genuine_hall",
            "--json",
            report,
            STATION_GATE_FACE__ENGINE=engine,
        )
        assert done.returncode == 0, done.stderr
        reports.append(report.read_text())
    assert reports[0] == reports[1]
