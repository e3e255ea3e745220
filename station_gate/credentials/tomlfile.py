"""Small TOML files that people write: read whole, or refused with one sentence."""

import tomllib
from pathlib import Path
from typing import Any

from station_gate.capture.files import first_bytes, usable_size
from station_gate.problems import BadInput

_MOST_BYTES = 1_000_000
"""A registry of thousands of keys; a document has a few hundred bytes."""


def read_toml(path: Path, kind: str) -> dict[str, Any]:
    """Read a TOML file; ``kind`` says what it should be. Raises ``BadInput``."""
    usable_size(path, kind, _MOST_BYTES)
    try:
        return tomllib.loads(first_bytes(path, _MOST_BYTES).decode("utf-8"))
    except UnicodeDecodeError:
        raise BadInput(f"{path}: this is not a {kind} file (TOML text in UTF-8).") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(f"{path}: this is not a valid TOML file: {error}.") from None
