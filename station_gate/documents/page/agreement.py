"""When a zone counts as read: two looks that say the same.

The check digits protect number, dates and optional data. Names, issuing state and
nationality have none: for them there are further looks, a list of states, the form
that every zone's name line has, and how sure the network was of each letter.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

import numpy as np

from station_gate.documents.chip.states import country_of
from station_gate.documents.mrz import Zone, read_zone
from station_gate.documents.page.glyphs import ALPHABET
from station_gate.documents.page.sighting import Sighting

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
_OF_NO_STATE = {"XXA", "XXB", "XXC", "XXX"}
"""Nationality of the stateless, of refugees, and of those that say none (9303-3, section 5)."""
_STATES = {
    "TD1": ((0, slice(2, 5)), (1, slice(15, 18))),
    "TD2": ((0, slice(2, 5)), (1, slice(10, 13))),
    "TD3": ((0, slice(2, 5)), (1, slice(10, 13))),
}
"""Lines and places of the issuing state and the nationality."""


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
    """Take looks one after the other until enough agree; give the zone, and the best look.

    Two must give the same letters wherever check digits protect them. The names are read
    from all of these together; where a letter is not sure, further looks are taken.
    The best look is there to explain what was wrong where nothing could be agreed on.
    """
    believable: dict[tuple[str, ...], list[Sighting]] = {}
    best: Sighting | None = None
    unsure: ReadZone | None = None
    for number, sighting in enumerate(sightings, 1):
        if sighting is not None and (best is None or _digits(sighting) > _digits(best)):
            best = sighting
        if sighting is not None and sighting.zone.valid:
            alike = believable.setdefault(_protected(sighting.zone), [])
            alike.append(sighting)
            read = _read(alike, number) if len(alike) >= LOOKS_ALIKE else None
            if read is not None and read.name_sure:
                return read, best
            unsure = read or unsure
        if number >= _PATIENCE and not believable:
            break
    return unsure, best


def plausible(zone: Zone, *, states_sure: bool = False) -> bool:
    """Return whether the states are ones there are, and the names as a zone writes names.

    ``states_sure``: each letter of them is, so that an issuer that we do not know is one all
    the same. Its nationals have its letters, and some cards say no nationality.
    """
    line, first = _NAME_PLACES[zone.form]
    issuer = country_of(zone.issuer) is not None or (states_sure and bool(zone.issuer))
    nation = (
        country_of(zone.nationality) is not None
        or zone.nationality in _OF_NO_STATE
        or (states_sure and zone.nationality in {"", zone.issuer})
    )
    states = issuer and nation
    return states and _NAME.fullmatch(zone.lines[line][first:]) is not None


def _digits(sighting: Sighting) -> int:
    return sum(right for _, right in sighting.zone.digits)


def _protected(zone: Zone) -> tuple[str, ...]:
    """All lines without the names."""
    line, first = _NAME_PLACES[zone.form]
    return tuple(text[:first] if at == line else text for at, text in enumerate(zone.lines))


def _read(alike: list[Sighting], looks: int) -> ReadZone | None:
    """Read a zone from looks that differ in its names at most; ``None``: they are no names."""
    form = alike[0].zone.form
    told = np.mean([one.told for one in alike], axis=0)
    line, start = _NAME_PLACES[form]
    names = told[line, start:]
    lines = list(alike[0].zone.lines)
    lines[line] = lines[line][:start] + "".join(ALPHABET[at] for at in names.argmax(axis=1))
    zone = read_zone("".join(lines))
    sure = all(told[row, places].max(axis=1).min() >= log(SURE) for row, places in _STATES[form])
    same = sum(one.zone.lines == zone.lines for one in alike)
    sureness = exp(float(names.max(axis=1).min()))
    if not plausible(zone, states_sure=sure) or (sureness < SURE and same < LOOKS_ALIKE):
        return None
    return ReadZone(zone=zone, sighting=alike[0], looks=looks, name_sureness=sureness)
