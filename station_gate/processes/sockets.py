"""Unix sockets in a folder: whoever may use the folder may use them, and nobody else.

Of Python's packages none is needed: the barrier's process has one, too.
"""

import errno
import fcntl
import os
import pwd
import socket
import stat
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HELD = 1.0
"""Seconds that a folder may be held by whoever opens a socket in it."""


class InUse(OSError):
    """Somebody listens at that socket already."""


def listen(path: Path, most: int) -> socket.socket:
    """Listen at a socket; one that a dead process left is taken over.

    ``most`` may wait to be accepted. Raises ``OSError``, and ``InUse`` where somebody listens.
    """
    with _alone_in(path.parent):
        if _somebody_listens(path):
            raise InUse(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(str(path))
            # nobody can connect before it listens
            share_like(path.parent, path)
            listener.listen(most)
            listener.setblocking(False)
        except OSError:
            listener.close()
            raise
        return listener


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


def user_of(connected: socket.socket) -> int | None:
    """Give the number of the user at the other end, as the kernel knows it.

    ``None`` where it does not say; then the folder's permissions say who can have been.
    """
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    credentials = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return int(user)


def user_name(user: int | None) -> str:
    """Name a user; asks the system, which may ask a server."""
    if user is None:
        return "somebody"
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder while looking and binding: two processes may start at the same moment.

    Raises ``OSError`` where somebody else holds it for longer than that takes.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        until = time.monotonic() + _HELD
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def _somebody_listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.setblocking(False)
        try:
            probe.connect(str(path))
        except BlockingIOError:
            return True  # alive, with many who wait
        except OSError:
            return False
    return True
