"""What a watched process and its parent say to each other besides the task's own."""

from typing import NamedTuple

READY = "ready"
"""From the process, once: its task has been made."""
ALIVE = "alive"
"""Asked when there is nothing else to ask, and answered so."""


class Failed(NamedTuple):
    """From the process, as its last word: the task cannot be done, and why."""

    sentence: str
