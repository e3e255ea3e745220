"""``station-gate document``: specimens are issued, inspected and pass the gate."""

import json
import os
from pathlib import Path

import pytest

from station_gate.cli.document_app import View
from station_gate.issuing.page.photograph import VIEWS
from tests.cli.test_cli import run, sentence
from tests.conftest import FIXTURES

CHIPS = FIXTURES / "chips"
PARK = FIXTURES / "people/park"


@pytest.fixture(scope="module")
def chip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a chip of a German specimen, with its own authority beside it."""
    folder = tmp_path_factory.mktemp("issued")
    text = (PARK / "document.toml").read_text().replace('"UTO"', '"D"')
    source = folder / "document.toml"
    source.write_text(
        text.replace('"portrait.jpg"', f'"{os.path.relpath(PARK, folder)}/portrait.jpg"')
    )
    issue = ("document", "issue", source, folder / "chip")
    assert "name a folder for its authority" in sentence(run(*issue), 2)
    done = run(*issue, "--csca", folder / "csca", "--codec", "jpeg2000", "--form", "TD1")
    assert done.returncode == 0, done.stderr
    assert "D.cer" in done.stdout
    return folder / "chip"


def test_what_is_issued_is_genuine_where_its_authority_is_trusted(chip: Path) -> None:
    trusted = run("document", "inspect", chip, "--csca", chip.parent / "csca")
    assert trusted.returncode == 0, trusted.stdout
    assert "JPEG 2000" in trusted.stdout
    elsewhere = run("document", "inspect", chip, "--json")
    assert elsewhere.returncode == 1
    answer = json.loads(elsewhere.stdout)
    assert (answer["version"], answer["kind"], answer["usable"]) == (1, "chip", False)
    assert answer["reason"] == "document_issuer_unknown"
    assert answer["checks"][-1] == {
        "name": "document_issuer",
        "value": "not known",
        "limit": "known",
        "passed": False,
        "unit": "",
    }
    assert {"field": "form", "value": "TD1", "note": ""} in answer["fields"]


def test_a_setting_says_whom_the_gate_trusts(chip: Path, tmp_path: Path) -> None:
    source = FIXTURES / "scenarios/genuine_chip"
    text = (source / "scenario.toml").read_text()
    text = text.replace("../../chips/park", os.path.relpath(chip, tmp_path))
    text = text.replace('"../../', f'"{os.path.relpath(FIXTURES, tmp_path)}/')
    (tmp_path / "scenario.toml").write_text(text)
    (tmp_path / "ticket.png").write_bytes((source / "ticket.png").read_bytes())
    assert run("replay", tmp_path).returncode == 1
    trusted = str(chip.parent / "csca")
    report = tmp_path / "r.json"
    done = run("replay", tmp_path, "--json", report, STATION_GATE_FILES__CSCA=trusted)
    assert done.returncode == 0, done.stdout
    (played,) = json.loads(report.read_text())["scenarios"]
    assert '"dg2_hash"' in json.dumps(played)
    broken = run("replay", tmp_path, STATION_GATE_FILES__CSCA=str(tmp_path))
    assert "no certificate of an authority" in sentence(broken, 3)


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        (CHIPS / "park", 0, "dg2_hash"),
        (CHIPS / "park_swapped", 1, "no: document_not_genuine (D-04)"),
        (CHIPS / "chen_resident", 0, "number_check_digit"),
        (PARK / "document.toml", 0, "signed by nobody"),
        (FIXTURES / "pages/rivera_passport/page.jpg", 0, "zone_looks_alike"),
        (FIXTURES / "pages/castillo_blurred/page.jpg", 1, "no: document_unreadable (D-01)"),
        (FIXTURES / "pages/okafor_misprint/page.jpg", 1, "wrong: number, all"),
    ],
)
def test_every_kind_is_inspected(path: Path, code: int, words: str) -> None:
    done = run("document", "inspect", path)
    assert done.returncode == code, done.stdout
    assert words in done.stdout
    assert done.stderr == ""


def test_a_card_is_drawn_photographed_and_read_from_both_sides(tmp_path: Path) -> None:
    issue = ("document", "issue", PARK / "document.toml", tmp_path / "card", "--form", "TD1")
    assert "add --page" in sentence(run(*issue, "--view", "held"), 2)
    done = run(*issue, "--page", "--view", "held")
    assert done.returncode == 0, done.stderr
    front, back = tmp_path / "card/front.jpg", tmp_path / "card/back.jpg"
    assert str(back) in done.stdout
    told = run("document", "inspect", front, back, "--json")
    assert told.returncode == 0, told.stdout
    said = json.loads(told.stdout)
    assert (said["kind"], said["usable"]) == ("picture", True)
    assert {"field": "surname", "value": "PARK", "note": ""} in said["fields"]
    assert run(*issue, "--page").returncode == 0
    assert (tmp_path / "card/back.png").exists()
    alone = run("document", "inspect", front)
    assert alone.returncode == 1
    assert "no machine-readable zone can be found" in alone.stdout


def test_every_view_can_be_asked_for() -> None:
    assert [view.value for view in View] == list(VIEWS)


def test_a_ticket_is_bound_to_a_chip(chip: Path, tmp_path: Path) -> None:
    assert run("ticket", "keygen", tmp_path, "--issuer", "ACME").returncode == 0
    key = ("--key", tmp_path / "ACME-1.pem", "--name", "PARK MINJUN", "--train", "SG 1")
    trip = ("--from", "HBR", "--to", "NFD", "--departure", "2026-11-20T10:05")
    issue = ("ticket", "issue", tmp_path / "t.png", *key, *trip, "--document")
    assert run(*issue, CHIPS / "park").returncode == 0
    told = run("ticket", "inspect", tmp_path / "t.png", "--issuers", tmp_path / "keys.toml")
    assert "bound to one document" in told.stdout
    assert "not among the trusted ones" in sentence(run(*issue, chip), 3)
    trusted = str(chip.parent / "csca")
    assert run(*issue, chip, STATION_GATE_FILES__CSCA=trusted).returncode == 0


def test_a_terminal_without_the_letters_is_no_obstacle() -> None:
    done = run(
        "document", "inspect", CHIPS / "chen_resident", started=True, PYTHONIOENCODING="ascii"
    )
    assert done.returncode == 0, done.stderr
    assert r"\u9648\u7f8e\u73b2" in done.stdout


def test_bad_input_is_one_sentence(tmp_path: Path) -> None:
    assert "is no document" in sentence(run("document", "inspect", tmp_path), 3)
    assert "no such file" in sentence(run("document", "inspect", tmp_path / "x.toml"), 3)
    issue = ("document", "issue", PARK / "document.toml")
    assert "--sex is M, F" in sentence(run(*issue, tmp_path / "c", "--sex", "Q"), 2)
    (tmp_path / "file").touch()
    assert "cannot be written" in sentence(run(*issue, tmp_path / "file"), 3)
    foreign = tmp_path / "document.toml"
    text = (PARK / "document.toml").read_text().replace('"Park"', '"朴"')
    foreign.write_text(
        text.replace('"portrait.jpg"', f'"{os.path.relpath(PARK, tmp_path)}/portrait.jpg"')
    )
    assert "no Latin spelling" in sentence(run("document", "issue", foreign, tmp_path / "c"), 3)
