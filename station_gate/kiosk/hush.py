"""Keep C libraries from writing on the terminal.

ALSA and SDL print lines of their own when a device is missing. We say the same in
one clear sentence, so theirs are only noise on the operator's log.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hushed() -> Iterator[None]:
    """Drop everything written to file descriptor 2, by whomever, until the end.

    Meant for the few milliseconds in which a device is opened.
    """
    sys.stderr.flush()
    try:
        saved = os.dup(2)
    except OSError:  # already closed: nothing can be printed there
        yield
        return
    try:
        with open(os.devnull, "wb") as nothing:
            os.dup2(nothing.fileno(), 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
