"""The plot of what was presented: how good its turns of the head were."""

from station_gate.lab.attacks.results import AttackResults
from station_gate.lab.evaluation.canvas import Canvas

_COLOURS = ("#2a6fbb", "#b03060", "#c2571a", "#7a5195", "#8a6d00", "#5c5c5c", "#d62728")
_OWNERS = "#0b6e4f"
_HIGHEST = 2.0
"""Score at the right end."""


def score_plot(found: AttackResults) -> bytes:
    """Draw which share of each species reaches a score, and of the owners; a PNG file."""
    canvas = Canvas(
        "Turns of the head: who reaches the limit of 1 gets in",
        "score of the turn",
        "share of the presentations that reach it",
    )
    canvas.ticks(
        [(n / 8, f"{n / 8 * _HIGHEST:g}") for n in range(9)],
        [(n / 4, f"{25 * n} %") for n in range(5)],
    )
    canvas.upright(1 / _HIGHEST, "the gate's limit", 0.5)
    lines = [("owners", found.bona_fide.scores, _OWNERS)]
    for (name, tally), colour in zip(found.species.items(), _COLOURS, strict=False):
        lines.append((name.replace("_", " "), tally.scores, colour))
    for name, scores, colour in lines:
        if scores:
            canvas.line(_reached(sorted(scores)), colour, name)
    return canvas.png()


def _reached(scores: list[float]) -> list[tuple[float, float]]:
    """Give the steps of the share that reaches each score."""
    points, share = [(0.0, 1.0)], 1.0
    for number, score in enumerate(scores, 1):
        place = min(1.0, score / _HIGHEST)
        points.append((place, share))
        share = 1 - number / len(scores)
        points.append((place, share))
    return [*points, (1.0, share)]
