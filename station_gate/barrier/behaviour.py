"""What people do in a lane, as plain data: a few legs, one after the other."""

from dataclasses import dataclass

from station_gate.barrier.geometry import DEPTH, FLAPS, LEFT, STOP_LINE, WALKING_SPEED

REACTION = 0.6
"""Seconds between seeing the flaps open and the first step."""
PASSABLE = 0.8
"""How far the flaps must be open for somebody to walk between them."""
_SQUEEZABLE = 0.3
"""How far for somebody who is determined to follow."""
_APART = 0.1
"""Metres that people keep from the back of the person in front."""


@dataclass(frozen=True, slots=True)
class AwaitFlaps:
    """Stay until the flaps have been passable for ``reaction`` seconds."""

    reaction: float


@dataclass(frozen=True, slots=True)
class AwaitLeader:
    """Stay until the back of the person in front is ``gap`` metres ahead."""

    gap: float


@dataclass(frozen=True, slots=True)
class WalkTo:
    """Walk, forwards or backwards, until the front is at ``place`` metres."""

    place: float


@dataclass(frozen=True, slots=True)
class Stand:
    """Stand still for ``seconds``."""

    seconds: float


Leg = AwaitFlaps | AwaitLeader | WalkTo | Stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What somebody at the mouth of the lane is going to do.

    ``legs`` end with a walk out of the lane; no legs: they never step in.
    ``apart``: metres kept from the person in front; ``needs``: how far the
    flaps must be open to be walked through, 0 to 1; ``speed`` in metres a second.
    """

    legs: tuple[Leg, ...]
    apart: float = _APART
    needs: float = PASSABLE
    speed: float = WALKING_SPEED

    def __post_init__(self) -> None:
        if self.legs and self.legs[-1] not in (WalkTo(0.0), WalkTo(LEFT)):
            raise ValueError("the last leg leads out of the lane")
        if self.speed <= 0 or self.apart < 0 or not 0 <= self.needs <= 1:
            raise ValueError(f"nobody walks like that: {self}")


def passes_through(reaction: float = REACTION) -> Behaviour:
    """Walk through once the flaps are open."""
    return Behaviour(legs=(AwaitFlaps(reaction), WalkTo(LEFT)))


def stands_between_flaps(seconds: float) -> Behaviour:
    """Walk in, stand where the flaps close for ``seconds``, and walk on."""
    middle = FLAPS + DEPTH / 2
    return Behaviour(legs=(AwaitFlaps(REACTION), WalkTo(middle), Stand(seconds), WalkTo(LEFT)))


def turns_back() -> Behaviour:
    """Walk in as far as the flaps, think better of it and go back."""
    return Behaviour(legs=(AwaitFlaps(REACTION), WalkTo(STOP_LINE), Stand(0.5), WalkTo(0.0)))


def never_goes() -> Behaviour:
    """Do not step into the lane at all."""
    return Behaviour(legs=())


def intrudes(seconds: float) -> Behaviour:
    """Walk up to the flaps without waiting for anything, stay for ``seconds``, go back."""
    return Behaviour(legs=(WalkTo(STOP_LINE), Stand(seconds), WalkTo(0.0)))


def tailgates(gap: float) -> Behaviour:
    """Follow the person in front ``gap`` metres behind, through closing flaps if need be."""
    return Behaviour(legs=(AwaitLeader(gap), WalkTo(LEFT)), apart=gap, needs=_SQUEEZABLE)
