"""``station-gate compare``: two pictures, one answer."""

import json
from pathlib import Path

from station_gate.assembly.calls import compare
from station_gate.faces.comparing import ComparedPictures
from station_gate.faces.observation import Comparison, Measure, Verdict
from station_gate.faces.stills import PortraitProblem
from station_gate.problems import BadInput, ExitCode
from station_gate.say import say
from station_gate.settings import load_settings

JSON_VERSION = 1


def run_compare(reference: Path, probe: Path, as_json: bool, config: Path | None) -> ExitCode:
    """Compare two picture files and print the answer."""
    settings = load_settings(config)
    try:
        compared = compare(reference, probe, settings)
    except PortraitProblem as problem:
        if as_json:
            _print_json(compared=False, problem=problem.kind, sentence=problem.sentence)
            return ExitCode.BAD_INPUT
        raise BadInput(problem.sentence) from None
    comparison = compared.comparison
    if as_json:
        _print_json(
            compared=True,
            distance=round(comparison.distance, 4),
            threshold=comparison.threshold,
            tier=comparison.tier,
            verdict=comparison.verdict.value,
            match=comparison.matched,
            provenance=comparison.provenance,
            reference=[_fields(measure) for measure in compared.reference],
            probe=[_fields(measure) for measure in compared.probe],
        )
    else:
        for line in _sentences(comparison):
            say(line)
        _print_quality(compared)
    return ExitCode.OK if comparison.matched else ExitCode.NO


def _sentences(comparison: Comparison) -> tuple[str, str]:
    said = {
        Verdict.MATCH: "match: distance {} is within the threshold of {}",
        Verdict.UNCLEAR: "unclear: distance {} is just beyond the threshold of {}; try once more",
        Verdict.MISMATCH: "no match: distance {} is beyond the threshold of {}",
    }[comparison.verdict]
    return (
        said.format(round(comparison.distance, 4), round(comparison.threshold, 4)),
        f"strangers come so near: {comparison.tier} ({comparison.provenance})",
    )


def _print_quality(compared: ComparedPictures) -> None:
    """Put each picture's values beside the limits that the gate sets for portraits."""
    print(f"\n{'quality':16}{'reference':>12}{'probe':>12}   limit")
    for pair in zip(compared.reference, compared.probe, strict=True):
        name = pair[0].name.replace("_", " ")
        values = "".join(
            f"{f'{each.value:.3g}' + ('' if each.passed else ' !'):>12}" for each in pair
        )
        print(f"{name:16}{values}   {_limit(pair[0])}")
    for whose, measures in (("reference", compared.reference), ("probe", compared.probe)):
        failed = [each.name.replace("_", " ") for each in measures if not each.passed]
        if failed:
            print(f"! the gate would refuse the {whose} as a portrait: {', '.join(failed)}")


def _limit(measure: Measure) -> str:
    unit = f" {measure.unit}" if measure.unit else ""
    if measure.low is not None and measure.high is not None:
        return f"{measure.low:g} to {measure.high:g}{unit}"
    if measure.low is not None:
        return f"at least {measure.low:g}{unit}"
    return f"at most {measure.high:g}{unit}"


def _fields(measure: Measure) -> dict[str, object]:
    return {
        "name": measure.name,
        "value": float(f"{measure.value:.3g}"),
        "low": measure.low,
        "high": measure.high,
        "unit": measure.unit,
        "passed": measure.passed,
    }


def _print_json(**fields: object) -> None:
    print(json.dumps({"version": JSON_VERSION, **fields}))
