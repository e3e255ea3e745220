"""The operator's log for people: aligned columns, colour where the terminal has it."""

from collections.abc import Iterable
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from station_gate.gate.decision import Check, Decision
from station_gate.problems import printable
from station_gate.reporting.log.levels import OUTCOMES, Level
from station_gate.reporting.log.summary import summary_of

_LEVELS: dict[Level, tuple[str, str]] = {
    "debug": (" ", "dim"),
    "info": (" ", ""),
    "good": ("✓", "green"),
    "warn": ("!", "yellow"),
    "bad": ("✗", "bold red"),
}
"""A mark as well as a colour: nothing is told by colour alone."""

_MARKS = {True: ("ok", "green"), False: ("FAIL", "bold red reverse")}

_KIND = 9
"""Cells for the kind: "passenger" is the longest."""
_TRANSACTION = 4
"""Cells for "#999", which a lane reaches in an hour; later numbers only push the line."""
_COLUMN = 26
"""Cells of a check's name or value that the column is made for; longer ones push the line."""
_NARROW = 24
"""Cells of text below which a line is left to the terminal to break."""


class HumanLines:
    """Makes the lines, with the colour codes that ``console`` has been found to have."""

    def __init__(self, console: Console, lane: str, detailed: bool) -> None:
        """``detailed``: a passenger's summary is followed by a line for each check."""
        self._console = console
        self._lane = printable(lane)
        self._detailed = detailed

    def event(
        self, at: datetime, kind: str, text: str, level: Level, transaction: int | None
    ) -> str:
        """One line for a note, broken under itself where the terminal is narrow."""
        margin = self._margin(at, kind, level, transaction)
        told = Text(printable(text), _LEVELS[level][1])
        width = self._room(margin)
        return self._beside(margin, [told] if width is None else told.wrap(self._console, width))

    def decision(self, decision: Decision, at: datetime) -> str:
        """One line: outcome, what failed, what was measured, the stages' times.

        On a terminal it is broken where a new kind of fact begins. In detail, each check
        follows on a line of its own.
        """
        level = OUTCOMES[decision.outcome]
        facts = [_shown(check) for check in decision.checks if not check.passed]
        facts += [Text(printable(fact)) for fact in summary_of(decision)]
        times = [Text(f"{name} {seconds:.1f} s", "dim") for name, seconds in decision.stages]
        margin = self._margin(at, "decision", level, decision.transaction)
        width = self._room(margin)
        groups = [
            self._filled(_verdict(decision, _LEVELS[level][1]), "  ", width),
            self._filled(facts, " · ", width),
            self._filled(times, " · ", width),
        ]
        if width is None:  # one line for each passenger: grep finds all of it
            groups = [[Text("  ").join(line for lines in groups for line in lines)]]
        told = self._beside(margin, [line for lines in groups for line in lines])
        return told + (self._every_check(decision, at) if self._detailed else "")

    def _every_check(self, decision: Decision, at: datetime) -> str:
        """Return a line for each check, the failed ones first, in columns of their own."""
        checks = sorted(decision.checks, key=lambda check: check.passed)
        rows = [tuple(printable(cell) for cell in _cells(check)) for check in checks]
        margin = self._margin(at, "check", "debug", decision.transaction)
        width = self._room(margin)
        widths = [
            max((wide for row in rows if (wide := cell_len(row[i])) <= _COLUMN), default=0)
            for i in range(2)
        ]
        lines = []
        for check, (name, value, limit) in zip(checks, rows, strict=True):
            told = f"  {_padded(name, widths[0])}  {_padded(value, widths[1])}  {limit}"
            mark, style = _MARKS[check.passed]
            line = Text.assemble(
                (_padded(mark, 4), style), (told, "dim" if check.passed else "bold red")
            )
            broken = [line] if width is None else line.wrap(self._console, width)
            lines.append(self._beside(margin, broken))
        return "".join(lines)

    def heading(self, text: str) -> str:
        """Return a line above what follows, with an empty one before it."""
        told = Text(printable(text), "bold")
        if self._console.is_terminal:
            lines = list(told.wrap(self._console, self._console.width))
        else:
            lines = [told]
        return "".join(self._rendered(line) for line in (Text(), *lines))

    def _margin(self, at: datetime, kind: str, level: Level, transaction: int | None) -> Text:
        mark, style = _LEVELS[level]
        number = "" if transaction is None else f"#{transaction}"
        return Text.assemble(
            (f"{at:%H:%M:%S}", "dim"),
            "  ",
            (self._lane, "dim"),
            "  ",
            (_padded(number, _TRANSACTION), "cyan"),
            "  ",
            (mark, style),
            " ",
            (_padded(printable(kind), _KIND), "bold"),
            "  ",
        )

    def _room(self, margin: Text) -> int | None:
        """Cells for text beside the margin; ``None``: lines are not to be broken."""
        width = self._console.width - margin.cell_len
        return width if self._console.is_terminal and width >= _NARROW else None

    def _filled(self, items: list[Text], between: str, width: int | None) -> list[Text]:
        """Fill lines of at most ``width`` cells; an item is only broken if longer than one."""
        lines: list[Text] = []
        for item in items:
            longer = lines[-1].cell_len + len(between) + item.cell_len if lines else 0
            if lines and (width is None or longer <= width):
                lines[-1].append(between).append_text(item)
            else:
                pieces = [item] if width is None else item.wrap(self._console, width)
                lines += [Text().append_text(piece) for piece in pieces]
        return lines

    def _beside(self, margin: Text, lines: Iterable[Text]) -> str:
        blank = Text(" " * margin.cell_len)
        return "".join(
            self._rendered((blank if number else margin) + line)
            for number, line in enumerate(lines)
        )

    def _rendered(self, line: Text) -> str:
        line.rstrip()
        with self._console.capture() as capture:
            self._console.print(line, soft_wrap=True)
        return capture.get()


def _verdict(decision: Decision, style: str) -> list[Text]:
    words = [Text(decision.outcome.value.upper(), f"{style} reverse")]
    if decision.reason is not None:
        words.append(Text(f"{decision.reason.code} ({decision.reason.staff_code})", style))
    words.append(Text(f"in {decision.duration:.1f} s"))
    if decision.attempts > 1:
        words.append(Text(f"{decision.attempts} attempts"))
    if decision.ticket_id is not None:
        words.append(Text(f"ticket {printable(decision.ticket_id)}", "dim"))
    return words


def _shown(check: Check) -> Text:
    name, value, limit = _cells(check)
    style = "" if check.passed else "bold red"
    return Text.assemble((printable(f"{name} {value} ({limit})"), style), " ", _MARKS[check.passed])


def _cells(check: Check) -> tuple[str, str, str]:
    unit = f" {check.unit}" if check.unit else ""
    return check.name, f"{_number(check.value)}{unit}", f"limit {_number(check.limit)}"


def _number(value: float | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _padded(text: str, cells: int) -> str:
    # by cells and not by characters: a Chinese character takes two
    return text + " " * (cells - cell_len(text))
