"""A sheet of paper or a screen in front of a camera: flat or bent, turned and moved.

Camera coordinates in metres: x to the picture's right, y down, z away from the camera.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Numbers = NDArray[np.float64]

FIELD_OF_VIEW = 54.0
"""Degrees across the picture, as the studio's camera has (fixtures/studio)."""
_STRIPS = 12
"""Flat strips that a bent sheet is made of."""
_OVERLAP = 1.5
"""Values of the sheet."""
_MARGIN = 4
"""Pixels around a strip that are worked on, too: its soft edge lies there."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What is on the sheet: colours and where there is any sheet, and how large it is."""

    colours: Pixels
    """uint8 (H, W, 3) RGB."""
    cover: Floats
    """float32 (H, W), 0 to 1: 0 where the sheet is cut away."""
    width: float
    """Metres, measured along the sheet."""

    @property
    def height(self) -> float:
        """Metres."""
        rows, columns = self.cover.shape
        return self.width * float(rows / columns)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the sheet's middle is, how it is turned (degrees) and bent."""

    x: float
    y: float
    z: float
    yaw: float = 0.0
    """Positive: its front turns to the picture's right, as a head that turns to its own left."""
    pitch: float = 0.0
    """Positive: its front turns downwards."""
    roll: float = 0.0
    bend: float = 0.0
    """Degrees of the arc from its left to its right edge; the middle is nearest."""


def show(picture: Pixels, sheet: Sheet, pose: Pose) -> Pixels:
    """Give ``picture``, uint8 (H, W, 3) RGB, with the sheet in front of it."""
    height, width = picture.shape[:2]
    focal = width / 2 / np.tan(np.radians(FIELD_OF_VIEW / 2))
    shown = picture.copy()
    rows, columns = sheet.cover.shape
    count = _STRIPS if pose.bend else 1
    edges = np.linspace(0, columns, count + 1)
    # neighbours overlap by a hair, or the background shines through
    lefts, rights = np.maximum(edges[:-1] - _OVERLAP, 0), np.minimum(edges[1:] + _OVERLAP, columns)
    outline = np.stack([_places(sheet, pose, lefts), _places(sheet, pose, rights)], axis=1)
    seen = outline[..., :2] / outline[..., 2:] * focal + (width / 2, height / 2)
    for at in np.argsort(-outline[..., 2].mean(axis=(0, 1))):  # the nearest last
        corners = seen[:, :, at]
        if _turned_away(corners):
            continue
        own = [[x, y] for y in (0, rows) for x in (lefts[at], rights[at])]
        _lay(shown, sheet, np.array(own), corners.reshape(4, 2))
    return shown


def _places(sheet: Sheet, pose: Pose, edges: Numbers) -> Numbers:
    """Where the top and the bottom of each edge are: (2, N, 3)."""
    along = (edges / sheet.cover.shape[1] - 0.5) * sheet.width
    if pose.bend:
        radius = sheet.width / np.radians(pose.bend)
        across, away = radius * np.sin(along / radius), radius * (1 - np.cos(along / radius))
    else:
        across, away = along, np.zeros_like(along)
    half = sheet.height / 2
    points = np.stack(
        [np.stack([across, np.full_like(across, y), away], axis=1) for y in (-half, half)]
    )
    return points @ _rotation(pose).T + (pose.x, pose.y, pose.z)


def _rotation(pose: Pose) -> Numbers:
    yaw, pitch, roll = np.radians([-pose.yaw, pose.pitch, pose.roll])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array(
        [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
    )
    about_z = np.array(
        [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    )
    turned: Numbers = about_y @ about_x @ about_z
    return turned


def _turned_away(corners: Numbers) -> bool:
    """Return whether a strip shows its back."""
    (left, right), (low, _) = corners
    across, down = right - left, low - left
    return bool(across[0] * down[1] - across[1] * down[0] <= 0)


def _lay(shown: Pixels, sheet: Sheet, own: Numbers, corners: Numbers) -> None:
    """Lay one strip, ``own`` corners (4, 2) on the sheet, on the picture's ``corners``."""
    height, width = shown.shape[:2]
    low = np.maximum(0, np.floor(corners.min(axis=0)).astype(int) - _MARGIN)
    high = np.minimum((width, height), np.ceil(corners.max(axis=0)).astype(int) + _MARGIN)
    if (high <= low).any():
        return
    columns = slice(int(own[0, 0]), int(np.ceil(own[1, 0])))
    way = cv2.getPerspectiveTransform(
        (own - (columns.start, 0)).astype(np.float32), (corners - low).astype(np.float32)
    )
    size = tuple(int(side) for side in high - low)
    colours = cv2.warpPerspective(
        sheet.colours[:, columns],
        way,
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    cover = cv2.warpPerspective(sheet.cover[:, columns], way, size, flags=cv2.INTER_LINEAR)
    place = np.s_[low[1] : high[1], low[0] : high[0]]
    share = cover[..., None]
    shown[place] = np.rint(colours * share + shown[place] * (1 - share))
