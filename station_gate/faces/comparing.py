"""Two still pictures compared, and how well each shows its face."""

from dataclasses import dataclass

from station_gate.faces.calibration import Policy
from station_gate.faces.observation import Comparison, Measure
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.pixels import Pixels
from station_gate.faces.quality import PORTRAIT_LIMITS, judge_face
from station_gate.faces.stills import find_face


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPictures:
    """The answer, and each picture's quality values beside the limits for portraits.

    A picture beyond a limit is compared all the same; at the gate it would be refused
    as a portrait.
    """

    comparison: Comparison
    reference: tuple[Measure, ...]
    probe: tuple[Measure, ...]


def compare_pictures(
    pipeline: Pipeline, policy: Policy, reference: Pixels, probe: Pixels
) -> ComparedPictures:
    """Compare the faces of two still pictures, uint8 (H, W, 3) RGB.

    Raises ``PortraitProblem`` for the first picture that cannot be compared; its
    sentence says which one.
    """
    one, other = (
        find_face(pipeline.engine, pixels, name)
        for pixels, name in ((reference, "reference"), (probe, "probe"))
    )
    templates = [pipeline.template_of_faces([(face, 1.0)]) for face in (one, other)]
    return ComparedPictures(
        comparison=policy.judge(pipeline.distance(*templates)),
        reference=judge_face(one, PORTRAIT_LIMITS),
        probe=judge_face(other, PORTRAIT_LIMITS),
    )
