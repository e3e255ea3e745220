"""From face chips to encodings: the 128 numbers that are compared.

Two engines give the same numbers (to 1e-6): dlib itself, the reference, and
its network in ONNX Runtime, which takes a fifteenth of the time and lets other
threads run meanwhile (dlib holds Python's lock for the whole call).
"""

from importlib import import_module
from pathlib import Path
from typing import Protocol

import dlib
import numpy as np
from numpy.typing import NDArray

from station_gate.faces import cache, models
from station_gate.faces.networks import ENCODERS, EncoderKind
from station_gate.faces.onnxruntime import InferenceSession, SessionOptions

CHIP_SIDE = ENCODERS[0].chip_side
"""Pixels along one side of a face chip, as dlib's network was trained."""

Chips = NDArray[np.uint8]
"""Aligned faces: uint8 (N, S, S, 3) RGB, S the engine's ``chip_side`` (dlib: 150)."""

Encodings = NDArray[np.float64]
"""float64 (N, D), D the engine's ``dimension`` (dlib: 128); compared by Euclidean distance,
not of unit length."""

Encoding = NDArray[np.float64]
"""float64 (D,)."""

ONNX_SHA256 = "45b00ca4e78044f581b76101fdf4929ded62376bb17eb7b2fa220ffb6872ca7c"
"""Of the file that ``make_onnx_file`` makes from face_recognition_models 0.3.0."""
GRAPH_NAME, GRAPH_SHA256 = (
    "dlib_face_v2.onnx",
    "1c7b14d321937341a70634d8ab6c2a81e9ec07eda6091639a03cecb884862d73",
)
WEIGHTS_NAME, WEIGHTS_SHA256 = (
    "dlib_face_v2.weights",
    "872c651f39502f7e77fedbe6edd30b8115052893f40e786e0f070b132efcf24e",
)
"""The same as two files, which are kept: they load in half the time."""


class Encoder(Protocol):
    """Anything that turns face chips into encodings."""

    def encode(self, chips: Chips) -> Encodings:
        """Encode chips, uint8 (N, S, S, 3) RGB, as float64 (N, D)."""
        ...


class DlibEncoder:
    """The reference: dlib's own network. Not thread-safe."""

    def __init__(self) -> None:
        """Load the network; raises ``DeviceMissing`` if the model cannot be used."""
        path = models.model_path(models.ENCODER)
        try:
            self._network = dlib.face_recognition_model_v1(str(path))
        except RuntimeError as error:
            raise models.damaged(models.ENCODER) from error

    def encode(self, chips: Chips) -> Encodings:
        """Encode chips, uint8 (N, 150, 150, 3) RGB, as float64 (N, 128)."""
        _check_chips(chips)
        encodings = [np.array(self._network.compute_face_descriptor(chip)) for chip in chips]
        return np.array(encodings, dtype=np.float64).reshape(len(chips), 128)


class OnnxEncoder:
    """dlib's network in ONNX Runtime, on one thread. Not thread-safe."""

    def __init__(self) -> None:
        """Load the network; raises ``DeviceMissing`` if the model cannot be used."""
        options = SessionOptions()
        # a second thread that spins costs 65 % more CPU and is slower on a busy machine
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        weights = cache.kept_file(WEIGHTS_NAME, WEIGHTS_SHA256)
        graph = cache.kept_file(GRAPH_NAME, GRAPH_SHA256)
        self._session = InferenceSession(
            str(graph) if graph and weights else make_onnx_file(),
            options,
            providers=["CPUExecutionProvider"],
        )

    def encode(self, chips: Chips) -> Encodings:
        """Encode chips, uint8 (N, 150, 150, 3) RGB, as float64 (N, 128)."""
        _check_chips(chips)
        if not len(chips):
            return np.empty((0, 128))
        (encodings,) = self._session.run(None, {"chips": np.ascontiguousarray(chips)})
        return np.asarray(encodings, dtype=np.float64)


def make_encoder(kind: EncoderKind) -> Encoder:
    """Load an engine; raises ``DeviceMissing`` if the model cannot be used."""
    module, _, name = kind.made_by.partition(":")
    encoder: Encoder = getattr(import_module(module), name)()
    return encoder


def make_onnx_file() -> bytes:
    """Make the network's ONNX file (0.5 s), return it and keep it as two for the next time.

    Raises ``DeviceMissing`` if the model it is made from is absent or another one.
    """
    # needed once in the life of an installation, and not at every start
    from station_gate.faces.conversion.dlibdat import DatError, parse
    from station_gate.faces.conversion.onnxmodel import convert, convert_apart

    try:
        network = parse(models.model_path(models.ENCODER).read_bytes())
        made = convert(network)
        graph, weights = convert_apart(network, WEIGHTS_NAME)
    except (DatError, OSError) as error:
        raise models.damaged(models.ENCODER) from error
    if cache.digest(made) != ONNX_SHA256:
        raise models.damaged(models.ENCODER)
    cache.keep(WEIGHTS_NAME, WEIGHTS_SHA256, lambda path: _write(path, weights))
    cache.keep(GRAPH_NAME, GRAPH_SHA256, lambda path: _write(path, graph))
    return made


def _write(path: Path, contents: bytes) -> None:
    path.write_bytes(contents)


def _check_chips(chips: Chips) -> None:
    if chips.dtype != np.uint8 or chips.shape[1:] != (CHIP_SIDE, CHIP_SIDE, 3):
        raise ValueError(f"chips are uint8 (N, 150, 150, 3), not {chips.dtype} {chips.shape}")
