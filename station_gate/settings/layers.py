"""Where settings come from: files, the environment and the command line, one over the other.

Later layers win, key by key: a threshold in a user's file changes that threshold and nothing
else of the station that a scenario library brings along.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from station_gate.problems import WrongUsage

PROGRAM = "program"
"""The source of a setting that nobody has set."""
Keys = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Some settings and where they come from.

    ``source`` is a file's path, "environment" or "command line"; ``values`` are sections of
    settings, as in a settings file.
    """

    source: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Layers of settings, the weakest first."""

    layers: tuple[Layer, ...] = field(default=())

    def merged(self) -> dict[str, Any]:
        """Give every key's strongest value, as one settings file would have them."""
        merged: dict[str, Any] = {}
        for layer in self.layers:
            for section, values in layer.values.items():
                held = merged.get(section)
                if isinstance(held, dict) and isinstance(values, Mapping):
                    merged[section] = {**held, **values}
                else:
                    merged[section] = dict(values) if isinstance(values, Mapping) else values
        return merged

    def source_of(self, name: str) -> str:
        """Say which layer sets "section.key", or the section as a whole."""
        section, _, key = name.partition(".")
        for layer in reversed(self.layers):
            values = layer.values.get(section)
            if values is not None and (not isinstance(values, Mapping) or key in values):
                return layer.source
        return PROGRAM

    def described(self) -> list[dict[str, Any]]:
        """Name each layer and the settings that it makes, for a report."""
        return [
            {"source": layer.source, "sets": sorted(_names(layer.values))} for layer in self.layers
        ]


def at_home(values: Keys, folder: Path, places: Iterable[str]) -> dict[str, Any]:
    """Let relative paths of a file's settings start at the file's ``folder``.

    ``places`` are the settings that name files, as "section.key".
    """
    home = {section: dict(v) if isinstance(v, dict) else v for section, v in values.items()}
    for place in places:
        section, key = place.split(".")
        held = home.get(section)
        if isinstance(held, dict) and isinstance(held.get(key), str):
            held[key] = str(folder / held[key])
    return home


def from_command_line(assignments: Sequence[str]) -> Layer | None:
    """Read "section.key=value" as given with --set; a value is TOML, or else a text.

    Raises ``WrongUsage``.
    """
    values: dict[str, dict[str, Any]] = {}
    for assignment in assignments:
        name, sign, text = assignment.partition("=")
        section, dot, key = name.strip().partition(".")
        if not (sign and dot and section and key):
            raise WrongUsage(
                f"--set {assignment} sets nothing; write a setting and its value, "
                "such as --set gate.liveness=always."
            )
        values.setdefault(section, {})[key] = _value(text.strip())
    return Layer(source="command line", values=values) if values else None


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return text


def _names(values: Keys) -> Iterator[str]:
    for section, held in values.items():
        if isinstance(held, Mapping):
            yield from (f"{section}.{key}" for key in held)
        else:
            yield section
