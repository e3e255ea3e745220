"""The two plots of a report: the DET curve and the histograms of distances."""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from station_gate.lab.evaluation.canvas import GENUINE, IMPOSTOR, OURS, PLAIN, Canvas
from station_gate.lab.evaluation.results import Evaluation, Measured
from station_gate.lab.evaluation.statistics import Scores

_DET_ACROSS = (1e-5, 0.5)
"""FMR at the two ends of a DET plot."""
_DET_UP = (5e-4, 0.8)
_DET_TICKS = (1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.1, 0.2, 0.5, 0.8)
_BINS = 80

_normal = NormalDist().inv_cdf


def det_plot(found: Evaluation) -> bytes:
    """Draw FNMR over FMR on normal deviates, as ISO/IEC 19795-1 does; a PNG file."""
    canvas = Canvas(
        "Detection error trade-off: lower is better",
        "FMR: strangers who match",
        "FNMR: people who do not match themselves",
    )
    canvas.ticks(
        [(_deviate(at, _DET_ACROSS), f"{100 * at:g} %") for at in _DET_TICKS if at <= 0.5],
        [(_deviate(at, _DET_UP), f"{100 * at:g} %") for at in _DET_TICKS if at >= 1e-3],
    )
    for measured, colour, name in (
        (found.ours, OURS, "Station Gate"),
        (found.plain, PLAIN, "plain face_recognition"),
    ):
        points = _det_points(measured.fuller)
        if len(points) > 1:
            canvas.line(points, colour, name)
    return canvas.png()


def distance_plot(measured: Measured, title: str) -> bytes:
    """Draw how genuine and impostor distances are spread; a PNG file."""
    scores = measured.scores
    both = np.concatenate([scores.genuine, scores.impostor, [measured.threshold]])
    low, high = float(both.min()), float(both.max()) + 1e-9
    edges = np.linspace(low, high, _BINS + 1)
    shares = [_shares(each, edges) for each in (scores.genuine, scores.impostor)]
    tallest = 1.1 * max(float(share.max()) for share in shares)
    canvas = Canvas(title, "distance", "share of the pairs")
    first, last = int(np.ceil(low * 10)), int(high * 10)
    canvas.ticks(
        [((n / 10 - low) / (high - low), f"{n / 10:g}") for n in range(first, last + 1)],
        [(n / 4, f"{25 * n * tallest:.1f} %") for n in range(5)],
    )
    places = np.repeat((edges - low) / (high - low), 2)[1:-1]
    for share, colour, name in zip(
        shares,
        (GENUINE, IMPOSTOR),
        (f"{len(scores.genuine):,} genuine pairs", f"{len(scores.impostor):,} impostor pairs"),
        strict=True,
    ):
        heights = np.repeat(share / tallest, 2)
        canvas.area(list(zip(places.tolist(), heights.tolist(), strict=True)), colour, name)
    place = (measured.threshold - low) / (high - low)
    canvas.upright(place, f"threshold {measured.threshold:.4g}", 0.78)
    return canvas.png()


def _det_points(scores: Scores) -> list[tuple[float, float]]:
    """Return the curve inside the plot; ends where no more errors were counted."""
    if not len(scores.genuine) or not len(scores.impostor):
        return []
    _, fmr, fnmr = scores.curve()
    points = [
        (_deviate(across, _DET_ACROSS), _deviate(up, _DET_UP))
        for across, up in zip(fmr.tolist(), fnmr.tolist(), strict=True)
        if 0 < across < 1 and 0 < up < 1
    ]
    return [(x, y) for x, y in points if 0 <= x <= 1 and 0 <= y <= 1]


def _deviate(rate: float, ends: tuple[float, float]) -> float:
    low, high = _normal(ends[0]), _normal(ends[1])
    return (_normal(rate) - low) / (high - low)


def _shares(distances: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    counts, _ = np.histogram(distances, edges)
    return counts / max(1, len(distances))
