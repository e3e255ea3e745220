"""An operator's order is a line of one table: boards, the wire and the lane know it from there."""

import asyncio
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import OptionList, Static

from station_gate.gate.events import ModeCommanded
from station_gate.gate.gate import Gate
from station_gate.gate.terms import Mode
from station_gate.lane.orders import ORDERS, OrderKind, Plan
from station_gate.operators.board.dialogs import ReasonDialog
from station_gate.operators.link.protocol import (
    Order,
    ProtocolError,
    decode_order,
    encode,
)
from station_gate.testing.lanerig import LaneRig
from tests.conftest import ROOT


def shut(gate: Gate, failed: str | None) -> Plan:
    return Plan((ModeCommanded(mode=Mode.OUT_OF_SERVICE),), "The gate is shut for the night.")


NIGHT = OrderKind(
    word="night",
    key="n",
    label="Night",
    question="Shut {gate} for the night",
    phrases=("Last train has gone", "Strike", "Storm", "Works"),
    plan=shut,
)


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch) -> Order:
    monkeypatch.setitem(ORDERS, NIGHT.word, NIGHT)
    return Order(order="1", command="night", reason="Last train has gone")


def test_an_order_that_is_in_the_table_goes_over_the_wire(night: Order) -> None:
    assert decode_order(encode(night)) == night


def test_a_word_that_is_not_in_the_table_is_no_order() -> None:
    line = encode(Order(order="1", command="lock", reason="x")).replace(b"lock", b"night")
    with pytest.raises(ProtocolError, match="command"):
        decode_order(line)


def test_an_order_that_is_in_the_table_is_carried_out_and_kept(night: Order) -> None:
    rig = LaneRig()
    kept = rig.lane.operate(night, "lena")
    assert (kept.done, kept.command, kept.answer) == (
        True,
        "night",
        "The gate is shut for the night.",
    )
    assert rig.run(0.1).mode is Mode.OUT_OF_SERVICE
    assert any('lena: night, "Last train has gone"' in line for line in rig.log.lines)
    rig.lane.close()


def test_a_board_asks_for_the_reason_of_an_order_that_is_in_the_table(night: Order) -> None:
    class Host(App[None]):
        pass

    async def ask() -> tuple[str, int]:
        app = Host()
        async with app.run_test() as pilot:
            await app.push_screen(ReasonDialog(night.command, "Gate 4"))
            await pilot.pause()
            question = app.screen.query_one("#question", Static).render()
            return str(question), app.screen.query_one(OptionList).option_count

    assert asyncio.run(ask()) == ("Shut Gate 4 for the night", 4)


def test_an_order_is_named_in_two_files_at_the_most() -> None:
    """A typical one; what sets the gate is known to the barrier's own process, too."""

    def named_in(*names: str) -> set[Path]:
        files = (ROOT / "station_gate").rglob("*.py")
        texts = {file: file.read_text(encoding="utf-8") for file in files}
        return {file for file, text in texts.items() if any(each in text for each in names)}

    places = {file.relative_to(ROOT).as_posix() for file in named_in("KEEP_OPEN", "keep_open")}
    assert places == {"station_gate/lane/orders.py", "station_gate/barrier/orders.py"}
    opening = {file.relative_to(ROOT).as_posix() for file in named_in("Command.OPEN")}
    assert opening == {"station_gate/lane/orders.py"}


def test_no_two_orders_share_a_key() -> None:
    keys = [kind.key for kind in ORDERS.values()]
    assert len(set(keys)) == len(keys)
    assert all(word == kind.word for word, kind in ORDERS.items())
