"""Small TOML files that people write: read whole, or refused with one sentence."""

import tomllib
from pathlib import Path
from typing import Any

from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked

_MOST_BYTES = 1_000_000
"""A registry of thousands of keys; a document has a few hundred bytes."""
_MOST_DOTS = 64
"""In one line. A key of 2,000 parts takes tomllib a second, one of 20,000 minutes."""

_MOST_BITS = 63
"""Of a whole number, as TOML 1.0 has it: longer ones cannot even be printed."""


def read_toml(path: Path, kind: str, most_bytes: int = _MOST_BYTES) -> dict[str, Any]:
    """Read a TOML file; ``kind`` says what it should be. Raises ``BadInput``."""
    usable_size(path, kind, most_bytes)
    content = unmarked(first_bytes(path, most_bytes))
    if any(line.count(b".") > _MOST_DOTS for line in content.splitlines()):
        raise BadInput(f"{path}: a line has more than {_MOST_DOTS} dots; no {kind} file needs one.")
    try:
        read = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not a TOML file: it is no text in UTF-8; save it so.") from None
    except RecursionError:
        raise BadInput(f"{path} is not a TOML file: it is nested too deep; mend it.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is not a TOML file: {error}; mend that place.") from None
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise _too_long(path) from None
    if not _is_sane(read):
        raise _too_long(path)
    return read


def _is_sane(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_sane, value.values()))
    if isinstance(value, list):
        return all(map(_is_sane, value))
    return not isinstance(value, int) or value.bit_length() <= _MOST_BITS


def _too_long(path: Path) -> BadInput:
    return BadInput(f"{path} is not a TOML file: a number in it has too many digits; mend it.")
