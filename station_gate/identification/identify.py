"""A search among many and its three answers, at an error rate that the operator sets.

Names as in ISO/IEC 19795-1: FPIR, the share of searches of people who are not enrolled that
give somebody; FNIR, the share of searches of enrolled people that do not give them.
"""

from dataclasses import dataclass

from station_gate.faces.calibration import UNCLEAR_RATE
from station_gate.faces.pipeline import Template
from station_gate.identification.curve import ErrorCurve
from station_gate.identification.gallery import Candidate, Snapshot

_TOLD_APART = 10
"""Strangers have to come so near so many times as seldom as the next person does: twins who
are both enrolled are both near, and neither of them is let in as the other."""
_RANKED = 20
"""Candidates of a search without a promise: as many as a person can look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What a search of a gallery of ``size`` templates goes by.

    Up to ``threshold`` a person is a hit, beyond it and up to ``unclear_until`` one more
    proof decides. ``rate`` is the FPIR that was asked for; ``extrapolated``: it goes beyond what
    was counted, by the curve. ``threshold`` is ``None`` where nothing can be promised.
    """

    size: int
    rate: float
    threshold: float | None
    unclear_until: float
    extrapolated: bool
    provenance: str

    @property
    def sentence(self) -> str:
        """Say what the cut promises."""
        if self.threshold is None:
            return (
                f"no promise: how often strangers are taken for one of {self.size:,} people is not "
                f"known as finely as 1 in {round(1 / self.rate):,}"
            )
        beyond = " (extrapolated)" if self.extrapolated else ""
        return (
            f"1 stranger in {round(1 / self.rate):,} is taken for one of {self.size:,} "
            f"people{beyond}"
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """One person, and nobody else who is nearly as near."""

    found: Candidate
    cut: Cut


@dataclass(frozen=True, slots=True)
class Unclear:
    """Perhaps one of these, the nearest first: one more proof decides, never the rank."""

    candidates: tuple[Candidate, ...]
    cut: Cut


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nobody who is enrolled."""

    cut: Cut


@dataclass(frozen=True, slots=True)
class Ranked:
    """The nearest people of a gallery too large for a promise: for a person to look at."""

    candidates: tuple[Candidate, ...]
    cut: Cut


Found = Hit | Unclear | Nobody | Ranked


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentificationPolicy:
    """How sure a search has to be.

    ``rate``: the FPIR, of a whole search, whatever the gallery's size. ``proof_rate``: the
    false match rate of the one-to-one comparison that an unclear search ends with.
    """

    curve: ErrorCurve
    rate: float = 0.01
    proof_rate: float = 1e-3

    def __post_init__(self) -> None:
        if not 0 < self.rate < 1 or not 0 < self.proof_rate < 1:
            raise ValueError("error rates are between 0 and 1")

    def cut(self, size: int) -> Cut:
        """Return the cut for a gallery of so many templates: FPIR = size x FMR.

        With the crowd's correction that was measured to hold (docs/identification.md); without
        it the same few people get all the hits.
        """
        rate = self.rate / max(1, size)
        if rate < self.curve.least_rate * (1 - 1e-9):
            return Cut(
                size=size,
                rate=self.rate,
                threshold=None,
                unclear_until=self.curve.threshold(self.proof_rate),
                extrapolated=True,
                provenance=self.curve.provenance,
            )
        # who would pass one to one may show that they are themselves
        unclear = max(self.proof_rate, min(0.5, UNCLEAR_RATE * rate))
        return Cut(
            size=size,
            rate=self.rate,
            threshold=self.curve.threshold(rate),
            unclear_until=self.curve.threshold(unclear),
            extrapolated=self.curve.is_extrapolated(rate),
            provenance=self.curve.provenance,
        )


def identify(snapshot: Snapshot, probe: Template, policy: IdentificationPolicy) -> Found:
    """Search a gallery for the person of a probe."""
    cut = policy.cut(snapshot.size)
    if cut.threshold is None:
        return Ranked(tuple(snapshot.nearest(probe, _RANKED)), cut)
    curve = policy.curve
    # a hit, and whoever is too like it: the limit is tight, so that this is quick
    near = snapshot.within(probe, curve.threshold(min(0.9, _TOLD_APART * curve.fmr(cut.threshold))))
    if near and near[0].distance <= cut.threshold:
        rarity = curve.fmr(near[0].distance)
        alike = [each for each in near if curve.fmr(each.distance) < _TOLD_APART * rarity]
        return Hit(near[0], cut) if len(alike) == 1 else Unclear(tuple(alike), cut)
    candidates = snapshot.within(probe, cut.unclear_until)
    return Unclear(tuple(candidates), cut) if candidates else Nobody(cut)
