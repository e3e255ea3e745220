"""How often attacks got in and owners did not, in the terms of ISO/IEC 30107-3."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from station_gate.faces.observation import Verdict
from station_gate.lab.attacks.presentation import Ending
from station_gate.lab.evaluation.statistics import Rate

OPERATING_POINTS = (0.10, 0.05, 0.01)
"""APCER at which BPCER is given (ISO/IEC 30107-3)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The presentations of one species, or of the owners themselves."""

    endings: Sequence[Ending]

    @property
    def judged(self) -> Sequence[Ending]:
        """Those whose faces matched, so that the liveness check was asked."""
        return [ending for ending in self.endings if ending.asked_at is not None]

    @property
    def unmatched(self) -> int:
        """How many the comparison had refused before the liveness check was asked."""
        compared = [ending for ending in self.endings if ending.verdict is not None]
        return sum(ending.asked_at is None for ending in compared)

    @property
    def uncaptured(self) -> int:
        """How many never showed a face that could be compared."""
        return len(self.endings) - len(self.judged) - self.unmatched

    @property
    def accepted(self) -> Rate:
        """APCER of a species: accepted among those that were judged."""
        return Rate(sum(ending.accepted for ending in self.judged), len(self.judged))

    @property
    def refused(self) -> Rate:
        """BPCER of the owners: not accepted among those that were judged."""
        return Rate(sum(not ending.accepted for ending in self.judged), len(self.judged))

    @property
    def unanswered(self) -> Rate:
        """Non-response: nothing was turned (APNRR, BPNRR)."""
        silent = sum(ending.verdict is Verdict.UNANSWERED for ending in self.judged)
        return Rate(silent, len(self.judged))

    @property
    def doubted(self) -> Rate:
        """Taken for an attack from what is seen in passing, among those that were compared."""
        compared = [ending for ending in self.endings if ending.verdict is not None]
        suspected = sum(ending.verdict is Verdict.ATTACK for ending in compared)
        return Rate(suspected, len(compared))

    @property
    def scores(self) -> Sequence[float]:
        """How good the turn was of each that was judged; from 1 it counts."""
        return [ending.score for ending in self.judged]

    @property
    def let_in(self) -> Rate:
        """IAPAR: accepted by comparison and liveness together, of all presentations."""
        return Rate(sum(ending.accepted for ending in self.endings), len(self.endings))

    @property
    def added(self) -> float | None:
        """Median seconds that the check took of those who were accepted."""
        times = [each.added for each in self.judged if each.accepted and each.added is not None]
        return median(times) if times else None


@dataclass(frozen=True, slots=True)
class AttackResults:
    """Everything that was presented."""

    species: Mapping[str, Tally]
    owners: Tally
    """The library's people, each with the own document."""
    turning: Tally
    """Other recordings, of people who turn their heads."""
    others: Tally
    """Other recordings, of people who do not: only what is seen in passing can doubt them."""
    damaged: Sequence[str] = ()
    """What is wrong with recordings that could not be read, a sentence each."""

    @property
    def bona_fide(self) -> Tally:
        """Everybody who could do what was asked."""
        return Tally([*self.owners.endings, *self.turning.endings])

    @property
    def not_usable(self) -> int:
        """Recordings on which no face could be compared: too small, too dark, nobody."""
        others = self.others
        unturned = len(self.turning.endings) - len(self.turning.judged)
        return unturned + len(others.endings) - others.doubted.trials

    @property
    def worst(self) -> str:
        """The species that is accepted most often."""
        return max(self.species, key=lambda name: self.species[name].accepted.value or 0.0)


def bpcer_at(apcer: float, attacks: Tally, owners: Tally) -> float | None:
    """BPCER if so many of a species were let in: 10, 5 and 1 % are BPCER10, 20 and 100.

    ``None`` where nothing was judged, and where it takes a limit above the gate's own: what
    an owner scores beyond it is not known, because a turn is over once it counts.
    """
    ranked = sorted(attacks.scores, reverse=True)
    if not ranked or not owners.scores:
        return None
    limit = ranked[int(apcer * len(ranked))]
    if limit >= 1:
        return None
    return sum(score <= limit for score in owners.scores) / len(owners.scores)


def as_json(results: AttackResults) -> str:
    """Give the results for machines; rates as fractions."""
    owners = results.bona_fide
    return json.dumps(
        {
            "version": 1,
            "species": {
                name: {
                    "presentations": len(tally.judged),
                    "accepted": tally.accepted.errors,
                    "apcer": tally.accepted.value,
                    "upper95": tally.accepted.interval[1],
                    "not_answered": tally.unanswered.errors,
                    "face_did_not_match": tally.unmatched,
                    "not_captured": tally.uncaptured,
                    "iapar": tally.let_in.value,
                    "bpcer_at_apcer": {
                        f"{at:g}": bpcer_at(at, tally, owners) for at in OPERATING_POINTS
                    },
                }
                for name, tally in results.species.items()
            },
            "worst_species": results.worst,
            "bona_fide": {
                "presentations": len(owners.judged),
                "refused": owners.refused.errors,
                "bpcer": owners.refused.value,
                "upper95": owners.refused.interval[1],
                "not_answered": owners.unanswered.errors,
                "face_did_not_match": owners.unmatched,
                "not_captured": owners.uncaptured,
            },
            "recordings": {
                "turning": len(results.turning.judged),
                "refused": results.turning.refused.errors,
                "not_turning": results.others.doubted.trials,
                "suspected": results.others.doubted.errors,
                "not_usable": results.not_usable,
                "damaged": len(results.damaged),
            },
            "added_seconds_median": owners.added,
        },
        indent=2,
    )
