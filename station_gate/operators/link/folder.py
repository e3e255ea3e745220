"""Where gates and boards meet: a private folder with sockets for each gate."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_state_path

from station_gate.barrier.orders import ENDING as BARRIER_ENDING
from station_gate.problems import BadInput

ENDING = ".sock"
_LONGEST_PATH = 100
"""Bytes of a socket's path; Linux takes 107, macOS 103."""


def link_folder(chosen: Path | None) -> Path:
    """Give the folder: the one that was chosen, else one of this user.

    Not the user's runtime folder: a gate that a service starts has none, and would never meet
    a console that somebody starts over SSH.
    """
    return chosen or user_state_path("station-gate") / "link"


def ready_folder(folder: Path) -> None:
    """Make the folder if there is none; raise ``BadInput`` if strangers could use it.

    Whoever can open a gate's socket can open the gate. A folder that is made here is for this
    user alone; one that an administrator made for a group is for that group.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise BadInput(
            f"The folder {folder} for gates and boards cannot be made: {error.strerror}; "
            "set files.link to another place."
        ) from None
    ours = found.st_uid in (os.getuid(), 0) or _is_for_our_group(found)
    if not stat.S_ISDIR(found.st_mode) or not ours or found.st_mode & stat.S_IRWXO:
        raise BadInput(
            f"The folder {folder} for gates and boards is not private: it must be a folder of "
            f"this user that others cannot enter (chmod 700 {folder})."
        )


def _is_for_our_group(found: os.stat_result) -> bool:
    """Return whether a folder, whoever made it, is for a group that this user belongs to."""
    everything = found.st_mode & stat.S_IRWXG == stat.S_IRWXG
    return everything and found.st_gid in (os.getegid(), *os.getgroups())


def socket_path(folder: Path, gate: str) -> Path:
    """Give the socket of a gate; raises ``BadInput`` where the path would be too long."""
    readable = re.sub("[^A-Za-z0-9]+", "-", gate).strip("-")
    path = folder / f"{readable}-{hashlib.sha256(gate.encode()).hexdigest()[:8]}{ENDING}"
    if len(os.fsencode(barrier_socket(path))) > _LONGEST_PATH:
        raise BadInput(
            f"The folder {folder} for gates and boards has too long a path for a socket; "
            "set files.link to a shorter one."
        )
    return path


def barrier_socket(path: Path) -> Path:
    """Give the socket at which the process of a gate's barrier takes orders itself."""
    return path.with_suffix(BARRIER_ENDING)


def sockets(folder: Path) -> Iterator[Path]:
    """Give the sockets that are in the folder now, of living and of dead gates."""
    try:
        yield from sorted(folder.glob(f"*{ENDING}"))
    except OSError:
        return
