"""The settings of scenarios: each library may bring its own station along."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from station_gate.assembly.resources import demo_file
from station_gate.lab.scenario import Scenario
from station_gate.lane.parts import Parts
from station_gate.settings import Layers, Settings, read_layers, settings_of

STATION = "station.toml"
"""The file of a library's own settings."""
_UP = 4
"""Folders that are looked in, the scenario's own included: libraries are not deeper."""


def station_of(scenario: Path) -> Path:
    """Find the settings that a scenario's folder is played with: its library's, or the demo's."""
    here = scenario.absolute()
    for folder in (here, *here.parents)[:_UP]:
        if (folder / STATION).is_file():
            # as the user would write it, where it lies below the folder they are in
            found, top = folder / STATION, Path.cwd()
            return found.relative_to(top) if found.is_relative_to(top) else found
    return demo_file(STATION)


@dataclass(frozen=True, slots=True)
class Library:
    """The scenarios that are played with the same settings."""

    layers: Layers
    settings: Settings
    scenarios: list[str] = field(default_factory=list)


class Libraries:
    """Settings for scenarios: their library's, a file over them, environment, command line."""

    def __init__(self, config: Path | None, assignments: Sequence[str] = ()) -> None:
        self._config = config
        self._assignments = assignments
        self._known: dict[Path, Library] = {}

    def of(self, scenario: Scenario) -> Library:
        """Give the library that a scenario belongs to; raises ``BadInput`` for its settings."""
        return self.at(station_of(scenario.folder))

    @property
    def used(self) -> tuple[Library, ...]:
        """The libraries that were asked for, in that order."""
        return tuple(self._known.values())

    def at(self, station: Path) -> Library:
        """Give the library with this file of settings; raises ``BadInput``."""
        if station not in self._known:
            layers = read_layers(station, self._config, assignments=self._assignments)
            self._known[station] = Library(layers, settings_of(layers))
        return self._known[station]


class LibraryParts:
    """Makes the parts of each scenario's lane with its library's settings."""

    def __init__(
        self, libraries: Libraries, make: Callable[[Settings], Callable[[], Parts]]
    ) -> None:
        """``make`` loads what a library's settings name, once each."""
        self._libraries = libraries
        self._make = make
        self._made: dict[int, Callable[[], Parts]] = {}

    def of(self, scenario: Scenario) -> Parts:
        """Make the parts for one playing of a scenario."""
        library = self._libraries.of(scenario)
        key = id(library)
        if key not in self._made:
            self._made[key] = self._make(library.settings)
        return self._made[key]()
