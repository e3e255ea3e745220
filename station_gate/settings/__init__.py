"""Every setting in one table: name, default, unit, bounds, help.

A setting comes from the command line (``--set timings.face=8``), else from the
environment (``STATION_GATE_TIMINGS__FACE=8``), else from a TOML file (``[timings]``,
``face = 8``), else from a scenario library's own ``station.toml``, else it is the default of
its section. A section is a file here. ``docs/settings.md`` is made from this table.
"""

from station_gate.settings.layers import PROGRAM, Layer, Layers
from station_gate.settings.reading import load_settings, read_layers, settings_of
from station_gate.settings.rows import SettingRow, as_toml, setting_rows
from station_gate.settings.table import Settings

__all__ = [
    "PROGRAM",
    "Layer",
    "Layers",
    "SettingRow",
    "Settings",
    "as_toml",
    "load_settings",
    "read_layers",
    "setting_rows",
    "settings_of",
]
