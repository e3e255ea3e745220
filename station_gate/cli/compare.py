"""``station-gate compare``: two pictures, one answer."""

import json
from pathlib import Path

from station_gate.capture.image import read_image
from station_gate.faces.engine import FaceEngine
from station_gate.faces.stills import PortraitProblem, compare_images
from station_gate.problems import BadInput, ExitCode
from station_gate.settings import load_settings

JSON_VERSION = 1


def run_compare(reference: Path, probe: Path, as_json: bool, config: Path | None) -> ExitCode:
    """Compare two picture files and print the answer."""
    settings = load_settings(config)
    pictures = read_image(reference), read_image(probe)
    engine = FaceEngine.load(settings.face.engine)
    try:
        comparison = compare_images(engine, *pictures, settings.face.still_threshold)
    except PortraitProblem as problem:
        if as_json:
            _print_json(compared=False, problem=problem.kind, sentence=problem.sentence)
            return ExitCode.BAD_INPUT
        raise BadInput(problem.sentence) from None
    distance = round(comparison.distance, 4)
    if as_json:
        _print_json(
            compared=True,
            distance=distance,
            threshold=comparison.threshold,
            match=comparison.matched,
        )
    elif comparison.matched:
        print(f"match: distance {distance} is within the threshold of {comparison.threshold}")
    else:
        print(f"no match: distance {distance} is beyond the threshold of {comparison.threshold}")
    return ExitCode.OK if comparison.matched else ExitCode.NO


def _print_json(**fields: object) -> None:
    print(json.dumps({"version": JSON_VERSION, **fields}))
