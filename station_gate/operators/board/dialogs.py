"""What the board asks before an order: its reason, and once more before an evacuation."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from station_gate.lane.orders import ORDERS
from station_gate.operators.link.protocol import Notice
from station_gate.problems import printable

LONGEST_REASON = 200


class ReasonDialog(ModalScreen[str | None]):
    """Asks for a reason in the operator's words, or one of a few ready ones."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]
    DEFAULT_CSS = """
    ReasonDialog { align: center middle; }
    ReasonDialog > Vertical {
        width: 62; max-width: 100%; height: auto; border: heavy $warning; padding: 0 1;
        background: $surface;
    }
    ReasonDialog #question { text-style: bold; }
    ReasonDialog Input { border: tall $accent; }
    ReasonDialog OptionList { height: auto; border: none; padding: 0; background: $surface; }
    """

    def __init__(self, command: str, gate: str, what: str = "") -> None:
        """Ask for a command's reason; ``what`` is acknowledged, in words."""
        super().__init__()
        self._question = ORDERS[command].question.format(gate=gate, what=what)
        self._phrases = ORDERS[command].phrases

    def compose(self) -> ComposeResult:
        """Question, field, phrases, keys."""
        with Vertical():
            yield Static(Text(self._question), id="question")
            yield Input(
                placeholder="Reason, for the journal", max_length=LONGEST_REASON, id="reason"
            )
            yield OptionList(
                *(
                    Option(Text(f"{number} {phrase}"))
                    for number, phrase in enumerate(self._phrases, 1)
                )
            )
            yield Static(
                Text("Enter: do it   1-4 or ↓: a ready reason   Esc: do nothing", "dim"), id="keys"
            )

    def on_mount(self) -> None:
        """Let the operator type at once."""
        self.query_one(Input).focus()

    def on_key(self, event: events.Key) -> None:
        """Down leads into the phrases; a number alone takes one."""
        field = self.query_one(Input)
        if self.focused is field and event.key == "down":
            self.query_one(OptionList).focus()
            event.stop()

    @on(Input.Changed)
    def _take_number(self, event: Input.Changed) -> None:
        if event.value in ("1", "2", "3", "4"):
            self._take(int(event.value) - 1)

    @on(OptionList.OptionSelected)
    def _take_option(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_index)

    def _take(self, index: int) -> None:
        field = self.query_one(Input)
        field.value = self._phrases[index]
        field.cursor_position = len(field.value)
        field.focus()

    @on(Input.Submitted)
    def _settle(self, event: Input.Submitted) -> None:
        if reason := event.value.strip():
            self.dismiss(reason)
            return
        self.query_one("#keys", Static).update(
            Text("! A reason is needed: type one, or press 1 to 4.", "bold yellow")
        )


ALL = ""
"""What ``NoticeDialog`` gives for every notice at once: none of them is empty."""


class NoticeDialog(ModalScreen[str | None]):
    """Asks which of a gate's alarms and faults is meant; gives its text, ``ALL`` or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]
    DEFAULT_CSS = """
    NoticeDialog { align: center middle; }
    NoticeDialog > Vertical {
        width: 90; max-width: 100%; height: auto; max-height: 100%; border: heavy $warning;
        padding: 0 1; background: $surface;
    }
    NoticeDialog #question { text-style: bold; }
    NoticeDialog OptionList { height: auto; max-height: 16; border: none; background: $surface; }
    """

    def __init__(self, gate: str, notices: Sequence[Notice]) -> None:
        super().__init__()
        self._gate = gate
        self._notices = notices

    def compose(self) -> ComposeResult:
        """Return the question, all of them together, each by itself, the keys."""
        with Vertical():
            yield Static(Text(f"Acknowledge which of {self._gate}?"), id="question")
            yield OptionList(
                Option(Text(f"All {len(self._notices)}")),
                *(Option(Text(printable(notice.text))) for notice in self._notices),
            )
            yield Static(Text("↑ ↓ and Enter: choose   Esc: do nothing", "dim"))

    @on(OptionList.OptionSelected)
    def _settle(self, event: OptionList.OptionSelected) -> None:
        chosen = event.option_index
        self.dismiss(self._notices[chosen - 1].text if chosen else ALL)


class EvacuationDialog(ModalScreen[str | None]):
    """Asks once more, and for how many gates; gives "one", "all" or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss('one')", "This gate"),
        Binding("a", "dismiss('all')", "All gates"),
        Binding("escape,n", "dismiss(None)", "Back"),
    ]
    DEFAULT_CSS = """
    EvacuationDialog { align: center middle; }
    EvacuationDialog > Static {
        width: 62; max-width: 100%; border: heavy $error; padding: 1 2; background: $surface;
    }
    """

    def __init__(self, gate: str, count: int) -> None:
        super().__init__()
        self._gate = gate
        self._count = count

    def compose(self) -> ComposeResult:
        """Return the question and its keys."""
        text = Text.assemble(
            ("EVACUATION\n\n", "bold red"),
            "The flaps open and stay open. Tickets and faces are not\nchecked until a reset.\n\n",
            (" y ", "bold reverse"),
            f" {self._gate} only\n",
            (" a ", "bold reverse"),
            f" all gates on this board ({self._count})\n",
            (" Esc ", "bold reverse"),
            " do nothing",
        )
        yield Static(text)
