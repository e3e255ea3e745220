"""Writes the part of the ONNX format that one network needs, byte for byte the same each time.

ONNX is protocol buffers; field numbers are those of ``onnx.proto`` (IR version
8, operator set 17). Writing it ourselves spares the ``onnx`` package.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_FLOAT, _UINT8, _INT64 = 1, 2, 7
_DATA_TYPES = {"float32": _FLOAT, "uint8": _UINT8, "int64": _INT64}
_ATTRIBUTE_INT, _ATTRIBUTE_INTS = 2, 7
_EXTERNAL = 1
_PAGE = 4096


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _block(field: int, contents: bytes | str) -> bytes:
    data = contents.encode("ascii") if isinstance(contents, str) else contents
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _block(1, name) + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    values = b"".join(_number(8, item) for item in value)
    return _block(1, name) + values + _number(20, _ATTRIBUTE_INTS)


def node(
    operator: str, inputs: Sequence[str], output: str, **attributes: int | Sequence[int]
) -> bytes:
    """Return one operation of the graph (a field of GraphProto)."""
    return _block(
        1,
        b"".join(_block(1, name) for name in inputs)
        + _block(2, output)
        + _block(3, output)
        + _block(4, operator)
        + b"".join(_block(5, _attribute(key, value)) for key, value in attributes.items()),
    )


def constant(name: str, values: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
    """Return one block of weights (a field of GraphProto)."""
    return _block(5, _shape_and_name(name, values) + _block(9, _little_endian(values)))


class WeightsFile:
    """The contents of a file of weights beside the ONNX file, which is mapped and not parsed.

    Each block begins on a page of its own, as mapping wants it.
    """

    def __init__(self, name: str) -> None:
        """``name``: what the file will be called, in the ONNX file's folder."""
        self.name = name
        self.contents = bytearray()

    def constant(self, name: str, values: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
        """Take one block of weights in; return what the graph has in its place."""
        self.contents += bytes(-len(self.contents) % _PAGE)
        place = len(self.contents)
        self.contents += _little_endian(values)
        entries = {
            "location": self.name,
            "offset": str(place),
            "length": str(len(self.contents) - place),
        }
        where = b"".join(
            _block(13, _block(1, key) + _block(2, value)) for key, value in entries.items()
        )
        return _block(5, _shape_and_name(name, values) + where + _number(14, _EXTERNAL))


def _shape_and_name(name: str, values: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
    return (
        b"".join(_number(1, size) for size in values.shape)
        + _number(2, _DATA_TYPES[values.dtype.name])
        + _block(8, name)
    )


def _little_endian(values: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
    return np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"))).tobytes()


def _port(field: int, name: str, dtype: str, shape: Sequence[int | str]) -> bytes:
    sizes = b"".join(
        _block(1, _number(1, size) if isinstance(size, int) else _block(2, size)) for size in shape
    )
    tensor = _number(1, _DATA_TYPES[dtype]) + _block(2, sizes)
    return _block(field, _block(1, name) + _block(2, _block(1, tensor)))


def model(
    name: str,
    nodes: Sequence[bytes],
    constants: Sequence[bytes],
    takes: tuple[str, str, Sequence[int | str]],
    gives: tuple[str, str, Sequence[int | str]],
) -> bytes:
    """Return a whole ONNX file; ``takes`` and ``gives`` are name, type and shape."""
    graph = (
        b"".join(nodes)
        + _block(2, name)
        + b"".join(constants)
        + _port(11, *takes)
        + _port(12, *gives)
    )
    operator_set = _block(1, "") + _number(2, 17)
    return _number(1, 8) + _block(7, graph) + _block(8, operator_set)
