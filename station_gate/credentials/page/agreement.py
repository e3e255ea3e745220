"""When a zone counts as read: two looks that say the same, letter for letter.

The check digits protect number, dates and optional data. Names, issuing state and
nationality have none: for them there are the second look, a list of states, the form
that every zone's name line has, and how sure the network was of each letter.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import exp

import numpy as np

from station_gate.credentials.chip.states import country_of
from station_gate.credentials.mrz import Zone
from station_gate.credentials.page.sighting import Sighting
from station_gate.credentials.page.strips import Points

LOOKS_ALIKE = 2
_PATIENCE = 3
"""Looks without one believable zone after which the picture is given up: of 126 specimen
pages that were read, one needed three looks for the first."""
SURE = 0.9
"""A letter of a name is sure from this likelihood on, as the mean of the looks."""
_NAME = re.compile("[A-Z]+(?:<[A-Z]+)*(?:<<[A-Z]+(?:<[A-Z]+)*)?<*")
"""Words, one mark between surname and given names, fillers to the end."""
_NAME_PLACES = {"TD1": (2, 0), "TD2": (0, 5), "TD3": (0, 5)}
"""Line and first letter of the names."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadZone:
    """A zone that two looks agree on and whose check digits are right."""

    zone: Zone
    sighting: Sighting
    """The first of the looks."""
    looks: int
    """How many it took."""
    name_sureness: float
    """Of the least sure letter of the names, 0 to 1."""

    @property
    def name_sure(self) -> bool:
        """Whether the names may be held against the holder."""
        return self.name_sureness >= SURE


def agree(sightings: Iterable[Sighting | None]) -> tuple[ReadZone | None, Sighting | None]:
    """Take looks one after the other until two agree; give the zone, and the best look.

    The best look is there to explain what was wrong where nothing could be agreed on.
    """
    believable: dict[tuple[str, ...], list[Sighting]] = {}
    best: Sighting | None = None
    for number, sighting in enumerate(sightings, 1):
        if sighting is not None and (best is None or _digits(sighting) > _digits(best)):
            best = sighting
        if sighting is not None and sighting.zone.valid and plausible(sighting.zone):
            alike = believable.setdefault(sighting.zone.lines, [])
            alike.append(sighting)
            if len(alike) == LOOKS_ALIKE:
                return _read(alike, number), best
        if number >= _PATIENCE and not believable:
            break
    return None, best


def plausible(zone: Zone) -> bool:
    """Whether the states are ones there are, and the names as a zone writes names."""
    line, first = _NAME_PLACES[zone.form]
    states = all(country_of(state) for state in (zone.issuer, zone.nationality))
    return states and _NAME.fullmatch(zone.lines[line][first:]) is not None


def _digits(sighting: Sighting) -> int:
    return sum(right for _, right in sighting.zone.digits)


def _read(alike: list[Sighting], looks: int) -> ReadZone:
    first = alike[0]
    line, start = _NAME_PLACES[first.zone.form]
    sureness = np.mean([one.sureness[line, start:] for one in alike], axis=0)
    return ReadZone(
        zone=first.zone,
        sighting=first,
        looks=looks,
        name_sureness=exp(float(sureness.min())),
    )


def placed(sighting: Sighting, back: Points) -> Sighting:
    """The same sighting in the picture that the look was made of."""
    return replace(sighting, way=back @ sighting.way)
