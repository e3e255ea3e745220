"""What is said of pictures that cannot be read: of all of them at once."""

from collections.abc import Sequence
from pathlib import Path

from station_gate.problems import BadInput

_NAMED = 10


def said_unreadable(problems: Sequence[str], pictures: int) -> BadInput:
    """Say which pictures of so many cannot be read, ``problems`` having a sentence for each."""
    lines = [f"  {problem}" for problem in problems[:_NAMED]]
    if len(problems) > _NAMED:
        lines.append(f"  and {len(problems) - _NAMED:,} more.")
    return BadInput(
        f"{len(problems):,} of {pictures:,} pictures cannot be read; mend these or leave "
        "them out and run it again (what is done is kept, unless with --no-cache):",
        *lines,
    )


def renamed(problem: str, picture: Path, twin: Path) -> str:
    """Say what is wrong with a picture of its twin, a file with the same contents."""
    return f"{twin}{problem.removeprefix(str(picture))}"
