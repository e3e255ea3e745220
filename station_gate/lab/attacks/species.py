"""The species of attacks (ISO/IEC 30107-3): what is presented, each time a little otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from station_gate.faces.liveness.measures import asymmetry
from station_gate.lab.attacks.acting import Hand, Presenter, Turning
from station_gate.lab.attacks.cast import Actor, Cast
from station_gate.lab.attacks.clip import Person
from station_gate.lab.attacks.instruments import (
    EYES,
    Held,
    Likeness,
    Masked,
    Played,
    Printer,
    Swapped,
    mask_of,
    print_of,
    screen_of,
)
from station_gate.lab.attacks.light import Light

BONA_FIDE = "bona_fide"
_DEGREES = 85.0
"""Of a turned head for an asymmetry of 1, near enough to lay a mask on it."""
_LIFE_SIZE = 0.5
"""Metres at which a print as large as life is looked at; nearer it would not fit."""
_ROOM = 1.7
"""Half the height that a screen shows, in eye distances."""


def present_as(
    species: str, number: int, cast: Cast
) -> tuple[Actor, Presenter, np.random.Generator]:
    """Make presentation ``number`` of a species: whose document it is, and what is shown."""
    kind = SPECIES[species]
    rng = np.random.default_rng((kind.seed, number))
    victim = cast.actors[number % len(cast.actors)]
    others = [actor for actor in cast.actors if actor is not victim]
    attacker = others[int(rng.integers(len(others)))]
    return victim, kind.make(victim, attacker, cast, rng), rng


def bona_fide(number: int, cast: Cast) -> tuple[Actor, Presenter]:
    """Make presentation ``number`` of the documents' owners themselves."""
    rng = np.random.default_rng((0, number))
    actor = cast.actors[number % len(cast.actors)]
    return actor, Person(actor.clip, _reaction(rng))


def _reaction(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.4, 0.9))


def _hand(rng: np.random.Generator, z: tuple[float, float], bend: float = 0.0) -> Hand:
    turning = Turning(
        after=_reaction(rng),
        over=float(rng.uniform(0.4, 0.9)),
        hold=float(rng.uniform(0.2, 1.2)),
        degrees=float(rng.uniform(20, 55)),
    )
    return Hand(rng, z=float(rng.uniform(*z)), bend=bend, turning=turning)


def _printed(bend: tuple[float, float]) -> "_Maker":
    def make(victim: Actor, _: Actor, cast: Cast, rng: np.random.Generator) -> Presenter:
        likeness = victim.portrait if rng.random() < 0.5 else victim.front()
        # a small print is held nearer: as large in the picture, and more distorted when turned
        away = float(rng.uniform(0.3, 0.8))
        size = float(rng.uniform(0.85, 1.15)) * min(1.0, away / _LIFE_SIZE)
        sheet = print_of(likeness, size, Printer.some(rng))
        hand = _hand(rng, (away, away), float(rng.uniform(*bend)))
        return Held(sheet, hand, cast.hall, Light.some(rng))

    return make


def _cutout(victim: Actor, attacker: Actor, cast: Cast, rng: np.random.Generator) -> Presenter:
    likeness = victim.portrait if rng.random() < 0.5 else victim.front()
    mask = mask_of(likeness, float(rng.uniform(0.95, 1.1)), Printer.some(rng))
    left, right = likeness.eyes
    rows, columns = likeness.pixels.shape[:2]
    offset = (left + right) / 2 - (columns / 2, rows / 2)
    offset *= mask.width / mask.colours.shape[1]
    changes = _changes(attacker)
    yaws = [_DEGREES * change for change in changes]
    wearer = Person(attacker.clip, _reaction(rng))
    return Masked(mask, offset, wearer, attacker.points, yaws, Light.some(rng))


def _changes(actor: Actor) -> list[float]:
    """Say how far each frame of a clip is turned, as a change of asymmetry."""
    found = [np.nan if each is None else asymmetry(each) for each in actor.points]
    usual = float(np.nanmedian(found))
    return [0.0 if np.isnan(each) else float(each - usual) for each in found]


def _cropped(likeness: Likeness, shape: float) -> tuple[slice, slice]:
    """Cut a face out as a screen shows it, ``shape`` times as wide as high."""
    left, right = likeness.eyes
    x, y = (left + right) / 2 + (0, 0.3 * likeness.eye_distance)
    half = _ROOM * likeness.eye_distance
    rows, columns = likeness.pixels.shape[:2]
    wide = half * shape
    return (
        slice(max(0, round(y - half)), min(rows, round(y + half))),
        slice(max(0, round(x - wide)), min(columns, round(x + wide))),
    )


def _width(likeness: Likeness, crop: tuple[slice, slice], size: float) -> float:
    pixels = int(crop[1].stop) - int(crop[1].start)
    return pixels / likeness.eye_distance * EYES * size


def _phone(victim: Actor, _: Actor, cast: Cast, rng: np.random.Generator) -> Presenter:
    likeness = victim.front()
    crop = _cropped(likeness, 0.6)
    size = float(rng.uniform(0.4, 0.55))
    picture = np.ascontiguousarray(likeness.pixels[crop])
    sheet = screen_of(picture, float(rng.uniform(1.0, 1.3)), _width(likeness, crop, size))
    return Held(sheet, _hand(rng, (0.28, 0.4)), cast.hall, Light.some(rng))


def _tablet(*, turns: bool) -> "_Maker":
    def make(victim: Actor, _: Actor, cast: Cast, rng: np.random.Generator) -> Presenter:
        likeness = victim.front()
        crop = _cropped(likeness, 1.2)
        return Played(
            Person(victim.clip, _reaction(rng)),
            crop,
            _hand(rng, (0.5, 0.7)),
            cast.hall,
            Light.some(rng),
            glow=float(rng.uniform(1.0, 1.25)),
            width=_width(likeness, crop, float(rng.uniform(0.85, 1.05))),
            turns=turns,
        )

    return make


def _swap(victim: Actor, attacker: Actor, cast: Cast, rng: np.random.Generator) -> Presenter:
    shown = _printed((0.0, 0.0))(victim, attacker, cast, rng)
    return Swapped(
        picture=shown,
        head=Person(attacker.clip, _reaction(rng)),
        up=float(rng.choice([0.0, rng.uniform(0.3, 0.8)])),
        again=bool(rng.random() < 0.5),
    )


_Maker = Callable[[Actor, Actor, Cast, np.random.Generator], Presenter]


@dataclass(frozen=True, slots=True)
class Species:
    """One way to attack: its draws depend on its own ``seed`` alone, 1 or more.

    A new species takes a number that none has: the presentations of all others stay as they
    were measured. 0 belongs to the documents' owners.
    """

    seed: int
    make: _Maker


PRINTS = ("print_flat", "print_bent")

SPECIES: Mapping[str, Species] = {
    "print_flat": Species(5, _printed((0.0, 0.0))),
    "print_bent": Species(4, _printed((40.0, 120.0))),
    "cutout_mask": Species(1, _cutout),
    "phone_photo": Species(3, _phone),
    "tablet_video": Species(7, _tablet(turns=False)),
    "replay_with_turn": Species(6, _tablet(turns=True)),
    "face_swapped": Species(2, _swap),
}
"""Each presentation draws another instrument (whose picture, size, printer or screen), distance,
bend, light and answer to what is asked. A replay with a turn is the attacker's best: two
recordings, and the right one is played. A face that is swapped is a print for the comparison and
the attacker's own head for the turn."""
