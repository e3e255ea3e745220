"""Small TOML files that people write: read whole, or refused with one sentence."""

import tomllib
from pathlib import Path
from typing import Any

from station_gate.capture.files import first_bytes, usable_size
from station_gate.problems import BadInput

_MOST_BYTES = 1_000_000
"""A registry of thousands of keys; a document has a few hundred bytes."""
_MOST_DOTS = 64
"""In one line. A key of 2,000 parts takes tomllib a second, one of 20,000 minutes."""


def read_toml(path: Path, kind: str, most_bytes: int = _MOST_BYTES) -> dict[str, Any]:
    """Read a TOML file; ``kind`` says what it should be. Raises ``BadInput``."""
    usable_size(path, kind, most_bytes)
    content = first_bytes(path, most_bytes)
    if any(line.count(b".") > _MOST_DOTS for line in content.splitlines()):
        raise BadInput(f"{path}: a line has more than {_MOST_DOTS} dots; no {kind} file needs one.")
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not a TOML file: it is no text in UTF-8; save it so.") from None
    except RecursionError:
        raise BadInput(f"{path} is not a TOML file: it is nested too deep; mend it.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is not a TOML file: {error}; mend that place.") from None
