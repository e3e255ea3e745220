import io

import pytest
from rich.cells import cell_len

from station_gate.reporting.outcomes import OutcomeRow, show_table
from tests.reporting.terminals import Deserted, Terminal

GENUINE = OutcomeRow(
    group="passed",
    scenario="01-genuine",
    passenger="金敏",
    expected="passed",
    actual="passed",
    reason="",
    agrees=True,
    duration=7.61,
)
ENDLESS = OutcomeRow(
    group="refused",
    scenario="02-impostor",
    passenger="bo",
    expected="refused face_mismatch",
    actual="did not end",
    reason="face_mismatch",
    agrees=False,
    duration=None,
)
ATTACK = OutcomeRow(
    group="not yet",
    scenario="03-print",
    passenger="eve",
    expected="refused attack_suspected",
    actual="passed",
    reason="",
    agrees=None,
    duration=6.2,
)


@pytest.fixture(autouse=True)
def _a_plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


def test_plain_text_where_no_terminal_is() -> None:
    stream = io.StringIO()
    show_table([GENUINE, ENDLESS], stream)
    assert stream.getvalue().splitlines() == [
        "scenario     passenger  expected               actual       reason         agrees  time",
        "-- passed",
        "01-genuine   金敏       passed                 passed                      ✓       7.6 s",
        "-- refused",
        "02-impostor  bo         refused face_mismatch  did not end  face_mismatch  ✗",
        "1 of 2 ended as expected.",
    ]


def test_a_table_on_a_terminal() -> None:
    terminal = Terminal()
    show_table([GENUINE, ENDLESS], terminal)
    lines = [line for line in terminal.shown if line.strip()]
    assert lines[0].split() == [
        "scenario",
        "passenger",
        "expected",
        "actual",
        "reason",
        "agrees",
        "time",
    ]
    assert [lines[2].strip(), lines[4].strip()] == ["passed", "refused"]
    assert lines[3].split() == ["01-genuine", "金敏", "passed", "passed", "✓", "7.6", "s"]
    assert "✗" in lines[5]
    assert lines[-1] == "1 of 2 ended as expected."
    starts = {
        cell_len(line[: line.index(word)])
        for line, word in zip(lines[3:6:2], ("金敏", "bo"), strict=True)
    }
    assert len(starts) == 1
    assert "\x1b[1;31m02-impostor" in terminal.getvalue(), "what disagrees stands out"
    assert "\x1b[1;31m01-genuine" not in terminal.getvalue()


@pytest.mark.parametrize(("rows", "colour"), [([GENUINE], "32"), ([GENUINE, ENDLESS], "31")])
def test_the_sum_is_green_only_when_all_agree(rows: list[OutcomeRow], colour: str) -> None:
    terminal = Terminal()
    show_table(rows, terminal)
    assert (
        terminal.getvalue().splitlines()[-1].startswith(f"\x1b[1;{colour}m{rows.count(GENUINE)} of")
    )


def test_what_is_neither_passed_nor_failed_is_not_counted() -> None:
    stream = io.StringIO()
    show_table([GENUINE, ATTACK], stream, ["one note"])
    lines = stream.getvalue().splitlines()
    assert lines[3] == "-- not yet"
    assert " –  " in lines[4]
    assert lines[-2:] == ["1 of 1 ended as expected.", "one note"]
    terminal = Terminal()
    show_table([GENUINE, ATTACK], terminal, ["one note"])
    assert "\x1b[33m03-print" in terminal.getvalue(), "it stands out, though not as a failure"
    assert "\x1b[1;32m1 of 1" in terminal.getvalue()
    assert terminal.shown[-1] == "one note"


@pytest.mark.parametrize("columns", [40, 72])
def test_a_narrow_terminal_folds_cells_and_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    terminal = Terminal()
    show_table([GENUINE, ENDLESS], terminal)
    assert max(cell_len(line) for line in terminal.shown) <= columns
    letters = "".join(terminal.shown)
    assert "…" not in letters


def test_texts_cannot_steer_the_terminal_nor_be_markup() -> None:
    row = OutcomeRow(
        group="",
        scenario="[red]x[/]",
        passenger="a\x1b[2Jb",
        expected="",
        actual="",
        reason="",
        agrees=True,
        duration=0.0,
    )
    for stream in (Terminal(), io.StringIO()):
        show_table([row], stream)
        assert "[red]x[/]" in stream.getvalue()
        assert "\x1b[2J" not in stream.getvalue()
        assert r"a\x1b[2Jb" in stream.getvalue()


def test_no_rows_make_an_empty_table() -> None:
    for stream in (Terminal(), io.StringIO()):
        show_table([], stream)
        assert "0 of 0 ended as expected." in stream.getvalue()


def test_a_reader_who_has_gone_does_no_harm() -> None:
    deserted = Deserted()
    show_table([GENUINE], deserted)
    assert deserted.attempts == 1
