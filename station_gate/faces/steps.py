"""The steps between an aligned face and a distance, each of which can be switched off."""

from dataclasses import dataclass
from typing import Literal

from station_gate.faces.alignment import PADDING

_REVISION = 1
"""Raised whenever the same steps give other numbers: their calibrations are void then."""

_PADDINGS = {1: (PADDING,), 2: (PADDING,), 10: (0.15, 0.20, 0.25, 0.30, 0.35)}
"""Views, and the paddings they are cut with; each but the single view also mirrored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineSteps:
    """What a template is made of, and how two are compared.

    ``views``: chips of one aligned face whose encodings are averaged: the chip alone,
    with its mirror image, or five paddings and their mirror images. More paddings, and
    alignment by 68 points, gave nothing further on LFW.
    ``unit_length``: scale the mean to length 1.
    ``centroids``: how many mean faces of many people a distance is corrected by (0:
    none), and ``centroid_weight`` how strongly.
    """

    views: Literal[1, 2, 10] = 10
    unit_length: bool = True
    centroids: Literal[0, 10, 20] = 20
    centroid_weight: float = 0.5

    def __post_init__(self) -> None:
        if self.views not in _PADDINGS or self.centroids not in (0, 10, 20):
            raise ValueError("views are 1, 2 or 10 and centroids 0, 10 or 20")
        if not 0 <= self.centroid_weight <= 1:
            raise ValueError("the weight of the centroids is 0 to 1")

    @property
    def paddings(self) -> tuple[float, ...]:
        """Margins around the face of the chips that are cut."""
        return _PADDINGS[self.views]

    @property
    def template_version(self) -> str:
        """Name the steps that a template's numbers come from."""
        return f"views{self.views}-{'unit' if self.unit_length else 'raw'}"

    @property
    def version(self) -> str:
        """Name exactly this pipeline; a calibration is good for one."""
        corrected = f"-c{self.centroids}w{self.centroid_weight:g}" if self.centroids else ""
        return f"{self.template_version}{corrected}-{_REVISION}"


PLAIN = PipelineSteps(views=1, unit_length=False, centroids=0)
"""The plain distance of dlib's encodings, as face_recognition has it."""

SHIPPED = PipelineSteps()
"""What the gate uses, and what the shipped calibration is for."""
