"""The reader of dlib's file: every byte accounted for, and damage said so."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station_gate.faces import models
from station_gate.faces.conversion.dlibdat import (
    AddPrevious,
    Affine,
    Convolution,
    DatError,
    FullyConnected,
    Network,
    parse,
)

POOL = b"max_pool_2\x01\x03\x01\x03\x01\x02\x01\x02"
"""3 x 3, stride 2 x 2; the paddings follow."""
GAINS = b"\x01\x01\x01\x01\x01\x20\x01\x01\x01\x01"
"""An alias of 1 x 32 x 1 x 1: the gains of the first affine layer, and again its shifts."""


@cache
def contents() -> bytes:
    return models.model_path(models.ENCODER).read_bytes()


@cache
def network() -> Network:
    return parse(contents())


def test_the_network_is_the_one_that_was_published() -> None:
    layers = network().layers
    assert network().side == 150
    assert network().mean == pytest.approx((122.782, 117.001, 104.298))
    convolutions = [layer for layer in layers if isinstance(layer, Convolution)]
    affines = [layer for layer in layers if isinstance(layer, Affine)]
    (last,) = [layer for layer in layers if isinstance(layer, FullyConnected)]
    assert len(convolutions) == len(affines) == 29
    assert sum(isinstance(layer, AddPrevious) for layer in layers) == 14
    assert last.weights.shape == (256, 128)
    weights = sum(layer.weights.size for layer in convolutions) + last.weights.size
    assert weights == 5_603_936


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_rubbish_is_refused(rubbish: bytes) -> None:
    with pytest.raises(DatError):
        parse(rubbish)


@settings(deadline=None)
@given(st.integers(0, 22_466_065))
def test_a_file_cut_short_is_refused(length: int) -> None:
    with pytest.raises(DatError):
        parse(contents()[:length])


@settings(deadline=None)
@given(place=st.integers(0, 700), value=st.integers(0, 255))
def test_a_changed_header_never_breaks_the_reader(place: int, value: int) -> None:
    changed = bytearray(contents()[:200_000])
    changed[place] = value
    with pytest.raises(DatError):
        parse(bytes(changed))


def test_bytes_after_the_end_are_refused() -> None:
    with pytest.raises(DatError, match="1 bytes follow"):
        parse(contents() + b"\0")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b"loss_metric_2", b"loss_metric_3", "loss layer"),
        (b"input_rgb_image_sized", b"input_rgb_image_sizeX", "input layer"),
        (b"affine_", b"affineX", "unknown layer 'affineX'"),
        (b"\x01\x96\x01\x96", b"\x01\x96\x01\x95", "not square"),  # 150 x 149
        (POOL + b"\x01\x00\x01\x00", POOL + b"\x01\x00\x01\x01", "a padded pool"),
        (b"\x01\x20\x01\x07\x01\x07", b"\x01\x21\x01\x07\x01\x07", "a convolution whose numbers"),
        (GAINS * 2, GAINS.replace(b"\x20", b"\x21") + GAINS, "an affine layer whose numbers"),
    ],
)
def test_another_network_is_named(old: bytes, new: bytes, complaint: str) -> None:
    assert old in contents()
    with pytest.raises(DatError, match=complaint):
        parse(contents().replace(old, new, 1))
