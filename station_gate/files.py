"""What is wrong with a file before anybody decodes it, said in one sentence."""

import stat
from pathlib import Path

from station_gate.problems import BadInput


def usable_size(path: Path, kind: str, most_bytes: int) -> int:
    """Make sure that ``path`` is an ordinary file of a sane size; give its bytes.

    ``kind`` says what the file should be ("picture", "video"). Only the file's
    directory entry is looked at: a device, a pipe or a file of many gigabytes
    is refused without opening it. Raises ``BadInput``.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such file; check the name.") from None
    except PermissionError:
        raise _forbidden(path) from None
    except (OSError, ValueError) as error:  # too long a name, a loop of links, a NUL in it
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInput(f"{str(path)!r} cannot be looked up ({why}); check the name.") from None
    if stat.S_ISDIR(status.st_mode):
        raise BadInput(f"{path}: this is a folder; name a {kind} file inside it.")
    if not stat.S_ISREG(status.st_mode):
        raise BadInput(f"{path}: this is a device or a pipe; name an ordinary {kind} file.")
    if status.st_size == 0:
        raise BadInput(f"{path}: the file is empty (0 bytes); copy or record it again.")
    if status.st_size > most_bytes:
        raise BadInput(
            f"{path}: the file has {_size(status.st_size)}, more than the"
            f" {_size(most_bytes)} a {kind} may have; use a smaller {kind}."
        )
    return status.st_size


def _size(count: int) -> str:
    if count < 10_000:
        return f"{count:,} bytes"
    return f"{count / 1e3:,.0f} kB" if count < 1_000_000 else f"{count / 1e6:,.0f} MB"


def first_bytes(path: Path, count: int) -> bytes:
    """Read at most the first ``count`` bytes; raises ``BadInput`` when that is forbidden."""
    try:
        with path.open("rb") as file:
            return file.read(count)
    except PermissionError:
        raise _forbidden(path) from None
    except OSError as error:
        raise BadInput(
            f"{path}: the file cannot be read ({error.strerror}); check the disk it is on."
        ) from None


def _forbidden(path: Path) -> BadInput:
    return BadInput(f"{path}: you may not read this file; change its permissions.")
