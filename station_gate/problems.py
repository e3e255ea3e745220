"""What can go wrong for a user, and the exit code that says so.

Every problem carries one clear sentence: what is wrong and what to do. The
command line prints that sentence and nothing else; no traceback reaches a user.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every ``station-gate`` command (documented in README)."""

    OK = 0
    NO = 1
    """The answer is no: a mismatch, a failed scenario."""
    USAGE = 2
    """Wrong usage: an unknown command, option or combination."""
    BAD_INPUT = 3
    """A file or setting that cannot be used as it is."""
    DEVICE = 4
    """A device or a part of the machine is missing."""
    INTERRUPTED = 130
    """Ended by Ctrl-C, as shells say it; what was done by then is kept and said."""


def printable(text: str) -> str:
    """Write control characters as escapes: a stranger's text must not steer a terminal."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


class Problem(Exception):
    """A problem with its one sentence for the user; use a subclass.

    The sentence is made printable: names of files and what stands in them are others' texts.
    So is each of the ``details``, which stand in lines of their own below it.
    """

    exit_code: ExitCode

    def __init__(self, sentence: object, *details: object) -> None:
        super().__init__("\n".join(printable(str(line)) for line in (sentence, *details)))


class BadInput(Problem):
    """A file, a payload or a settings value is not usable."""

    exit_code = ExitCode.BAD_INPUT


class DeviceMissing(Problem):
    """A camera, a library, a font or another part of the machine is missing."""

    exit_code = ExitCode.DEVICE


class WrongUsage(Problem):
    """The command was asked for something that does not go together."""

    exit_code = ExitCode.USAGE
