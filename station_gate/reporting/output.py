"""Writing to standard output, whoever reads it and however they stop reading."""

import os
import re
from contextlib import suppress
from typing import TextIO, cast

from rich.console import Console

_FORMULA = re.compile(r"""[\s"'\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r]""")
"""What spreadsheets take for a formula, also behind blanks, line ends and quotation marks, which
some of them leave out before they look; and the wide signs, which some take for the narrow."""


class Output:
    """A text stream that never fails the one who writes to it.

    Characters that the stream cannot show are written as escapes. When the
    reader has gone (``station-gate ... | head``) the rest is dropped quietly: a
    gate does not stop because nobody reads its log.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._gone = False

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads it as it comes."""
        return self._stream.isatty()

    def write(self, text: str) -> None:
        """Write and flush."""
        if self._gone:
            return
        encoding = self._stream.encoding or "utf-8"  # a stream in memory has none
        text = text.encode(encoding, "backslashreplace").decode(encoding)
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError:
            self._gone = True
            self._leave_nothing_to_flush()

    def console(self) -> Console:
        """Make a rich console that draws for this stream, but only into its ``capture``."""
        return Console(
            file=cast(TextIO, _Shown(self._stream)), highlight=False, markup=False, emoji=False
        )

    def _leave_nothing_to_flush(self) -> None:
        # Python flushes once more when it ends and would complain: see the note on
        # SIGPIPE in the documentation of the signal module
        with suppress(OSError, ValueError):
            sink = os.open(os.devnull, os.O_WRONLY)
            os.dup2(sink, self._stream.fileno())
            os.close(sink)


class _Shown:
    """A stream as rich may see it: it can be asked, but not written to.

    Even while it captures, rich writes empty texts to its stream, and ends the
    whole program when the reader has gone.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:
        return self._stream.encoding or "utf-8"

    def isatty(self) -> bool:
        return self._stream.isatty()

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


def formula_free(value: object) -> object:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    Tickets are typed by strangers.
    """
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value
