"""``station-gate settings``: each value and where it comes from."""

import json as jsonlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from station_gate.problems import ExitCode
from station_gate.say import say
from station_gate.settings import (
    PROGRAM,
    Layers,
    Settings,
    as_toml,
    read_layers,
    setting_rows,
    settings_of,
)


def run_settings(
    scenario: Path | None,
    config: Path | None,
    assignments: Sequence[str],
    *,
    everything: bool,
    json: bool,
) -> ExitCode:
    """Print the settings of a live gate, or those that a scenario is played with."""
    if scenario is None:
        layers = read_layers(config, assignments=assignments)
        settings = settings_of(layers)
    else:
        # scenarios need the whole lane, and who asks for a gate's settings does not
        from station_gate.assembly.libraries import Libraries
        from station_gate.lab.scenario import load_scenario

        library = Libraries(config, assignments).of(load_scenario(scenario))
        layers, settings = library.layers, library.settings
    rows = [
        (name, value, source)
        for name, value, source in _rows(settings, layers)
        if everything or json or source != PROGRAM
    ]
    if json:
        document = {
            "version": 1,
            "layers": layers.described(),
            "settings": {name: {"value": value, "source": source} for name, value, source in rows},
        }
        print(jsonlib.dumps(document, indent=2, sort_keys=True, ensure_ascii=False))
        return ExitCode.OK
    for name, value, source in rows:
        say(f"{name} = {'(not set)' if value is None else as_toml(value)}  # {source}")
    if not rows:
        say("Nothing is set: every setting has its default; --show lists them.", sys.stderr)
    return ExitCode.OK


def _rows(settings: Settings, layers: Layers) -> list[tuple[str, Any, str]]:
    values = settings.model_dump(mode="json")
    found = []
    for row in setting_rows():
        section, key = row.name.split(".")
        found.append((row.name, values[section][key], layers.source_of(row.name)))
    return found
