"""Error rates of distances: plain numbers in, plain numbers out.

Names as in ISO/IEC 19795-1: FMR, the share of impostor pairs that match; FNMR, the
share of genuine pairs that do not. A pair matches when its distance is at most the
threshold.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Distances = NDArray[np.float64]

CONFIDENCE = 0.95
_DEVIATE = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many errors in so many trials."""

    errors: int
    trials: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; ``None`` without trials."""
        return self.errors / self.trials if self.trials else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval: Wilson's score interval (1927).

        Where nothing failed its upper end is 3 / trials (rule of three), and
        likewise where everything did; without trials 0 to 1.
        """
        n = self.trials
        if not n:
            return 0.0, 1.0
        if self.errors == 0:
            return 0.0, min(1.0, 3 / n)
        if self.errors == n:
            return max(0.0, 1 - 3 / n), 1.0
        share, z2 = self.errors / n, _DEVIATE**2
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = _DEVIATE / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


class Scores:
    """Sorted distances of genuine and impostor pairs, float64 (n,) and (m,)."""

    def __init__(self, genuine: Distances, impostor: Distances) -> None:
        self.genuine = np.sort(np.asarray(genuine, dtype=np.float64))
        self.impostor = np.sort(np.asarray(impostor, dtype=np.float64))

    def fmr(self, threshold: float) -> Rate:
        """Impostor pairs at most this far apart."""
        return Rate(
            int(np.searchsorted(self.impostor, threshold, side="right")), len(self.impostor)
        )

    def fnmr(self, threshold: float) -> Rate:
        """Genuine pairs farther apart."""
        count = len(self.genuine)
        return Rate(count - int(np.searchsorted(self.genuine, threshold, side="right")), count)

    def threshold_at(self, target: float) -> float | None:
        """Return the largest distance, to 1e-6, that keeps the FMR to ``target``.

        ``None`` where fewer than 1 / target impostor pairs make a single false match
        too many: nothing can be said of that target then.
        """
        count = len(self.impostor)
        allowed = math.floor(target * count + 1e-9)
        if allowed < 1:
            return None
        # just below the first impostor too many; rounding down keeps to the safe side
        first_too_many = float(self.impostor[allowed])
        return (math.ceil(first_too_many * 1e6) - 1) / 1e6

    def equal_error_rate(self) -> float | None:
        """Return the rate at which FMR and FNMR are the same; ``None`` without pairs.

        Both are steps, so it is the mean of the two where they are nearest.
        """
        if not len(self.genuine) or not len(self.impostor):
            return None
        fmr, fnmr = self.curve()[1:]
        nearest = int(np.argmin(np.abs(fmr - fnmr)))
        return float((fmr[nearest] + fnmr[nearest]) / 2)

    def curve(self) -> tuple[Distances, Distances, Distances]:
        """Return thresholds with the FMR and FNMR of each, float64 (k,) each.

        One threshold at each genuine distance, at the 1,000 nearest impostors and at 1,000
        places among all of them, from below every distance upwards.
        """
        count = len(self.impostor)
        places = np.linspace(0, max(0, count - 1), min(1000, count)).astype(int)
        chosen = self.impostor[places], self.impostor[:1000]
        thresholds = np.unique(np.concatenate([self.genuine, *chosen]))
        thresholds = np.concatenate([[thresholds[0] - 1e-6], thresholds])
        fmr = np.searchsorted(self.impostor, thresholds, side="right") / max(1, count)
        matched = np.searchsorted(self.genuine, thresholds, side="right")
        fnmr = 1 - matched / max(1, len(self.genuine))
        return thresholds, fmr, fnmr
