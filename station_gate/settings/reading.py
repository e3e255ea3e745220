"""Settings read from files, the environment and the command line, with what is wrong in them."""

import difflib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource
from pydantic_settings.exceptions import SettingsError

from station_gate.problems import BadInput
from station_gate.settings.files import FilesSection
from station_gate.settings.layers import Layer, Layers, at_home, from_command_line
from station_gate.settings.rows import setting_rows
from station_gate.settings.table import PREFIX, Settings
from station_gate.tomlfile import read_toml

_NOT_SETTINGS = {"STATION_GATE_CACHE", "STATION_GATE_DEBUG", "STATION_GATE_SHARED"}
"""Variables with our prefix that are about the machine or the program, not settings."""
_ENVIRONMENT = "environment"
_MOST_BYTES = 100_000
"""A settings file with every setting has 5 kB."""
_PLACES = (*(f"files.{name}" for name in FilesSection.model_fields), "log.file")
"""Settings that name files: relative ones start at their settings file's folder."""


def load_settings(*files: Path | None, assignments: Sequence[str] = ()) -> Settings:
    """Read the settings: files (``None`` is passed over), environment, command line.

    Later files win over earlier ones, key by key, the environment over them all and
    ``assignments`` ("section.key=value") over that. Raises ``BadInput`` with one sentence
    that names the file or variable, the key and what would be right.
    """
    return settings_of(read_layers(*files, assignments=assignments))


def read_layers(*files: Path | None, assignments: Sequence[str] = ()) -> Layers:
    """Read where settings come from, as ``load_settings`` does; raises ``BadInput``."""
    layers = [
        Layer(source=str(path), values=at_home(_read(path), path.parent, _PLACES))
        for path in files
        if path is not None
    ]
    _check_environment()
    try:
        if environment := EnvSettingsSource(Settings)():
            layers.append(Layer(source=_ENVIRONMENT, values=environment))
    except SettingsError as error:  # a list or table in the environment that is no JSON
        section = str(error).split('"')[1].upper()
        raise BadInput(
            f"One of the environment variables {PREFIX}{section}__... is no JSON; lists and "
            f'tables are written like {PREFIX}GATE__PLATFORMS=\'["1", "2"]\'.'
        ) from None
    if (asked := from_command_line(assignments)) is not None:
        layers.append(asked)
    return Layers(layers=tuple(layers))


def settings_of(layers: Layers) -> Settings:
    """Make the settings of their layers, checked; raises ``BadInput``."""
    try:
        settings = Settings(**layers.merged())
    except ValidationError as error:
        raise BadInput(_explain(error, layers)) from None
    try:
        settings.gate_profile()
    except ValueError as error:  # values that are fine one by one, but not together
        raise BadInput(f"In the settings of the gate: {error}; change one of them.") from None
    return settings


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise BadInput(f"There is no settings file {path}; give an existing one.")
    return read_toml(path, "settings", _MOST_BYTES)


def _check_environment() -> None:
    sections = [name.upper() for name in Settings.model_fields]
    for variable in sorted(os.environ):
        if not variable.startswith(PREFIX) or variable in _NOT_SETTINGS:
            continue
        section = variable.removeprefix(PREFIX).split("__")[0]
        if section not in sections or "__" not in variable:
            raise BadInput(
                f"The environment variable {variable} names no setting; settings look like "
                f"{PREFIX}TIMINGS__FACE, with one of {', '.join(sections)} before the two bars."
            )


def _explain(error: ValidationError, layers: Layers) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    where = layers.source_of(".".join(str(part) for part in first["loc"][:2]))
    if where == _ENVIRONMENT:
        variable = PREFIX + "__".join(str(part).upper() for part in first["loc"][:2])
        where = f"the environment variable {variable}"
    if first["type"] == "extra_forbidden":
        known = [row.name for row in setting_rows()]
        sections = list(Settings.model_fields)
        near = difflib.get_close_matches(key, known + sections, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; see docs/settings.md for all settings."
        return f"In {where}: there is no setting {key}{hint}"
    message = first["msg"].removeprefix("Input ").removeprefix("Value ")
    return f"In {where}: {key} = {first['input']!r} cannot be used, it {message}."
