"""The operator's log: readable for people, exact for machines, harmless for terminals."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.reporting.log.levels import Least, Level
from station_gate.reporting.log.log import ConsoleLog, Style
from station_gate.reporting.log.logfile import LogFile
from tests.reporting.terminals import COLOURS, Deserted, Terminal

AT = datetime(2026, 5, 9, 8, 3, 7, 120_000)
PASSED = Decision(
    transaction=12,
    outcome=Outcome.PASSED,
    reason=None,
    ticket_id="SG-1",
    checks=(Check(name="signature", value="valid", limit="valid", passed=True),),
    stages=(("ticket", 1.23456), ("face", 3.0)),
    duration=7.6,
)
WHOLE = Decision(
    transaction=14,
    outcome=Outcome.PASSED,
    reason=None,
    checks=(
        Check(name="format", value="UIC U2", limit="UIC barcode", passed=True),
        Check(name="document_kind", value="chip", limit="one that is read here", passed=True),
        Check(name="portrait_turn", value=0.1, limit=0.25, passed=True),
        Check(name="face_distance", value=0.214, limit=0.3751, passed=True),
        Check(name="face_false_match", value="1 in 10,000", limit="1 in 1,000", passed=True),
        Check(name="face_frames", value=5, limit=5, passed=True),
        Check(name="face_turn", value=0.1, limit=0.18, passed=True),
        Check(name="face_tilt", value=31.0, limit=25.0, unit="deg", passed=False),
    ),
)
REFUSED = Decision(
    transaction=13,
    outcome=Outcome.REFUSED,
    reason=Reason.FACE_MISMATCH,
    attempts=2,
    checks=(
        Check(name="signature", value="valid", limit="valid", passed=True),
        Check(name="document_expiry", value=900, limit=0.0, unit="days left", passed=True),
        Check(name="face_distance", value=0.6234567, limit=0.5, passed=False),
    ),
    stages=(("face", 3.1),),
    duration=9.25,
)


@pytest.fixture(autouse=True)
def _a_plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


def _written(write: Callable[[ConsoleLog], None], style: Style = "human") -> str:
    stream = io.StringIO()
    write(ConsoleLog(stream, style, "gate-1"))
    return stream.getvalue()


def _parsed(write: Callable[[ConsoleLog], None]) -> Any:
    text = _written(write, "json")
    assert text.count("\n") == 1
    assert text.endswith("\n")
    return json.loads(text)


# ---------------------------------------------------------------------- style


@pytest.mark.parametrize(
    ("style", "terminal", "human"),
    [
        ("auto", True, True),
        ("auto", False, False),
        ("human", True, True),
        ("human", False, True),
        ("json", True, False),
        ("json", False, False),
    ],
)
def test_people_read_lines_and_machines_json(style: Style, terminal: bool, human: bool) -> None:
    stream = Terminal() if terminal else io.StringIO()
    log = ConsoleLog(stream, style, "gate-1")
    log.event(1.0, AT, "mode", "in service")
    assert stream.getvalue().startswith("{") is not human


# ---------------------------------------------------------------------- people


def test_a_line_for_people() -> None:
    line = _written(
        lambda log: log.event(1.0, AT, "ticket", "read: G1", "good", {"transaction": 12, "x": 1})
    )
    assert line == "08:03:07  gate-1  #12   ✓ ticket     read: G1\n"


def test_columns_stay_aligned_whatever_the_line() -> None:
    stream = io.StringIO()
    log = ConsoleLog(stream, "human", "北京西 A3")
    log.event(1.0, AT, "passenger", "TEXT", fields={"transaction": 1})
    log.event(1.0, AT, "mode", "TEXT", "warn")
    log.event(1.0, AT, "证件", "TEXT", "bad", {"transaction": 999})
    log.decision(PASSED, AT)
    lines = stream.getvalue().replace("PASSED", "TEXT").splitlines()
    assert len(lines) == 4
    assert len({cell_len(line[: line.index("TEXT")]) for line in lines}) == 1


def test_a_passage_for_people_is_one_line_where_lines_have_no_end() -> None:
    assert _written(lambda log: log.decision(PASSED, AT)) == (
        "08:03:07  gate-1  #12   ✓ decision   PASSED  in 7.6 s  ticket SG-1  1 of 1 checks ok"
        "  ticket 1.2 s · face 3.0 s\n"
    )


def test_on_a_terminal_each_kind_of_fact_begins_a_line() -> None:
    terminal = Terminal()
    ConsoleLog(terminal, "auto", "gate-1").decision(PASSED, AT)
    assert terminal.shown == [
        "08:03:07  gate-1  #12   ✓ decision   PASSED  in 7.6 s  ticket SG-1",
        "                                     1 of 1 checks ok",
        "                                     ticket 1.2 s · face 3.0 s",
    ]


def test_a_passenger_is_summed_up() -> None:
    told = _written(lambda log: log.decision(WHOLE, AT))
    assert told.endswith(
        "PASSED  in 0.0 s  face_tilt 31 deg (limit 25) FAIL · ticket: UIC U2 · document: chip"
        " · face 0.214 (limit 0.3751), 1 in 10,000 · quality 2 of 3 · 7 of 8 checks ok\n"
    )


def test_a_refusal_tells_the_failed_check_in_full() -> None:
    assert _written(lambda log: log.decision(REFUSED, AT)).endswith(
        "#13   ✗ decision   REFUSED  face_mismatch (F-21)  in 9.2 s  2 attempts"
        "  face_distance 0.6235 (limit 0.5) FAIL · 2 of 3 checks ok  face 3.1 s\n"
    )


def test_in_detail_every_check_has_a_line_the_failed_ones_first() -> None:
    stream = io.StringIO()
    ConsoleLog(stream, "human", "gate-1", "debug").decision(REFUSED, AT)
    summary, *checks = stream.getvalue().splitlines()
    assert summary + "\n" == _written(lambda log: log.decision(REFUSED, AT))
    assert [line[37:] for line in checks] == [
        "FAIL  face_distance    0.6235         limit 0.5",
        "ok    signature        valid          limit valid",
        "ok    document_expiry  900 days left  limit 0",
    ]
    assert all(line[:36].split()[-1] == "check" for line in checks)


def test_one_long_value_does_not_push_every_check_aside() -> None:
    long = Check(name="face_calibration", value="x" * 60, limit="a table", passed=True)
    stream = io.StringIO()
    decision = replace(PASSED, checks=(*PASSED.checks, long))
    ConsoleLog(stream, "human", "gate-1", "debug").decision(decision, AT)
    assert [line[37:] for line in stream.getvalue().splitlines()[1:]] == [
        "ok    signature         valid  limit valid",
        f"ok    face_calibration  {'x' * 60}  limit a table",
    ]


def test_a_heading_is_broken_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    terminal = Terminal()
    ConsoleLog(terminal, "auto", "gate-1").heading("The passenger has somebody else's document")
    assert terminal.shown == ["", "The passenger has somebody else's", "document"]


@pytest.mark.parametrize(
    ("least", "told"),
    [
        ("debug", "a b c d e PASSED REFUSED heading"),
        ("info", "b c d e PASSED REFUSED heading"),
        ("warning", "d e REFUSED"),
        ("error", "e REFUSED"),
    ],
)
@pytest.mark.parametrize("style", ["human", "json"])
def test_what_matters_less_is_left_out(style: Style, least: Least, told: str) -> None:
    stream = io.StringIO()
    log = ConsoleLog(stream, style, "gate-1", least)
    levels: list[Level] = ["debug", "info", "good", "warn", "bad"]
    for text, level in zip("abcde", levels, strict=True):
        log.event(1.0, AT, "face", f"<{text}>", level)
    log.decision(replace(PASSED, ticket_id="<PASSED>"), AT)
    log.decision(replace(REFUSED, ticket_id="<REFUSED>"), AT)
    log.heading("<heading>")
    assert re.findall("<([a-zA-Z]+)>", stream.getvalue()) == told.split()


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_told_with_its_staff_code(reason: Reason) -> None:
    decision = Decision(transaction=1, outcome=Outcome.ABANDONED, reason=reason)
    text = _written(lambda log: log.decision(decision, AT))
    assert f"ABANDONED  {reason.code} ({reason.staff_code})" in text


@pytest.mark.parametrize("columns", [62, 76, 100])
def test_a_narrow_terminal_breaks_lines_under_their_text(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    terminal = Terminal()
    log = ConsoleLog(terminal, "auto", "gate-1")
    log.event(1.0, AT, "face", "coaching: 请靠近一点 " + "come nearer " * 12)
    log.decision(REFUSED, AT)
    lines = terminal.shown
    assert max(cell_len(line) for line in lines) <= columns
    assert sum(line.startswith("08:03:07") for line in lines) == 2
    assert all(line.startswith(("08:03:07", " " * 37)) for line in lines)
    told = " ".join(line[37:].strip() for line in lines)
    assert told.count("come nearer") == 12
    assert "face_distance 0.6235 (limit 0.5) FAIL" in told
    if columns > 62:
        assert any(
            line.strip().startswith("face_distance 0.6235 (limit 0.5) FAIL") for line in lines
        )


def test_a_very_narrow_terminal_breaks_lines_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    terminal = Terminal()
    ConsoleLog(terminal, "auto", "gate-1").event(1.0, AT, "face", "word " * 20 + "end")
    (line,) = terminal.shown
    assert line.endswith("word end")


def test_a_terminal_gets_colour_and_a_failed_check_stands_out() -> None:
    terminal = Terminal()
    ConsoleLog(terminal, "auto", "gate-1").decision(REFUSED, AT)
    assert "\x1b[1;31mface_distance 0.6235 (limit 0.5)\x1b[0m" in terminal.getvalue()


@pytest.mark.parametrize("setting", [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_is_left_out_on_request(
    monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str]
) -> None:
    monkeypatch.setenv(*setting)
    terminal = Terminal()
    log = ConsoleLog(terminal, "auto", "gate-1")
    log.event(1.0, AT, "alarm", "intrusion", "bad")
    codes = {
        code for found in COLOURS.findall(terminal.getvalue()) for code in found[2:-1].split(";")
    }
    assert not codes & {str(code) for code in range(30, 50)}
    assert "✗ alarm" in COLOURS.sub("", terminal.getvalue())


def test_nothing_that_is_no_terminal_gets_colour_or_broken_lines() -> None:
    text = _written(lambda log: log.event(1.0, AT, "face", "word " * 100 + "end", "bad"))
    assert "\x1b" not in text
    assert text.count("\n") == 1


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\r", "\n", "\x07", "\x9b2J", "‮", "\x00"])
def test_a_text_cannot_steer_the_terminal(hostile: str) -> None:
    def write(log: ConsoleLog) -> None:
        log.event(1.0, AT, f"ki{hostile}nd", f"te{hostile}xt")
        log.heading(f"head{hostile}ing")
        log.decision(
            Decision(
                transaction=1,
                outcome=Outcome.PASSED,
                reason=None,
                ticket_id=f"SG{hostile}1",
                checks=(Check(name="n", value=f"v{hostile}", limit=f"l{hostile}", passed=True),),
            ),
            AT,
        )

    for style in ("human", "json"):
        text = _written(write, style)
        assert all(letter.isprintable() or letter == "\n" for letter in text)
        assert text.count("\n") == (4 if style == "human" else 3)


def test_square_brackets_and_colons_are_only_text() -> None:
    text = _written(lambda log: log.event(1.0, AT, "face", "[bold]x[/bold] :smile: [/]"))
    assert text.endswith("[bold]x[/bold] :smile: [/]\n")


def test_a_heading_stands_apart() -> None:
    assert _written(lambda log: log.heading("1/6 A passenger")) == "\n1/6 A passenger\n"


def test_what_may_name_a_person_is_a_heading_only_where_it_is_watched(tmp_path: Path) -> None:
    def told(stream: io.StringIO, style: Style, kept: Path) -> str:
        log = ConsoleLog(stream, style, "gate-1", file=LogFile(kept, 1, 0, io.StringIO()))
        log.heading("1/6 her_passport", watched="1/6 A passport: Alex Rivera's")
        log.close()
        return stream.getvalue()

    assert "Alex Rivera" in told(Terminal(), "auto", tmp_path / "a")
    assert "Alex Rivera" not in told(io.StringIO(), "human", tmp_path / "b")
    assert "Alex Rivera" not in told(io.StringIO(), "json", tmp_path / "c")
    for kept in tmp_path.iterdir():
        assert json.loads(kept.read_text())["text"] == "1/6 her_passport"


# ---------------------------------------------------------------------- machines


def test_an_event_for_machines() -> None:
    fields = {"transaction": 12, "distance": 0.31, "ticket": None}
    assert _parsed(lambda log: log.event(1.23456, AT, "face", "near", "good", fields)) == {
        "type": "event",
        "version": 1,
        "time": "2026-05-09T08:03:07.120",
        "now": 1.235,
        "lane": "gate-1",
        "transaction": 12,
        "level": "good",
        "kind": "face",
        "text": "near",
        "fields": {"distance": 0.31, "ticket": None},
    }


def test_an_event_outside_a_transaction_says_null() -> None:
    line = _parsed(lambda log: log.event(1.0, AT, "mode", "locked"))
    assert line["transaction"] is None
    assert line["fields"] == {}
    assert line["level"] == "info"


def test_a_decision_for_machines() -> None:
    assert _parsed(lambda log: log.decision(REFUSED, AT)) == {
        "type": "decision",
        "version": 1,
        "time": "2026-05-09T08:03:07.120",
        "lane": "gate-1",
        "level": "bad",
        "transaction": 13,
        "outcome": "refused",
        "reason": "face_mismatch",
        "staff_code": "F-21",
        "ticket": None,
        "attempts": 2,
        "checks": [
            {"name": "signature", "value": "valid", "limit": "valid", "unit": "", "passed": True},
            {
                "name": "document_expiry",
                "value": 900,
                "limit": 0.0,
                "unit": "days left",
                "passed": True,
            },
            {
                "name": "face_distance",
                "value": 0.6234567,
                "limit": 0.5,
                "unit": "",
                "passed": False,
            },
        ],
        "stages": {"face": 3.1},
        "duration": 9.25,
    }
    passed = _parsed(lambda log: log.decision(PASSED, AT))
    assert (passed["reason"], passed["staff_code"]) == (None, None)
    assert passed["stages"] == {"ticket": 1.235, "face": 3.0}


def test_a_heading_for_machines() -> None:
    line = _parsed(lambda log: log.heading("上海"))
    assert line == {"type": "heading", "version": 1, "lane": "gate-1", "text": "上海"}


@pytest.mark.parametrize("style", ["human", "json"])
@pytest.mark.parametrize(
    "fields", [{"portrait": np.zeros(3)}, {"encoding": [0.1]}, {"key": b"\x01"}, {"at": AT}]
)
def test_what_no_log_may_keep_is_refused(style: Style, fields: Mapping[str, object]) -> None:
    stream = io.StringIO()
    with pytest.raises(TypeError, match="which no log may keep"):
        ConsoleLog(stream, style, "gate-1").event(1.0, AT, "face", "x", "info", fields)
    assert stream.getvalue() == ""


# ---------------------------------------------------------------------- the stream


def test_a_reader_who_has_gone_is_not_written_to_again() -> None:
    deserted = Deserted()
    log = ConsoleLog(deserted, "human", "gate-1")
    for _ in range(3):
        log.event(1.0, AT, "mode", "in service")
    log.decision(PASSED, AT)
    assert deserted.attempts == 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "utf-8"])
def test_any_stream_can_carry_the_log(encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    ConsoleLog(stream, "human", "上海").event(1.0, AT, "alarm", "한국 \udc80", "bad")
    text = raw.getvalue().decode(encoding)
    assert ("한국" in text) is (encoding == "utf-8")
    assert r"\udc80" in text


_CHATTER = """
import sys
from datetime import datetime
from station_gate.reporting.log.log import ConsoleLog
log = ConsoleLog(sys.stdout, "human", "gate-1")
for number in range(20_000):
    log.event(float(number), datetime(2026, 5, 9), "mode", "in service " * 20)
print("said after the reader has gone")
sys.stderr.write("done")
"""


def test_a_broken_pipe_ends_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _CHATTER], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert b"in service" in process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b"done"
        process.wait(60)
    assert process.returncode == 0
