"""Compare two pictures of faces: the distance beside its threshold, and what it promises."""

import sys

from station_gate import compare
from station_gate.faces import PortraitProblem


def main(reference: str, probe: str) -> None:
    """Print whether both show one person."""
    try:
        compared = compare(reference, probe)
    except PortraitProblem as problem:
        sys.exit(problem.sentence)
    answer = compared.comparison
    print(f"{answer.verdict.value}: {answer.distance:.3f}, threshold {answer.threshold:.3f}")
    print(f"of strangers, {answer.tier} come so near ({answer.provenance})")
    for measure in compared.probe:
        print(f"  probe's {measure.name}: {measure.value:.3g} {'ok' if measure.passed else '!'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
