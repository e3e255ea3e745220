"""Where gates and boards meet: a private folder with a socket for each gate."""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_state_path

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
    """Whether a folder, whoever made it, is for a group that this user belongs to."""
    everything = found.st_mode & stat.S_IRWXG == stat.S_IRWXG
    return everything and found.st_gid in (os.getegid(), *os.getgroups())


def share_like(folder: Path, path: Path) -> None:
    """Let the same people use a socket as its folder: this user, or a group as well.

    Raises ``OSError``, also where something else has been put at the socket's place: whoever may
    write into a group's folder must not have other files of this user shared.
    """
    found = folder.stat()
    mode = 0o600 | stat.S_IMODE(found.st_mode) & 0o060
    if not hasattr(os, "O_PATH"):  # where there is none, a mode can be set without following
        os.chown(path, -1, found.st_gid, follow_symlinks=False)
        os.chmod(path, mode, follow_symlinks=False)
        return
    handle = os.open(path, os.O_PATH | os.O_NOFOLLOW)
    try:
        if not stat.S_ISSOCK(os.fstat(handle).st_mode):
            raise OSError(errno.ENOTSOCK, os.strerror(errno.ENOTSOCK))
        itself = f"/proc/self/fd/{handle}"
        if mode & 0o060:
            os.chown(itself, -1, found.st_gid)
        os.chmod(itself, mode)
    finally:
        os.close(handle)


def socket_path(folder: Path, gate: str) -> Path:
    """Give the socket of a gate; raises ``BadInput`` where the path would be too long."""
    readable = re.sub("[^A-Za-z0-9]+", "-", gate).strip("-")
    path = folder / f"{readable}-{hashlib.sha256(gate.encode()).hexdigest()[:8]}{ENDING}"
    if len(os.fsencode(path)) > _LONGEST_PATH:
        raise BadInput(
            f"The folder {folder} for gates and boards has too long a path for a socket; "
            "set files.link to a shorter one."
        )
    return path


def sockets(folder: Path) -> Iterator[Path]:
    """Give the sockets that are in the folder now, of living and of dead gates."""
    try:
        yield from sorted(folder.glob(f"*{ENDING}"))
    except OSError:
        return
