"""The board itself: gates above, the chosen gate below. Textual draws it in any terminal."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Static

from station_gate.lane.orders import ORDERS, Command
from station_gate.operators.board.details import HelpScreen, PassengerScreen
from station_gate.operators.board.dialogs import EvacuationDialog, NoticeDialog, ReasonDialog
from station_gate.operators.board.figures import Passing, per_minute
from station_gate.operators.board.model import Board, Gate
from station_gate.operators.board.words import (
    clock as clock_of,
)
from station_gate.operators.board.words import (
    figures_of,
    intervention_cells,
    notice_line,
    notices_of,
    passenger_of,
    passing_cells,
    state_of,
    waiting_of,
)
from station_gate.operators.link.client import Watcher
from station_gate.operators.link.protocol import MODES, News
from station_gate.problems import printable

_REFRESH = 0.5
"""Seconds between two looks of the same second; what is heard is drawn at the next."""
_LISTED = 200
"""Passengers in the list."""
_NOTICES, _LINES_A_NOTICE = 3, 8
"""Lines of alarms and faults at least, and one more for so many lines of the terminal; further
ones are counted."""
_WIDE = 120
"""Columns from which on a second list fits beside the figures."""
_SIDE, _WIDE_SIDE = 35, 40
"""Columns of the figures."""
_LEAST_WORDS = 24
"""Columns of a reason and of an answer: with fewer the table is moved sideways."""
_SHORT, _BESIDE = 10, 72
"""Cells of a gate's name at least, and what stands beside it."""
_GATES = ("gate", "state", "at the gate", "waits", "done", "/min", "to do")
_PASSENGERS = ("time", "no.", "outcome", "took", "why", "reason")
_INTERVENTIONS = ("time", "operator", "did", "for", "reason", "answer")


class BoardApp(App[None]):
    """Shows every gate of a folder and gives them orders."""

    TITLE = "Station Gate"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(kind.key, f"command('{kind.word}')", kind.label) for kind in ORDERS.values()),
        Binding("i", "interventions", "Orders"),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("q", "quit", "Quit"),
        Binding("ctrl+q", "quit", show=False),
    ]
    CSS = """
    #title { height: 1; background: $primary; color: $text; padding: 0 1; }
    #gates { height: auto; max-height: 33%; scrollbar-size-horizontal: 0; }
    #none { height: 1fr; padding: 1 2; }
    #notices { height: auto; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    #chosen { height: 1; background: $panel; padding: 0 1; }
    #lower { height: 1fr; }
    #passengers, #orders { width: 1fr; height: 1fr; }
    #side { width: 35; padding: 0 0 0 1; scrollbar-size-vertical: 1; border-left: solid $panel; }
    #orders { display: none; }
    .orders #orders { display: block; }
    .orders #passengers { display: none; }
    .wide.orders #passengers, .wide #orders { display: block; }
    .wide #lists { layout: vertical; }
    .wide #side { width: 40; }
    #lists { width: 1fr; height: 1fr; }
    DataTable > .datatable--header { text-style: bold; }
    """

    def __init__(
        self,
        folder: Path,
        board: Board,
        *,
        clock: Callable[[], float] = time.time,
        note: str = "",
    ) -> None:
        """``clock`` gives seconds since 1970; ``note`` stands in the title."""
        super().__init__()
        self._folder = folder
        self._board = board
        self._clock = clock
        self._note = note
        self._watcher = Watcher(folder, self)
        self._chosen = ""
        self._drawn: tuple[object, ...] = ()
        self._listed: list[Passing] = []
        self._notices: dict[str, int] = {}
        self._texts: dict[str, Text] = {}

    def compose(self) -> ComposeResult:
        """Title, gates, the chosen gate's notices, lists and figures, keys."""
        yield Static(id="title")
        yield Static(id="none")
        yield DataTable(id="gates", cursor_type="row")
        yield Static(id="notices")
        yield Static(id="chosen")
        with Horizontal(id="lower"):
            with Vertical(id="lists"):
                yield DataTable(id="passengers", cursor_type="row")
                yield DataTable(id="orders", cursor_type="row")
            with VerticalScroll(id="side"):
                yield Static(id="figures")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to look for gates."""
        for column in _GATES:
            self._table("gates").add_column(column, key=column)
        self._table("passengers").add_columns(*_PASSENGERS)
        self._table("gates").focus()
        self.run_worker(self._watcher.run(), exclusive=False)
        self.set_interval(_REFRESH, self.draw)
        self.draw()

    def on_resize(self, event: events.Resize) -> None:
        """Use the room there is."""
        self._base.set_class(event.size.width >= _WIDE, "wide")
        self._drawn = ()

    # ------------------------------------------------------------------ what is heard

    def heard(self, key: str, news: News) -> None:
        """Take in what a gate said."""
        self._board.now = self._clock()
        self._board.heard(key, news)

    def lost(self, key: str, why: str) -> None:
        """Take in that a gate cannot be heard any more."""
        self._board.now = self._clock()
        self._board.lost(key, why)

    # ------------------------------------------------------------------ drawing

    def draw(self) -> None:
        """Show what is known now."""
        if not self.screen_stack or not self._base.query("#title"):
            return  # the board is being closed
        now = self._clock()
        gates = self._board.gates
        self._draw_title(gates, now)
        self._base.query_one("#none").display = not gates
        for part in ("#gates", "#chosen", "#lower"):
            self._base.query_one(part).display = bool(gates)
        if not gates:
            self._draw_nothing()
            return
        if self._board.gate(self._chosen) is None:
            self._chosen = gates[0].key
        self._draw_gates(gates, now)
        self._draw_notices(gates)
        if (chosen := self._board.gate(self._chosen)) is not None:
            self._draw_chosen(chosen, now)
        self._ring(gates)

    def _draw_title(self, gates: list[Gate], now: float) -> None:
        notices = sum(len(gate.notices) for gate in gates)
        here = sum(gate.connected for gate in gates)
        left = f"Station Gate  {here} of {len(gates)} gates" if gates else "Station Gate"
        if self._note:
            left += f"  {self._note}"
        alarm = f"✗ {notices} to acknowledge" if notices else ""
        room = self.size.width - 2 - len(left) - len(alarm) - 10
        self._put(
            "title",
            Text.assemble(
                (left, "bold"),
                " " * max(1, room),
                (alarm, "bold reverse"),
                f"  {clock_of(now, None)}",
            ),
        )

    def _draw_nothing(self) -> None:
        self._put(
            "none",
            Text.assemble(
                ("No gate is running here. Looking for one...\n\n", "bold"),
                "In another terminal, as the same user, start one that has a window:\n\n",
                "  station-gate kiosk --demo\n",
                "  station-gate kiosk --camera 0 --document person/document.toml\n\n",
                "Or see three gates at once:  station-gate console --demo\n\n",
                (f"Gates and this board meet in {self._folder} (files.link).", "dim"),
            ),
        )

    def _draw_gates(self, gates: list[Gate], now: float) -> None:
        table = self._table("gates")
        keys = [gate.key for gate in gates]
        if [row.value for row in table.rows] != keys:
            table.clear()
            for gate in gates:
                table.add_row(*self._gate_cells(gate, now), key=gate.key)
            table.move_cursor(row=keys.index(self._chosen))
            return
        for gate in gates:
            for column, cell in zip(_GATES, self._gate_cells(gate, now), strict=True):
                if table.get_cell(gate.key, column) != cell:
                    table.update_cell(gate.key, column, cell, update_width=True)

    def _gate_cells(self, gate: Gate, now: float) -> tuple[Text, ...]:
        name = Text(printable(gate.name), "bold")
        name.truncate(max(_SHORT, self.size.width - _BESIDE), overflow="ellipsis")
        return (
            name,
            state_of(gate, now),
            passenger_of(gate, now),
            waiting_of(gate),
            Text(f"{len(gate.passings):>4}"),
            Text(f"{per_minute(gate.passings, now, 1):>4.0f}"),
            notices_of(gate),
        )

    def _draw_notices(self, gates: list[Gate]) -> None:
        """Those of every gate: none may be missed because another gate is looked at."""
        found = [(notice, gate) for gate in gates for notice in gate.notices]
        found.sort(key=lambda each: each[0].began, reverse=True)
        shown = max(_NOTICES, self.size.height // _LINES_A_NOTICE)
        lines = [notice_line(gate, notice) for notice, gate in found[:shown]]
        if (more := len(found) - shown) > 0:
            lines.append(Text(f"  and {more} more before", "bold red"))
        self._base.query_one("#notices").display = bool(lines)
        self._put("notices", Text("\n").join(lines))

    def _draw_chosen(self, gate: Gate, now: float) -> None:
        state = gate.state
        self._put(
            "chosen",
            Text.assemble(
                (printable(gate.name), "bold"),
                "" if state is None else f"  {state.direction.value} · {_barrier(state.barrier)}",
                "" if state is None or not state.people else f" · {state.people} in the lane",
                ""
                if gate.connected
                else f"  not connected, last heard {clock_of(gate.heard, gate.offset)}",
                ("" if not gate.why else f": {printable(gate.why)}", "bold red"),
                (
                    "" if state is None or not state.failed else f"  ✗ {printable(state.failed)}",
                    "bold red",
                ),
                (
                    "" if state is None or not state.remark else f"  {printable(state.remark)}",
                    "yellow",
                ),
                (
                    ""
                    if state is None or state.reason is None or not gate.connected
                    else f"  {state.reason.code} ({state.reason.staff_code})",
                    "yellow",
                ),
            ),
        )
        # rates change as time passes, lists do not
        drawn = (gate.key, gate.version, int(now) // 5, self.size)
        if drawn == self._drawn:
            return
        lists_are_new = drawn[:2] != self._drawn[:2] or drawn[3:] != self._drawn[3:]
        self._drawn = drawn
        self._put("figures", figures_of(gate, now))
        if lists_are_new:
            self._listed = list(gate.passings)[: -_LISTED - 1 : -1]
            self._fill("passengers", [passing_cells(each, gate.offset) for each in self._listed])
            self._fill_orders(
                [intervention_cells(each, gate.offset) for each in reversed(gate.interventions)]
            )

    def _fill_orders(self, rows: list[tuple[Text, ...]]) -> None:
        """Show each order with its whole reason and answer, on as many lines as they take."""
        table = self._table("orders")
        narrow = [
            max([len(title), *(len(row[column]) for row in rows)])
            for column, title in enumerate(_INTERVENTIONS[:-2])
        ]
        side = _WIDE_SIDE if self.size.width >= _WIDE else _SIDE
        room = self.size.width - side - sum(narrow) - 2 * len(_INTERVENTIONS) - 2
        half = max(_LEAST_WORDS, room // 2)
        table.clear(columns=True)
        for title, width in zip(_INTERVENTIONS, (*narrow, half, half), strict=True):
            table.add_column(title, width=width)
        for row in rows:
            table.add_row(*row, height=None)

    def _fill(self, name: str, rows: list[tuple[Text, ...]]) -> None:
        table = self._table(name)
        # the cursor stays on the passenger that it is on while others come above
        below = table.row_count - table.cursor_row
        at_top = table.cursor_row == 0
        table.clear()
        for row in rows:
            table.add_row(*row)
        if not at_top:
            table.move_cursor(row=max(0, len(rows) - below))

    def _ring(self, gates: list[Gate]) -> None:
        """Sound the terminal's bell when there is something new to acknowledge."""
        counts = {gate.key: sum(each.count for each in gate.notices) for gate in gates}
        if any(count > self._notices.get(key, 0) for key, count in counts.items()):
            self.bell()
        self._notices = counts

    # ------------------------------------------------------------------ what operators do

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Another gate is chosen."""
        key = event.row_key.value
        if event.data_table.id == "gates" and key and key != self._chosen:
            self._chosen = key
            self.draw()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Enter: a gate leads to its passengers, a passenger is opened."""
        gate = self._board.gate(self._chosen)
        if event.data_table.id == "gates":
            self._table("passengers").focus()
        elif event.data_table.id == "passengers" and gate and event.cursor_row < len(self._listed):
            self.push_screen(
                PassengerScreen(gate.name, self._listed[event.cursor_row], gate.offset)
            )

    def action_interventions(self) -> None:
        """Show what operators did in place of the passengers, or these again."""
        self._base.toggle_class("orders")

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(HelpScreen())

    def action_command(self, command: str) -> None:
        """Ask for the reason, then give the order."""
        gate = self._board.gate(self._chosen)
        if gate is None or len(self.screen_stack) > 1:
            return
        if not gate.connected and not (command in MODES and self._watcher.reaches(gate.key)):
            self.notify(f"{gate.name} is not connected.", severity="error", markup=False)
            return
        if command == Command.ACKNOWLEDGE and not gate.notices:
            self.notify(f"{gate.name}: there is nothing to acknowledge.", markup=False)
            return
        self.run_worker(self._ask(command, gate))

    async def _ask(self, command: str, gate: Gate) -> None:
        notice = what = None
        if command == Command.ACKNOWLEDGE:
            chosen = await self._which(gate)
            if chosen is None:
                return
            notice, what = chosen or None, f'"{chosen}"' if chosen else "all alarms and faults"
        dialog = ReasonDialog(command, printable(gate.name), printable(what or ""))
        reason = await self.push_screen_wait(dialog)
        if reason is None:
            return
        gates = [gate]
        if command == Command.EVACUATE:
            reachable = [each for each in self._board.gates if self._watcher.reaches(each.key)]
            asked = EvacuationDialog(printable(gate.name), len(reachable))
            chosen = await self.push_screen_wait(asked)
            if chosen is None:
                return
            gates = reachable if chosen == "all" else gates
        await asyncio.gather(*(self._order(command, each, reason, notice) for each in gates))

    async def _which(self, gate: Gate) -> str | None:
        """Ask which notice is meant where there are several; ``None`` for none of them."""
        if len(gate.notices) == 1:
            return gate.notices[0].text
        return await self.push_screen_wait(NoticeDialog(printable(gate.name), gate.notices))

    async def _order(self, command: str, gate: Gate, reason: str, notice: str | None) -> None:
        answer = await self._watcher.order(gate.key, command, reason, notice)
        self.notify(
            printable(answer.text),
            title=f"{'✓' if answer.done else '✗'} {printable(gate.name)}",
            severity="information" if answer.done else "error",
            timeout=5 if answer.done else 10,
            markup=False,
        )
        self.draw()

    def _put(self, name: str, text: Text) -> None:
        """Show a text where it has changed: a slow line carries only what is new."""
        if self._texts.get(name) != text:
            self._texts[name] = text
            self._base.query_one(f"#{name}", Static).update(text)

    @property
    def _base(self) -> Screen[object]:
        """The board below whatever lies over it."""
        return self.screen_stack[0]

    def _table(self, name: str) -> DataTable[Text]:
        return self._base.query_one(f"#{name}", DataTable)


def _barrier(position: float) -> str:
    if position in (0.0, 1.0):
        return "closed" if position == 0.0 else "open"
    return f"flaps {position:.0%} open"
