"""``station-gate compare``: two pictures, one answer."""

import json
from pathlib import Path

from station_gate.capture.image import read_image
from station_gate.cli.playing import face_policy
from station_gate.faces.engine import FaceEngine
from station_gate.faces.observation import Comparison, Verdict
from station_gate.faces.pipeline import Pipeline, compare_images
from station_gate.faces.stills import PortraitProblem
from station_gate.problems import BadInput, ExitCode
from station_gate.settings import load_settings

JSON_VERSION = 1


def run_compare(reference: Path, probe: Path, as_json: bool, config: Path | None) -> ExitCode:
    """Compare two picture files and print the answer."""
    settings = load_settings(config)
    pictures = read_image(reference), read_image(probe)
    policy = face_policy(settings)
    pipeline = Pipeline(FaceEngine.load(settings.face.engine))
    try:
        comparison = compare_images(pipeline, policy, *pictures)
    except PortraitProblem as problem:
        if as_json:
            _print_json(compared=False, problem=problem.kind, sentence=problem.sentence)
            return ExitCode.BAD_INPUT
        raise BadInput(problem.sentence) from None
    if as_json:
        _print_json(
            compared=True,
            distance=round(comparison.distance, 4),
            threshold=comparison.threshold,
            tier=comparison.tier,
            verdict=comparison.verdict.value,
            match=comparison.matched,
            provenance=comparison.provenance,
        )
    else:
        print(_sentence(comparison))
    return ExitCode.OK if comparison.matched else ExitCode.NO


def _sentence(comparison: Comparison) -> str:
    said = {
        Verdict.MATCH: "match: distance {} is within the threshold of {}",
        Verdict.UNCLEAR: "unclear: distance {} is just beyond the threshold of {}; try once more",
        Verdict.MISMATCH: "no match: distance {} is beyond the threshold of {}",
    }[comparison.verdict]
    return (
        f"{said.format(round(comparison.distance, 4), round(comparison.threshold, 4))}\n"
        f"strangers come so near: {comparison.tier} ({comparison.provenance})"
    )


def _print_json(**fields: object) -> None:
    print(json.dumps({"version": JSON_VERSION, **fields}))
