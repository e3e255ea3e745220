"""The ONNX file: the same bytes each time, and no network taken for another."""

from dataclasses import replace

import numpy as np
import pytest

from station_gate.faces import models
from station_gate.faces.cache import digest
from station_gate.faces.conversion.dlibdat import (
    AddPrevious,
    Affine,
    Convolution,
    DatError,
    FullyConnected,
    Network,
    Tag,
    parse,
)
from station_gate.faces.conversion.onnxmodel import convert, convert_apart
from station_gate.faces.encoder import (
    GRAPH_SHA256,
    ONNX_SHA256,
    WEIGHTS_NAME,
    WEIGHTS_SHA256,
)


@pytest.fixture(scope="module")
def network() -> Network:
    return parse(models.model_path(models.ENCODER).read_bytes())


def test_the_file_is_the_same_byte_for_byte(network: Network) -> None:
    assert digest(convert(network)) == digest(convert(network)) == ONNX_SHA256
    graph, weights = convert_apart(network, WEIGHTS_NAME)
    assert (digest(graph), digest(weights)) == (GRAPH_SHA256, WEIGHTS_SHA256)
    assert len(graph) < 20_000


def test_a_network_without_its_last_layer_is_refused(network: Network) -> None:
    assert isinstance(network.layers[-1], FullyConnected)
    with pytest.raises(DatError, match="no layer gives the encodings"):
        convert(replace(network, layers=network.layers[:-1]))


def test_a_convolution_without_its_affine_layer_is_refused(network: Network) -> None:
    assert isinstance(network.layers[0], Convolution)
    assert isinstance(network.layers[1], Affine)
    with pytest.raises(DatError, match="Convolution where none should be"):
        convert(replace(network, layers=network.layers[:1] + network.layers[2:]))


@pytest.mark.parametrize("layers", [(Tag(), Tag()), (AddPrevious(),)])
def test_short_cuts_and_sums_need_a_beginning(
    network: Network, layers: tuple[Tag | AddPrevious, ...]
) -> None:
    with pytest.raises(DatError):
        convert(replace(network, layers=layers))


def test_a_sum_of_values_that_do_not_fit_is_refused(network: Network) -> None:
    narrow = Convolution(np.zeros((5, 3, 1, 1), np.float32), np.zeros(5, np.float32), 1, 0)
    same = Affine(np.ones(5, np.float32), np.zeros(5, np.float32))
    with pytest.raises(DatError, match="do not fit"):
        convert(replace(network, layers=(Tag(), narrow, same, AddPrevious())))
