"""Reads dlib's face encoding network from its ``.dat`` file, with numpy alone.

The file is dlib's serialisation of ``dlib::loss_metric``:

* an integer is a control byte (low nibble: how many bytes follow, 1 to 8; bit
  7: negative) and a little-endian magnitude; a bool is an ASCII "0" or "1"; a
  string is its length and bytes; a real number is mantissa and exponent, two
  integers; a tensor is the integer 2, four dimensions and raw little-endian
  float32; an alias of a tensor is the integer 1 and four dimensions;
* the file is ``1``, ``"loss_metric_2"``, two reals, then the versions of all
  layers from the outermost to the innermost (2: a layer, 1: a tag or a skip, 3:
  the innermost layer), the input layer, and the layers' bodies from the
  innermost to the outermost. A tag or a skip has no body.

A good file ends exactly where the last body ends.
"""

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Convolution:
    """A correlation: ``weights`` (out, in, rows, columns), ``bias`` (out,)."""

    weights: Weights
    bias: Weights
    stride: int
    padding: int


@dataclass(frozen=True, slots=True)
class Affine:
    """Each channel times ``gain`` plus ``shift``, both (channels,)."""

    gain: Weights
    shift: Weights


@dataclass(frozen=True, slots=True)
class Relu:
    """Negative values become zero."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The largest or the mean value of a ``window``; window 0 is the whole plane."""

    kind: str
    """"max" or "avg"."""
    window: int
    stride: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag or a skip. Two in a row are a tag and a skip to the tag before it."""


@dataclass(frozen=True, slots=True)
class AddPrevious:
    """Adds the tagged values; the smaller of the two is padded with zeros at its end."""


@dataclass(frozen=True, slots=True)
class FullyConnected:
    """``weights`` (in, out); no bias."""

    weights: Weights


Layer = Convolution | Affine | Relu | Pool | Tag | AddPrevious | FullyConnected


@dataclass(frozen=True, slots=True)
class Network:
    """The network: the input's mean RGB, its side in pixels, the layers input first."""

    mean: tuple[float, float, float]
    side: int
    layers: tuple[Layer, ...]


class DatError(ValueError):
    """The bytes are not the network that this module knows."""


def parse(contents: bytes) -> Network:
    """Read the network from a ``.dat`` file's bytes.

    Raises ``DatError`` unless every byte is accounted for.
    """
    reader = _Reader(contents)
    try:
        network = _network(reader)
    except (LookupError, ValueError, OverflowError) as error:
        raise DatError(f"not dlib's face network: {error}") from error
    if reader.place != len(contents):
        raise DatError(f"{len(contents) - reader.place} bytes follow the last layer")
    return network


class _Reader:
    """Takes dlib's basic values off a block of bytes, one after the other."""

    def __init__(self, contents: bytes) -> None:
        self._contents = contents
        self.place = 0

    def _take(self, size: int) -> bytes:
        taken = self._contents[self.place : self.place + size]
        if size < 0 or len(taken) != size:
            raise DatError(f"it ends in the middle of a value, at byte {self.place}")
        self.place += size
        return taken

    def integer(self) -> int:
        control = self._take(1)[0]
        size = control & 0x0F
        if not 1 <= size <= 8 or control & 0x70:
            raise DatError(f"no integer at byte {self.place - 1}")
        magnitude = int.from_bytes(self._take(size), "little")
        return -magnitude if control & 0x80 else magnitude

    def integers(self, count: int) -> list[int]:
        return [self.integer() for _ in range(count)]

    def expect(self, *wanted: int) -> None:
        found = self.integers(len(wanted))
        if found != list(wanted):
            raise DatError(f"{found} where {list(wanted)} should be")

    def real(self) -> float:
        mantissa, exponent = self.integers(2)
        return mantissa * 2.0**exponent

    def reals(self, count: int) -> list[float]:
        return [self.real() for _ in range(count)]

    def boolean(self) -> bool:
        return {b"0": False, b"1": True}[self._take(1)]

    def text(self) -> str:
        return self._take(self.integer()).decode("ascii")

    def tensor(self) -> Weights:
        self.expect(2)
        shape = self.integers(4)
        values = np.frombuffer(self._take(4 * prod(shape)), dtype="<f4")
        return values.astype(np.float32).reshape(shape)

    def alias(self) -> list[int]:
        self.expect(1)
        return self.integers(4)


def _network(reader: _Reader) -> Network:
    reader.expect(1)
    if reader.text() != "loss_metric_2":
        raise DatError("its loss layer is another one")
    reader.reals(2)  # margin and distance threshold: used in training only
    versions = [reader.integer()]
    while versions[-1] != 3:
        versions.append(reader.integer())
    if reader.text() != "input_rgb_image_sized":
        raise DatError("its input layer is another one")
    red, green, blue = reader.reals(3)
    side, other_side = reader.integers(2)
    if side != other_side:
        raise DatError("its input is not square")
    layers: list[Layer] = []
    for version in reversed(versions):
        if version == 1:
            layers.append(Tag())
            continue
        layers.append(_layer(reader))
        for _ in range(3):  # set up, gradient stale, gradient not wanted
            reader.boolean()
        for _ in range(3):  # gradient and output of the last training step: empty
            reader.tensor()
        if version == 3:
            reader.integer()  # how often each sample was repeated in training
    return Network((red, green, blue), side, tuple(layers))


def _layer(reader: _Reader) -> Layer:
    kind = reader.text()
    match kind:
        case "con_4":
            return _convolution(reader)
        case "affine_":
            return _affine(reader)
        case "relu_":
            return Relu()
        case "max_pool_2" | "avg_pool_2":
            window, _, stride, _, *padding = reader.integers(6)
            if any(padding) and window:
                raise DatError("a padded pool")
            return Pool(kind[:3], window, stride)
        case "add_prev_":
            return AddPrevious()
        case "fc_2":
            return _fully_connected(reader)
    raise DatError(f"an unknown layer {kind!r}")


def _convolution(reader: _Reader) -> Convolution:
    values = reader.tensor().ravel()
    count, _, _, stride, _, padding, _ = reader.integers(7)
    shape = reader.alias()
    reader.alias()
    reader.reals(4)  # learning rates and decays
    size = prod(shape)
    if values.size != size + count:
        raise DatError("a convolution whose numbers do not add up")
    return Convolution(values[:size].reshape(shape), values[size:], stride, padding)


def _affine(reader: _Reader) -> Affine:
    values = reader.tensor().ravel()
    size = prod(reader.alias())
    reader.alias()
    reader.integer()  # by channel; a fully connected one does not occur
    if values.size != 2 * size:
        raise DatError("an affine layer whose numbers do not add up")
    return Affine(values[:size], values[size:])


def _fully_connected(reader: _Reader) -> FullyConnected:
    outputs, inputs = reader.integers(2)
    values = reader.tensor()
    reader.alias()
    reader.alias()
    reader.integer()  # bias mode; the shape below shows that there is none
    reader.reals(4)
    return FullyConnected(values.reshape(inputs, outputs))
