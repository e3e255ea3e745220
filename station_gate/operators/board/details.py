"""One passenger, opened: every value beside its limit. And the help."""

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Static

from station_gate.operators.board.figures import Passing
from station_gate.operators.board.words import clock
from station_gate.problems import printable
from station_gate.reporting.records import MARKS, check_cells, reason_of

_TITLES = ("", "check", "value", "limit")
_MARGIN = 6 + 4 * 2 + 2
"""Cells of the marks, between the columns, and of the scroll bar."""


class PassengerScreen(ModalScreen[None]):
    """All that was measured of one passenger, failed checks first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", "Back"),
    ]
    DEFAULT_CSS = """
    PassengerScreen { background: $background; }
    PassengerScreen DataTable { height: 1fr; }
    PassengerScreen .facts { height: auto; padding: 0 1; }
    """

    def __init__(self, gate: str, passing: Passing, offset: float | None) -> None:
        super().__init__()
        self._gate = gate
        self._passing = passing
        self._offset = offset

    def compose(self) -> ComposeResult:
        """Return the verdict, the checks, the times."""
        decision = self._passing.decision
        mark, style = MARKS[decision.outcome]
        attempts = f"{decision.attempts} {'attempt' if decision.attempts == 1 else 'attempts'}"
        ticket = f"ticket {printable(decision.ticket_id)}" if decision.ticket_id else "no ticket"
        times = "  ".join(f"{name} {seconds:.1f} s" for name, seconds in decision.stages)
        yield Static(
            Text.assemble(
                (f"{mark} {decision.outcome.value.upper()}", style),
                (f"  {reason_of(decision)}\n", style),
                f"{printable(self._gate)}  #{decision.transaction}  "
                f"{clock(self._passing.at, self._offset)}  "
                f"{ticket}  {attempts}  {decision.duration:.1f} s\n",
                ("Time: ", "dim"),
                times or "no stage took any time",
            ),
            classes="facts",
        )
        if decision.checks:
            yield DataTable(cursor_type="row", zebra_stripes=True)
        else:
            yield Static(
                Text(
                    "No check was made, or it is too long ago for this board: station-gate journal "
                    f"show {decision.transaction} has all that the journal keeps.",
                    "dim",
                ),
                classes="facts",
            )
        yield Footer()

    def on_mount(self) -> None:
        """Let the checks be scrolled at once."""
        for table in self.query(DataTable):
            table.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Share the room between values and limits: each stands beside the other, in full."""
        checks = sorted(self._passing.decision.checks, key=lambda check: check.passed)
        rows = [(check.passed, *check_cells(check)) for check in checks]
        for table in self.query(DataTable):
            table.clear(columns=True)
            names = max(cell_len(name) for _, name, *_ in rows)
            room = event.size.width - names - _MARGIN
            values = min(max(cell_len(value) for _, _, value, *_ in rows), room // 2)
            limits = min(max(cell_len(limit) for *_, limit, _ in rows), room - values)
            for title, width in zip(_TITLES, (6, names, values, limits), strict=True):
                table.add_column(title, width=width)
            for passed, name, value, limit, verdict in rows:
                mark = f"✓ {verdict}" if passed else f"✗ {verdict}"
                style = "" if passed else "bold red"
                table.add_row(
                    Text(mark, style or "green"),
                    *(Text(each, style) for each in (name, value, limit)),
                    height=None,
                )


HELP = """\
A mark stands beside each colour: ✓ good, ! unusual, ✗ bad.

 ↑ ↓      choose a gate, or a passenger
 Tab      from gates to passengers to figures
 Enter    on a gate: its passengers; on a passenger: every value with its limit
 i        passengers, or what operators did
 o        open once, for one person: also past a refusal, or without a ticket
 l        lock: nobody passes
 k        keep open: everybody passes, nothing is checked
 e        evacuate: open until reset, this gate or all of them
 r        reset: back in service
 a        acknowledge alarms and faults, one or all; those that last stay in the state
 q        leave the board; the gates go on

Each order asks for a reason. The gate writes it into its journal with your
user name; station-gate journal interventions lists them.

A gate that is gone stays on the board, and comes back by itself.
"""


class HelpScreen(ModalScreen[None]):
    """The keys, and what the words mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,question_mark", "dismiss", "Back"),
    ]
    DEFAULT_CSS = """
    HelpScreen { background: $background; }
    HelpScreen VerticalScroll { padding: 0 1; }
    """

    def compose(self) -> ComposeResult:
        """Return the text."""
        with VerticalScroll():
            yield Static(Text(HELP))
        yield Footer()
