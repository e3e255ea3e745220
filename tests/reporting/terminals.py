"""Streams for tests: one that says it is a terminal, one that nobody reads any more."""

import io
import re

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    """Keeps what was written; rich takes it for a terminal of ``$COLUMNS`` columns."""

    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> list[str]:
        """The lines as a reader sees them, without the colour codes."""
        return COLOURS.sub("", self.getvalue()).splitlines()


class Deserted(io.StringIO):
    """Standard output after its reader has gone."""

    def __init__(self) -> None:
        super().__init__()
        self.attempts = 0

    def write(self, text: str) -> int:
        self.attempts += 1
        raise BrokenPipeError
