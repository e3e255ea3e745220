"""``station-gate journal``: list, show, export."""

import csv
import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from station_gate.cli.app import app
from station_gate.cli.moments import moment_of
from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.journal.interventions import Intervention
from station_gate.journal.journal import Journal
from station_gate.problems import BadInput, WrongUsage

AT = datetime(2026, 11, 24, 8, 30)
PASSED = Decision(
    transaction=1,
    outcome=Outcome.PASSED,
    reason=None,
    ticket_id="=cmd|' /C calc'!A0",
    checks=(Check(name="signature", value="holds", limit="holds", passed=True),),
    stages=(("ticket", 1.5),),
    duration=8.25,
)
REFUSED = replace(
    PASSED,
    transaction=2,
    outcome=Outcome.REFUSED,
    reason=Reason.FACE_MISMATCH,
    ticket_id="SG2",
    checks=(Check(name="face_distance", value=0.71, limit=0.5, passed=False),),
    stages=(("face", 2.25),),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.sqlite"
    journal = Journal.open(path)
    journal.write(PASSED, "Gate 4", AT)
    journal.write(REFUSED, "北京西", AT + timedelta(hours=1))
    journal.close()
    return path


def answer(path: Path, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["journal", words[0], "--journal", str(path), *words[1:]])
    assert result.exit_code == code, result.output
    return result.output


def test_a_list_has_one_aligned_line_for_each_passenger(path: Path) -> None:
    first, second, total = answer(path, "list").splitlines()
    assert first == "2026-11-24 08:30:00  Gate 4  #1  ✓ passed                           8.2 s"
    assert second == "2026-11-24 09:30:00  北京西  #2  ✗ refused  face_mismatch (F-21)    8.2 s"
    assert total == "2 passengers."
    assert all(len(line) <= 80 for line in (first, second))


def test_a_list_can_be_cut_and_says_so(path: Path) -> None:
    assert "The newest 1 of 2" in answer(path, "list", "--limit", "1")
    assert answer(path, "list", "--reason", "f-21").endswith("1 passenger.\n")
    assert "#1" not in answer(path, "list", "--since", "2026-11-24T09:00")
    assert "#2" not in answer(path, "list", "--outcome", "passed")
    answer(path, "list", "--gate", "Gate 9", code=1)


def test_one_passenger_is_shown_with_every_value_beside_its_limit(path: Path) -> None:
    shown = answer(path, "show", "2")
    assert "REFUSED" in shown
    assert "face_mismatch (F-21)" in shown
    line = next(line for line in shown.splitlines() if "face_distance" in line)
    assert line.split() == ["face_distance", "0.71", "0.5", "FAIL"]
    assert "face 2.2 s" in shown
    record = json.loads(answer(path, "show", "2", "--json"))
    assert (record["gate"], record["reason"], record["staff_code"]) == (
        "北京西",
        "face_mismatch",
        "F-21",
    )
    assert "no passenger number 7" in answer(path, "show", "7", code=1)


def test_an_export_is_a_table_that_no_spreadsheet_takes_for_a_program(
    path: Path, tmp_path: Path
) -> None:
    rows = list(csv.DictReader(StringIO(answer(path, "export"))))
    assert [row["transaction"] for row in rows] == ["1", "2"]
    assert rows[0]["ticket"] == "'=cmd|' /C calc'!A0"
    assert (rows[0]["signature"], rows[1]["signature"]) == ("holds", "")
    assert (rows[1]["face_distance"], rows[1]["face_distance.limit"]) == ("0.71", "0.5")
    assert (rows[0]["stage.ticket"], rows[1]["stage.face"]) == ("1.5", "2.25")
    out = tmp_path / "sub" / "out.json"
    assert "2 records" in answer(path, "export", "-o", str(out))
    assert [each["outcome"] for each in json.loads(out.read_text(encoding="utf-8"))] == [
        "passed",
        "refused",
    ]
    assert json.loads(answer(path, "export", "--format", "json", "--gate", "none")) == []


@pytest.mark.parametrize(
    "words", [("--since", "gestern"), ("--outcome", "left"), ("--reason", "Z-99")]
)
def test_what_cannot_be_looked_for_is_told_in_a_sentence(
    path: Path,
    words: tuple[str, ...],
) -> None:
    with pytest.raises(WrongUsage, match="is no"):
        app(["journal", "list", "--journal", str(path), *words], standalone_mode=False)


NOW = datetime(2026, 11, 24, 15, 0, 5)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2h", datetime(2026, 11, 24, 13, 0, 5)),
        ("3 d", datetime(2026, 11, 21, 15, 0, 5)),
        ("09:40", datetime(2026, 11, 24, 9, 40)),
        ("9:40", datetime(2026, 11, 24, 9, 40)),
        ("2026-11-20", datetime(2026, 11, 20)),
        ("2026-11-20T09:40", datetime(2026, 11, 20, 9, 40)),
    ],
)
def test_a_moment_is_read_in_the_words_people_use(text: str, moment: datetime) -> None:
    assert moment_of(text, NOW) == moment


@given(st.text())
def test_anything_else_is_refused_in_a_sentence(text: str) -> None:
    with suppress(WrongUsage):
        assert moment_of(text, NOW).tzinfo is None


@pytest.fixture
def attended(path: Path) -> Path:
    """Return the same journal, with two orders of operators: one for a passenger, one refused."""
    journal = Journal.open(path)
    opened = Intervention(
        gate="Gate 4",
        at=AT,
        operator="alice",
        command="open",
        reason="=HYPERLINK(1)",
        done=True,
        answer="The gate opens for one person.",
        transaction=1,
    )
    journal.intervene(opened)
    locked = replace(opened, command="lock", reason="crowd", transaction=None)
    journal.intervene(replace(locked, gate="北京西", done=False, answer="Reset it first."))
    journal.close()
    return path


def test_interventions_are_listed_with_who_and_why(attended: Path) -> None:
    first, second, total = answer(attended, "interventions").splitlines()
    assert first == '2026-11-24 08:30:00  Gate 4  #1  alice  ✓ open  "=HYPERLINK(1)"'
    assert "北京西" in second
    assert second.endswith('✗ lock  "crowd"          not done: Reset it first.')
    assert total == "2 interventions."
    answer(attended, "interventions", "--gate", "Gate 9", code=1)
    assert "alice" in answer(attended, "show", "1"), "a passenger shows what staff did for them"
    assert "alice" not in answer(attended, "show", "2")


def test_interventions_are_written_for_other_programs(attended: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(StringIO(answer(attended, "interventions", "--format", "csv"))))
    assert rows[0]["reason"] == "'=HYPERLINK(1)", "no spreadsheet takes it for a formula"
    assert [row["done"] for row in rows] == ["True", "False"]
    file = tmp_path / "interventions.json"
    assert "2 interventions in" in answer(attended, "interventions", "-o", str(file))
    found = json.loads(file.read_text(encoding="utf-8"))
    assert [each["version"] for each in found] == [1, 1]
    assert found[0]["reason"] == "=HYPERLINK(1)"


def test_what_is_old_is_purged_after_a_dry_run(path: Path) -> None:
    told = answer(path, "purge", "--before", "2026-11-24T09:00", "--dry-run")
    assert told == (
        "To be deleted: 1 record, 0 interventions and 0 used tickets from before "
        "2026-11-24 09:00.\n"
    )
    assert "2 passengers." in answer(path, "list")
    assert answer(path, "purge", "--before", "2026-11-24T09:00").startswith("Deleted: 1 record,")
    assert "1 passenger." in answer(path, "list")


def test_how_long_is_a_setting(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongUsage, match="Say what shall be purged"):
        app(["journal", "purge", "--journal", str(path)], standalone_mode=False)
    monkeypatch.setenv("STATION_GATE_JOURNAL__KEEP_DAYS", "36500")
    assert "0 records" in answer(path, "purge")


def test_a_purge_makes_no_journal(tmp_path: Path) -> None:
    missing = tmp_path / "none.sqlite"
    with pytest.raises(BadInput, match="There is no journal"):
        app(
            ["journal", "purge", "--before", "1d", "--journal", str(missing)],
            standalone_mode=False,
        )
    assert not missing.exists()
