"""The calibration's tail as a curve: what was counted, what is extrapolated, what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.faces.calibration import Calibration
from station_gate.faces.steps import SHIPPED
from station_gate.identification.curve import ErrorCurve, with_curve
from station_gate.problems import BadInput

CURVE = ErrorCurve.load(None, SHIPPED.version)


def test_the_shipped_curve_agrees_with_the_shipped_thresholds() -> None:
    table = Calibration.load(None, SHIPPED.version)
    assert CURVE.pipeline == table.pipeline
    assert CURVE.provenance == table.provenance
    for row in table.rows:
        assert CURVE.threshold(row.rate) == pytest.approx(row.threshold, abs=2e-4)


def test_the_shipped_curve_serves_the_sizes_that_are_promised() -> None:
    for size, fpir, extrapolated in (
        (1_000, 0.01, False),
        (100_000, 0.01, True),
        (10_000, 0.001, True),
    ):
        assert CURVE.least_rate <= fpir / size
        assert CURVE.is_extrapolated(fpir / size) is extrapolated
    with pytest.raises(ValueError, match="nothing is known"):
        CURVE.threshold(0.01 / 1_000_000)


@given(st.floats(-7, -1))
def test_rates_and_distances_are_each_others_inverse(logarithm: float) -> None:
    rate = 10**logarithm
    assert CURVE.fmr(CURVE.threshold(rate)) == pytest.approx(rate, rel=1e-6)


@given(st.floats(0, 2), st.floats(0, 2))
def test_nearer_is_never_more_frequent(one: float, other: float) -> None:
    near, far = sorted((one, other))
    assert CURVE.fmr(near) <= CURVE.fmr(far) <= 1


def test_a_curve_foretells_a_tail_it_was_not_shown() -> None:
    """Of 200,000 strangers it foretells what 20 million do."""
    random = np.random.default_rng(3)

    def strangers(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return 0.9 - random.gamma(4, 0.05, size=count)

    curve = ErrorCurve.fit(strangers(200_000), "p", "drawn")
    assert curve is not None
    assert curve.counted_until == pytest.approx(1e-5)
    many = strangers(10_000_000)
    counted = float((many <= curve.threshold(1e-6)).mean())
    assert 0.2e-6 < counted < 3e-6


def test_too_few_strangers_make_no_curve() -> None:
    assert ErrorCurve.fit(np.linspace(0.4, 1.0, 1_500), "p", "few") is None


def write(path: Path, **changed: object) -> Path:
    text = with_curve(Calibration.load(None, SHIPPED.version).to_json(), CURVE)
    path.write_text(json.dumps({**json.loads(text), **changed}), encoding="utf-8")
    return path


def test_a_calibration_with_a_curve_is_a_calibration(tmp_path: Path) -> None:
    path = write(tmp_path / "table.json")
    assert ErrorCurve.load(path, SHIPPED.version) == CURVE
    assert Calibration.load(path, SHIPPED.version) == Calibration.load(None, SHIPPED.version)


TAIL = CURVE.as_entry()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"pipeline": "views1-raw-2"}, "made for the face pipeline views1-raw-2"),
        ({"tail": None}, "no curve for searches"),
        ({"tail": []}, "damaged"),
        ({"tail": {**TAIL, "decade": -0.03}}, "damaged"),
        ({"tail": {**TAIL, "decade": "0.03"}}, "damaged"),
        ({"tail": {**TAIL, "points": TAIL["points"][::-1]}}, "damaged"),
        ({"tail": {**TAIL, "points": [[0.01, float("nan")], [0.001, 0.3]]}}, "damaged"),
        ({"tail": {**TAIL, "counted_until": 0.5}}, "damaged"),
        ({"tail": {**TAIL, "points": []}}, "damaged"),
    ],
)
def test_a_file_without_a_usable_curve_is_refused(
    tmp_path: Path, changed: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        ErrorCurve.load(write(tmp_path / "table.json", **changed), SHIPPED.version)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[1]", b"{", b""])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.json"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        ErrorCurve.load(path, SHIPPED.version)
    with pytest.raises(BadInput, match="cannot be read"):
        ErrorCurve.load(tmp_path / "absent.json", SHIPPED.version)
