"""Sentences on the terminal."""

import sys
from typing import TextIO

from station_gate.problems import printable


def say(sentence: object, stream: TextIO | None = None) -> None:
    """Print one sentence; names of files in it and what they hold steer no terminal."""
    print(printable(str(sentence)), file=stream or sys.stdout)
