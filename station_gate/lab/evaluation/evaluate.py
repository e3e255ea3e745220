"""The whole measurement: pictures in, figures out."""

from collections import Counter
from collections.abc import Sequence

from station_gate.faces.calibration import RATES, Policy
from station_gate.faces.encoder import Encoding
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import PLAIN
from station_gate.lab.evaluation.acquire import Acquired
from station_gate.lab.evaluation.material import Material, strangers
from station_gate.lab.evaluation.results import PLAIN_THRESHOLD, Evaluation, Measured
from station_gate.lab.evaluation.scoring import Compared, compare_pairs, of_group
from station_gate.problems import BadInput


def evaluate(
    given: Material, acquired: Sequence[Acquired], pipeline: Pipeline, policy: Policy
) -> Evaluation:
    """Compare every pair both ways; ``pipeline`` must be the one that encoded the pictures.

    Raises ``BadInput`` where no pair can be compared.
    """
    threshold = policy.calibration.threshold(policy.rate)
    ours, groups = _measure(given, [each.ours for each in acquired], pipeline, threshold)
    plain, plain_groups = _measure(
        given,
        [each.plain for each in acquired],
        Pipeline(pipeline.engine, PLAIN),
        PLAIN_THRESHOLD,
    )
    return Evaluation(
        ours=ours,
        plain=plain,
        groups=groups,
        plain_groups=plain_groups,
        origin=given.origin,
        pipeline=pipeline.steps.version,
        calibration=policy.calibration.provenance,
        target=policy.rate,
        left_out=given.left_out,
        beyond=dict(Counter(each.beyond for each in acquired if each.beyond).most_common()),
    )


def _measure(
    given: Material, encodings: list[Encoding | None], pipeline: Pipeline, threshold: float
) -> tuple[Measured, dict[str, Measured]]:
    whole: Compared = compare_pairs(given, encodings, pipeline)
    if not len(whole.pairs):
        raise BadInput(
            f"No pair of {given.origin} can be compared: no face was found on one picture of each "
            "at least; check that these are pictures of faces."
        )
    every = None
    if whole.scores.threshold_at(min(RATES)) is None:
        every = _more_strangers(given)
    more = compare_pairs(every, encodings, pipeline) if every else None
    groups = {
        name: Measured(
            of_group(whole, given, number, encodings),
            threshold,
            of_group(more, every, number, encodings).scores if more and every else None,
        )
        for number, name in enumerate(given.groups)
    }
    return Measured(whole, threshold, more.scores if more else None), groups


def _more_strangers(given: Material) -> Material | None:
    """Pair more strangers than a short list of pairs does; ``None`` if there are no more."""
    every = strangers(given)
    if every is None or len(every.left) <= int((~given.same).sum()):
        return None
    return every
