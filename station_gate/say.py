"""Sentences on the terminal."""

import sys
from typing import TextIO

from station_gate.problems import printable


def say(sentence: object, stream: TextIO | None = None) -> None:
    """Print one sentence; names of files in it and what they hold steer no terminal."""
    print(printable(str(sentence)), file=stream or sys.stdout)


def progress(sentence: str) -> None:
    """Say what takes a while just now, to a person who waits for it; a pipe hears nothing."""
    if sys.stderr.isatty():
        say(sentence, sys.stderr)
