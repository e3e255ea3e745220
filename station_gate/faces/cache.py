"""Files that are made once from the models and kept, and never trusted unseen.

A kept file is used only when its SHA-256 is the one written in our source; a
damaged one is made again. Files appear whole or not at all, so two programs may
fill the cache at once.
"""

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

CACHE_VARIABLE = "STATION_GATE_CACHE"
"""Environment variable that names another cache folder."""

_log = logging.getLogger(__name__)
_warned: set[Path] = set()


def cache_folder() -> Path:
    """Return the folder for files that can be made again at any time."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else platformdirs.user_cache_path("station-gate")


def kept_file(name: str, sha256: str) -> Path | None:
    """Return a kept file's path, or ``None`` if it is absent or damaged."""
    path = cache_folder() / name
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
    return path if found == sha256 else None


def keep(name: str, sha256: str, write: Callable[[Path], None]) -> None:
    """Put a file into the cache, whole or not at all.

    ``write`` fills the path it is given; what has not this SHA-256 is not kept.
    A folder that cannot be written costs one warning in the log for each run
    and nothing else: the work is done again next time.
    """
    import tempfile  # needed once in the life of an installation, and not at every start

    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as fresh:
            path = Path(fresh) / name
            write(path)
            if digest(path.read_bytes()) == sha256:
                path.replace(folder / name)
    except OSError as error:
        if folder not in _warned:
            _warned.add(folder)
            _log.warning(
                "The cache folder %s cannot be written (%s): starting takes longer each time. "
                "Make it writable or name another one in %s.",
                folder,
                error.strerror or error,
                CACHE_VARIABLE,
            )


def digest(contents: bytes) -> str:
    """Return the SHA-256 of these bytes in hexadecimal."""
    return hashlib.sha256(contents).hexdigest()
