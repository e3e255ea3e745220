"""The steps between an aligned face and a distance, each of which can be switched off."""

from dataclasses import dataclass, replace
from typing import Literal

from station_gate.faces.alignment import PADDING
from station_gate.faces.networks import DLIB, EncoderKind

_REVISION = 3
"""Raised whenever the same steps give other numbers: their calibrations are void then."""

_PADDINGS = {1: (PADDING,), 2: (PADDING,), 6: (0.15, 0.25, 0.35)}
"""Views, and the paddings they are cut with; each but the single view also mirrored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineSteps:
    """What a template is made of, and how two are compared.

    ``network``: what encodes the chips. ``views``: chips of one aligned face whose
    encodings are averaged: the chip alone, with its mirror image, or three paddings and
    their mirror images. Ten views, finer
    points and alignment by 68 points gave nothing further on LFW.
    ``unit_length``: scale the mean to length 1.
    ``crowd``: correct a distance by how near strangers are at the place of each template;
    see there. ``near`` and ``far``: how strongly, in a crowd and away from it. A ``near`` of
    0.8 refuses fewer, and lets twice as many strangers of one group pass for each other.
    """

    network: str = DLIB
    views: Literal[1, 2, 6] = 6
    unit_length: bool = True
    crowd: bool = True
    near: float = 1.0
    far: float = 0.3

    def __post_init__(self) -> None:
        if self.views not in _PADDINGS:
            raise ValueError("views are 1, 2 or 6")
        if not 0 <= self.far <= self.near <= 2:
            raise ValueError("the weights of the crowd are 0 to 2, the near one the larger")

    @property
    def paddings(self) -> tuple[float, ...]:
        """Margins around the face of the chips that are cut."""
        return _PADDINGS[self.views]

    @property
    def template_version(self) -> str:
        """Name the steps that a template's numbers come from."""
        # tables and kept encodings that name no network are of the first that there was
        network = "" if self.network == DLIB else f"{self.network}-"
        return f"{network}views{self.views}-{'unit' if self.unit_length else 'raw'}"

    @property
    def version(self) -> str:
        """Name exactly this pipeline; a calibration is good for one."""
        corrected = f"-crowd{self.near:g}-{self.far:g}" if self.crowd else ""
        return f"{self.template_version}{corrected}-{_REVISION}"


PLAIN = PipelineSteps(views=1, unit_length=False, crowd=False)
"""The plain distance of dlib's encodings, as face_recognition has it."""

SHIPPED = PipelineSteps()
"""What the gate uses, and what the shipped calibration is for."""


def steps_for(kind: EncoderKind) -> PipelineSteps:
    """Return what the gate uses with an engine: without the crowd where none was learnt."""
    if kind.network == DLIB:
        return SHIPPED
    return PipelineSteps(network=kind.network, crowd=False)


def plain_steps(kind: EncoderKind) -> PipelineSteps:
    """Return the plain distance of an engine's encodings."""
    return replace(PLAIN, network=kind.network)
