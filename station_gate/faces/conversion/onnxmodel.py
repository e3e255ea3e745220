"""dlib's face encoding network as an ONNX file: the same numbers, 15 times faster.

The graph takes ``chips`` uint8 (N, 150, 150, 3) RGB and gives ``encodings``
float32 (N, 128). What has to be right for the numbers to be dlib's:

* dlib pads a convolution or pool only when its stride is 1;
* ``add_prev`` pads the smaller operand with zeros at the end of its channels
  and of its rows and columns;
* the input is (RGB - mean) / 256; the first convolution is not padded, so this
  folds exactly into its weights. Every affine layer folds into the convolution
  before it. Folding is done in float64 with exactly rounded sums, so that the
  file is the same byte for byte on every machine.

Zeros are appended by convolutions and not by ``Pad``: then ONNX Runtime keeps its own
layout from the first layer to the last and adds and clips within the convolutions.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.conversion import protobuf
from station_gate.faces.conversion.dlibdat import (
    AddPrevious,
    Affine,
    Convolution,
    DatError,
    FullyConnected,
    Network,
    Pool,
    Relu,
    Tag,
    Weights,
)


@dataclass(frozen=True, slots=True)
class _Values:
    """What flows between two operations: its name and shape."""

    name: str
    channels: int
    side: int


def convert(network: Network) -> bytes:
    """Write the network as an ONNX file.

    Raises ``DatError`` for a network that is put together in another way.
    """
    return _Graph(network, None).file()


def convert_apart(network: Network, name: str) -> tuple[bytes, bytes]:
    """Write the network as an ONNX file and its weights as a file called ``name`` beside it.

    ONNX Runtime loads these two in half the time of one. Raises ``DatError`` as ``convert``.
    """
    weights = protobuf.WeightsFile(name)
    graph = _Graph(network, weights).file()
    return graph, bytes(weights.contents)


class _Graph:
    """Goes along the layers once and writes down the operations."""

    def __init__(self, network: Network, weights: protobuf.WeightsFile | None) -> None:
        self._network = network
        self._weights = weights
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []
        self._names = 0
        self._tagged: _Values | None = None
        """The input of the present residual block."""
        self._block: _Values | None = None
        """The output of a block whose short cut is being made."""
        self._output: str | None = None

    def file(self) -> bytes:
        side = self._network.side
        pixels = self._operation("Cast", ["chips"], to=1)
        values = _Values(self._operation("Transpose", [pixels], perm=(0, 3, 1, 2)), 3, side)
        layers = self._network.layers
        place = 0
        while place < len(layers):
            layer = layers[place]
            following = layers[place + 1] if place + 1 < len(layers) else None
            if isinstance(layer, Convolution) and isinstance(following, Affine):
                values = self._convolution(layer, following, values, first=place == 0)
                place += 1
            elif isinstance(layer, Tag) and isinstance(following, Tag):
                if self._tagged is None:
                    raise DatError("a short cut to nowhere")
                self._block, values = values, self._tagged
                place += 1
            elif isinstance(layer, Tag):
                self._tagged = values
            elif isinstance(layer, Relu):
                name = self._operation("Relu", [values.name])
                values = _Values(name, values.channels, values.side)
            elif isinstance(layer, Pool):
                values = self._pool(layer, values)
            elif isinstance(layer, AddPrevious):
                values = self._sum(values)
            elif isinstance(layer, FullyConnected):
                self._encodings(layer, values)
            else:
                raise DatError(f"{type(layer).__name__} where none should be")
            place += 1
        if self._output is None:
            raise DatError("no layer gives the encodings")
        return protobuf.model(
            "dlib_face_v1",
            self._nodes,
            self._constants,
            ("chips", "uint8", ("N", side, side, 3)),
            (self._output, "float32", ("N", 128)),
        )

    def _name(self) -> str:
        self._names += 1
        return f"v{self._names}"

    def _operation(
        self, operator: str, inputs: list[str], **attributes: int | tuple[int, ...]
    ) -> str:
        name = self._name()
        self._nodes.append(protobuf.node(operator, inputs, name, **attributes))
        return name

    def _constant(self, values: NDArray[np.float32] | NDArray[np.int64]) -> str:
        name = self._name()
        constant = self._weights.constant if self._weights else protobuf.constant
        self._constants.append(constant(name, values))
        return name

    def _convolution(
        self, layer: Convolution, affine: Affine, values: _Values, *, first: bool
    ) -> _Values:
        weights = layer.weights.astype(np.float64) * affine.gain[:, None, None, None]
        bias = layer.bias.astype(np.float64) * affine.gain + affine.shift
        if first:
            weights, bias = self._fold_input(weights, bias)
        rows = layer.weights.shape[2]
        padding = layer.padding
        if values.side == 1 and padding:  # of a padded single pixel only the centre tap counts
            centre = slice(padding, padding + 1)
            weights = weights[:, :, centre, centre]
            rows, padding = 1, 0
        name = self._operation(
            "Conv",
            [
                values.name,
                self._constant(weights.astype(np.float32)),
                self._constant(bias.astype(np.float32)),
            ],
            strides=(layer.stride,) * 2,
            pads=(padding,) * 4,
            kernel_shape=(rows,) * 2,
        )
        side = (values.side + 2 * padding - rows) // layer.stride + 1
        return _Values(name, len(weights), side)

    def _fold_input(
        self, weights: NDArray[np.float64], bias: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        scaled = weights / 256
        shares = scaled * np.array(self._network.mean)[None, :, None, None]
        sums = [math.fsum(share.ravel().tolist()) for share in shares]
        return scaled, bias - np.array(sums)

    def _pool(self, layer: Pool, values: _Values) -> _Values:
        if layer.window == 0:
            name = self._operation("GlobalAveragePool", [values.name])
            return _Values(name, values.channels, 1)
        side = (values.side - layer.window) // layer.stride + 1
        shape = (layer.window,) * 2
        strides = (layer.stride,) * 2
        if layer.kind == "max":
            name = self._operation("MaxPool", [values.name], kernel_shape=shape, strides=strides)
            return _Values(name, values.channels, side)
        name = self._operation("AveragePool", [values.name], kernel_shape=shape, strides=strides)
        pooled = _Values(name, values.channels, side)
        return self._with_zero_channels(pooled, self._block.channels if self._block else 0)

    def _with_zero_channels(self, values: _Values, channels: int) -> _Values:
        """Append the zero channels that add_prev does, up to ``channels`` altogether."""
        if channels <= values.channels:
            return values
        weights: Weights = np.eye(channels, values.channels, dtype=np.float32)
        name = self._operation(
            "Conv", [values.name, self._constant(weights[:, :, None, None])], kernel_shape=(1, 1)
        )
        return _Values(name, channels, values.side)

    def _sum(self, values: _Values) -> _Values:
        other = self._block or self._tagged
        if other is None or other.channels != values.channels or other.side > values.side:
            raise DatError("a sum of two values that do not fit")
        name = other.name
        if other.side < values.side:
            more = values.side - other.side
            ones = self._constant(np.ones((other.channels, 1, 1, 1), np.float32))
            name = self._operation(
                "Conv",
                [name, ones],
                kernel_shape=(1, 1),
                pads=(0, 0, more, more),
                group=other.channels,
            )
        self._block = None
        return _Values(self._operation("Add", [name, values.name]), values.channels, values.side)

    def _encodings(self, layer: FullyConnected, values: _Values) -> None:
        flat = self._operation("Flatten", [values.name])
        self._output = "encodings"
        self._nodes.append(
            protobuf.node("Gemm", [flat, self._constant(layer.weights)], self._output)
        )
