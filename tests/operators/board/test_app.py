"""The board, driven by keys as an operator does, with real gates' ports."""

import asyncio
import html
import re
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Mode, Step
from station_gate.lane.orders import ORDERS, Command
from station_gate.operators.board.app import BoardApp
from station_gate.operators.board.model import Board
from station_gate.operators.link.protocol import Intervened, Notice, Notices, Order
from station_gate.operators.link.server import GatePort
from tests.operators.board.gates import (
    FRAUD,
    LOCKED,
    NOW,
    REFUSED,
    STATE,
    ended,
    intervened,
)
from tests.operators.link.barrierend import SAID, BarrierEnd

SMALL, LARGE = (80, 24), (140, 40)
_PIECE = re.compile(r'<text [^>]*x="([\d.]+)" y="([\d.]+)" textLength[^>]*>([^<]*)</text>')
_CELL = 12.2
"""Width of a letter in a screenshot."""
Story = Callable[[Pilot[None], BoardApp], Coroutine[None, None, None]]


@pytest.fixture(autouse=True)
def restless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station_gate.operators.link.client.LOOK_EVERY", 0.02)
    monkeypatch.setattr("station_gate.operators.board.app._REFRESH", 0.05)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("b")
    folder.chmod(0o700)
    return folder


@pytest.fixture
def port(folder: Path) -> Iterator[GatePort]:
    with closing(GatePort(folder, "Gate 4")) as port:
        port.publish(replace(STATE, step=Step.FACE, transaction=3, since=NOW - 3))
        port.publish(ended(1, at=NOW - 120))
        port.publish(ended(2, REFUSED))
        yield port


def watch(folder: Path, story: Story, size: tuple[int, int] = SMALL) -> None:
    async def run() -> None:
        app = BoardApp(folder, Board(), clock=lambda: NOW)
        async with app.run_test(size=size, notifications=True) as pilot:
            await story(pilot, app)

    asyncio.run(run())


def screen(app: BoardApp) -> list[str]:
    """Return what stands on the terminal, line by line."""
    found: dict[float, str] = {}
    for x, y, text in _PIECE.findall(app.export_screenshot(simplify=True)):
        line = found.get(float(y), "")
        column = round(float(x) / _CELL)
        found[float(y)] = line.ljust(column) + html.unescape(text).replace("\xa0", " ").rstrip("\n")
    return [line for _, line in sorted(found.items()) if line.strip()]


async def shows(pilot: Pilot[None], app: BoardApp, *words: str) -> list[str]:
    """Wait until all of these are on the screen, each within a line."""
    lines: list[str] = []
    try:
        async with asyncio.timeout(8):
            while True:
                await pilot.pause(0.1)
                lines = screen(app)
                if all(any(word in line for line in lines) for word in words):
                    return lines
    except TimeoutError:
        raise AssertionError(f"{words} not in\n" + "\n".join(lines)) from None


async def take(pilot: Pilot[None], port: GatePort) -> Order:
    """Take the order that the board gave, and say it is done."""
    async with asyncio.timeout(8):
        while True:
            await pilot.pause(0.02)
            for received in port.take_orders():
                port.answer(received, done=True, text="The gate obeys.")
                return received.order


@pytest.mark.parametrize("size", [SMALL, (100, 30), LARGE])
def test_everything_is_on_the_board_at_once(
    folder: Path, port: GatePort, size: tuple[int, int]
) -> None:
    port.publish(FRAUD)
    port.publish(intervened(3))

    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        lines = await shows(pilot, app, "#3 face 0:03", "✗ refused", "Quit", "Fraud")
        text = "\n".join(lines)
        for word in (
            "1 of 1 gates",
            "✗ 1 to acknowledge",
            "Gate 4",
            "✓ in service",
            "Fraud: somebody crossed. ×2 over",
            "entry · closed",
            "✓ passed",
            "F-21",
            "2 passengers since",
            "passed a minute 0 · 0.1 · 0.0",
            "median     95 %",
            "ticket            1.5      1.5",
            "whole             4.0      4.0",
            "F-21 face_mismatch",
            "Open",
            "Evacuate",
            "Ack.",
            "Quit",
        ):
            assert word in text, word
        assert ("crowd on the platform" in text) == (size == LARGE), (
            "orders beside, if there is room"
        )
        assert len(lines) <= size[1]

    watch(folder, story, size)


def test_no_gate_is_said_and_one_that_comes_is_shown(folder: Path) -> None:
    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "No gate is running here", "station-gate console --demo")
        await pilot.press("o")
        with closing(GatePort(folder, "Gate 7")) as port:
            port.publish(STATE)
            await shows(pilot, app, "Gate 7", "No passenger yet.")
        await shows(pilot, app, "✗ gone", "not connected")
        await pilot.press("o")
        await shows(pilot, app, "Gate 7 is not connected.")

    watch(folder, story)


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("o", Command.OPEN),
        ("l", Command.LOCK),
        ("k", Command.KEEP_OPEN),
        ("r", Command.RESET),
        ("a", Command.ACKNOWLEDGE),
    ],
)
def test_an_order_asks_for_its_reason(
    folder: Path, port: GatePort, key: str, command: Command
) -> None:
    port.publish(FRAUD)  # something to acknowledge

    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "#3 face")
        await pilot.press(key)
        await shows(pilot, app, "Reason, for the journal", ORDERS[command].phrases[3])
        await pilot.press("enter")
        await shows(pilot, app, "! A reason is needed")
        await pilot.press(*"my own", "enter")
        order = await take(pilot, port)
        assert (order.command, order.reason) == (command, "my own")
        await shows(pilot, app, "✓ Gate 4", "The gate obeys.")

    watch(folder, story)


def test_a_ready_reason_by_its_number_or_from_the_list(folder: Path, port: GatePort) -> None:
    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "#3 face")
        await pilot.press("l", "2", "enter")
        assert (await take(pilot, port)).reason == ORDERS[Command.LOCK].phrases[1]
        await pilot.press("l", "down", "down", "enter", "enter")
        assert (await take(pilot, port)).reason == ORDERS[Command.LOCK].phrases[1]
        await pilot.press("l", "1", "escape")
        await pilot.pause(0.2)
        assert port.take_orders() == []

    watch(folder, story)


def test_an_evacuation_is_asked_for_twice_and_may_be_of_all_gates(
    folder: Path, port: GatePort
) -> None:
    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        with closing(GatePort(folder, "Gate 5")) as other:
            other.publish(STATE)
            await shows(pilot, app, "2 of 2 gates")
            await pilot.press("e", "1", "enter")
            await shows(pilot, app, "all gates on this board (2)")
            await pilot.press("escape")
            await pilot.pause(0.2)
            assert port.take_orders() == other.take_orders() == []
            await pilot.press("e", "1", "enter")
            await shows(pilot, app, "EVACUATION")
            await pilot.press("a")
            for each in (port, other):
                assert (await take(pilot, each)).command == Command.EVACUATE
            await pilot.press("e", "1", "enter")
            await shows(pilot, app, "EVACUATION")
            await pilot.press("y")
            await take(pilot, port)
            assert other.take_orders() == []

    watch(folder, story)


def test_a_gate_whose_program_has_gone_is_evacuated_by_its_barrier(folder: Path) -> None:
    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        with closing(GatePort(folder, "Gate 7")) as port:
            port.publish(STATE)
            await shows(pilot, app, "Gate 7", "No passenger yet.")
        await shows(pilot, app, "✗ gone", "not connected")
        await pilot.press("e")
        await shows(pilot, app, "Gate 7 is not connected.")
        with closing(BarrierEnd(folder, "Gate 7")) as barrier:
            await pilot.press("o")  # that needs a lane
            await pilot.press("e", "1", "enter")
            await shows(pilot, app, "EVACUATION")
            await pilot.press("y")
            await shows(pilot, app, SAID)
            assert [each.command for each in barrier.orders] == [Command.EVACUATE]

    watch(folder, story)


def test_the_gate_that_the_cursor_is_on_gets_the_order(folder: Path, port: GatePort) -> None:
    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        with closing(GatePort(folder, "Gate 5")) as other:
            other.publish(replace(STATE, mode=Mode.LOCKED))
            await shows(pilot, app, "! locked")
            await pilot.press("down")
            await shows(pilot, app, "Gate 5  entry · closed")
            await pilot.press("r", "1", "enter")
            assert (await take(pilot, other)).command == Command.RESET
            assert port.take_orders() == []

    watch(folder, story)


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_a_passenger_opens_with_every_value_beside_its_limit(
    folder: Path, port: GatePort, size: tuple[int, int]
) -> None:
    long = Check(name="face_calibration", value="v" * 70, limit="a table for this", passed=True)
    port.publish(ended(3, replace(REFUSED, transaction=9, checks=(*REFUSED.checks, long))))

    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "#9")
        await pilot.press("enter", "enter")
        lines = await shows(pilot, app, "✗ REFUSED  face_mismatch (F-21)")
        text = "\n".join(lines)
        assert re.search(r"✗ FAIL\s+face_distance\s+0.71\s+0.375", text)
        assert re.search(r"✓ ok\s+signature\s+holds\s+holds", text)
        assert re.search(r"face_calibration\s+v+.*\s+a table for this", text)
        assert text.index("face_distance") < text.index("signature"), "failed ones first"
        assert text.count("v") - text.count("value") >= 70, "nothing is cut off"
        assert "Time: ticket 1.5 s  face 2.5 s" in text
        await pilot.press("escape")
        await shows(pilot, app, "#3 face")

    watch(folder, story, size)


def test_the_cursor_stays_on_its_passenger_when_others_come(folder: Path, port: GatePort) -> None:
    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "#2")
        await pilot.press("tab", "down")
        port.publish(ended(3, replace(REFUSED, transaction=3, reason=Reason.NO_FACE)))
        await shows(pilot, app, "F-01")
        await pilot.press("enter")
        await shows(pilot, app, "✓ PASSED", "#1")

    watch(folder, story)


def test_orders_can_be_looked_at_in_place_of_passengers(folder: Path, port: GatePort) -> None:
    port.publish(intervened(3))

    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "F-21")
        await pilot.press("i")
        await shows(pilot, app, "alice", "✓ lock")
        await pilot.press("i")
        await shows(pilot, app, "F-21")

    watch(folder, story)


def test_the_bell_rings_once_for_each_new_notice(
    folder: Path, port: GatePort, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[None] = []
    monkeypatch.setattr(BoardApp, "bell", lambda self: rung.append(None))

    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "#3 face")
        port.publish(FRAUD)
        await shows(pilot, app, "✗ 1 to acknowledge")
        await pilot.pause(0.3)
        assert len(rung) == 1
        port.publish(Notices(notices=()))
        async with asyncio.timeout(8):
            while any("to acknowledge" in line for line in screen(app)):
                await pilot.pause(0.02)

    watch(folder, story)


def test_what_strangers_typed_does_not_steer_the_terminal(folder: Path, port: GatePort) -> None:
    nasty = "[red]\x1b[2J[/]"
    port.publish(ended(3, replace(REFUSED, transaction=9, ticket_id=nasty)))

    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "#9")
        await pilot.press("enter", "enter")
        await shows(pilot, app, r"ticket [red]\x1b[2J[/]")

    watch(folder, story)


def test_help_names_every_key(folder: Path, port: GatePort) -> None:
    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "#3 face")
        await pilot.press("question_mark")
        text = "\n".join(await shows(pilot, app, "choose a gate", "comes back by itself"))
        for binding in BoardApp.BINDINGS:
            key = binding.key  # type: ignore[union-attr]
            if len(key) == 1:
                assert f"\n  {key} " in text, key
        await pilot.press("escape", "q")

    watch(folder, story)


TWO = Notices(
    notices=(
        *FRAUD.notices,
        Notice(kind="fault", text="camera 0 has given no picture", began=NOW - 3, ended=None),
    )
)


@pytest.mark.parametrize(
    ("keys", "notice"), [(["enter"], None), (["down", "down", "enter"], TWO.notices[1].text)]
)
def test_alarms_are_acknowledged_one_by_one_or_together(
    folder: Path, port: GatePort, keys: list[str], notice: str | None
) -> None:
    port.publish(TWO)

    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "✗ 2 to acknowledge")
        await pilot.press("a")
        await shows(pilot, app, "Acknowledge which of Gate 4?", "All 2", "camera 0 has given")
        await pilot.press(*keys)
        await shows(pilot, app, "Reason, for the journal")
        await pilot.press("1", "enter")
        order = await take(pilot, port)
        assert (order.command, order.notice) == (Command.ACKNOWLEDGE, notice)

    watch(folder, story, LARGE)


def test_no_reason_is_asked_for_where_there_is_nothing_to_acknowledge(
    folder: Path, port: GatePort
) -> None:
    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, "✓ in service")
        await pilot.press("a")
        lines = await shows(pilot, app, "there is nothing to acknowledge")
        assert not any("Reason, for the journal" in line for line in lines)

    watch(folder, story, LARGE)


def test_reasons_and_answers_are_shown_whole(folder: Path, port: GatePort) -> None:
    words = [f"word{number:02}" for number in range(28)]
    long = replace(LOCKED, reason=" ".join(words[:14]), answer=" ".join(words[14:]))
    port.publish(Intervened(serial=3, at=NOW, intervention=long))

    async def story(pilot: Pilot[None], app: BoardApp) -> None:
        await shows(pilot, app, *words)

    watch(folder, story, LARGE)
