"""Two still pictures compared, and how well each shows its face."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from station_gate.faces.calibration import Policy
from station_gate.faces.observation import Comparison, Measure
from station_gate.faces.pipeline import Pipeline, Template
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
    """Compare the faces of two still pictures, uint8 (H, W, 3) RGB, each on a core of its own.

    Raises ``PortraitProblem`` for the first picture that cannot be compared; its
    sentence says which one.
    """
    beside = Pipeline(pipeline.engine.beside(), pipeline.steps)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(read_picture, pipeline, reference, "reference")
        other = pool.submit(read_picture, beside, probe, "probe")
        (template, measures), (other_template, other_measures) = one.result(), other.result()
    return ComparedPictures(
        comparison=policy.judge(pipeline.distance(template, other_template)),
        reference=measures,
        probe=other_measures,
    )


def read_picture(
    pipeline: Pipeline, pixels: Pixels, name: str
) -> tuple[Template, tuple[Measure, ...]]:
    """Make the template of a picture that a problem calls ``name``, and judge its face.

    Raises ``PortraitProblem``.
    """
    face = find_face(pipeline.engine, pixels, name)
    return pipeline.template_of_faces([(face, 1.0)]), judge_face(face, PORTRAIT_LIMITS)
