"""The networks that faces are encoded with, and what runs each; known without loading one."""

from dataclasses import dataclass

DLIB = "dlib-resnet-1"
"""dlib's ResNet (dlib_face_recognition_resnet_model_v1.dat): the crowd's correction and the
shipped calibration are made for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderKind:
    """One way of turning face chips into encodings.

    A further one is its module and its line in ``ENCODERS``; ``station-gate calibrate`` then
    makes the table that it needs.
    """

    name: str
    """What ``face.engine`` calls it."""
    network: str
    """The network with its version; engines of one network give the same numbers. A
    calibration, a register or a kept encoding of another network is never used for it."""
    dimension: int
    """Numbers in an encoding."""
    chip_side: int
    """Pixels along one side of a face chip."""
    made_by: str
    """``module:class`` of its ``Encoder``, which is imported when it is chosen."""


ENCODERS = (
    EncoderKind(
        name="onnx",
        network=DLIB,
        dimension=128,
        chip_side=150,
        made_by="station_gate.faces.encoder:OnnxEncoder",
    ),
    EncoderKind(
        name="dlib",
        network=DLIB,
        dimension=128,
        chip_side=150,
        made_by="station_gate.faces.encoder:DlibEncoder",
    ),
)
"""The engines that can be chosen; the first is the usual one."""

USUAL = ENCODERS[0]


def encoder_kind(name: str) -> EncoderKind:
    """Return an engine by its name; raises ``ValueError`` for none that is known."""
    for kind in ENCODERS:
        if kind.name == name:
            return kind
    raise ValueError(f"an engine is one of {', '.join(kind.name for kind in ENCODERS)}")


def engine_of(network: str) -> EncoderKind:
    """Return the first engine that runs a network; raises ``ValueError`` for an unknown one."""
    for kind in ENCODERS:
        if kind.network == network:
            return kind
    raise ValueError(f"no engine runs the network {network}")
