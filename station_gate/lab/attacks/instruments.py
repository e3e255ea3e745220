"""Presentation attack instruments: what an attacker holds up or puts on."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from station_gate.lab.attacks.acting import Asked, Hand, Presenter
from station_gate.lab.attacks.clip import Person
from station_gate.lab.attacks.light import Light
from station_gate.lab.attacks.sheet import FIELD_OF_VIEW, Floats, Pixels, Pose, Sheet, show

EYES = 0.063
"""Metres between the pupils of a grown-up, the mean (Dodgson 2004)."""
_BORDER = 0.03
"""Of a print's width: the white edge that a printer leaves."""
_BEZEL = (24, 24, 26)
_MASK_BEND = 110.0
"""Degrees: a paper mask lies around the face."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """A picture of somebody: pixels uint8 (H, W, 3) RGB, the 68 points of the face (68, 2)."""

    pixels: Pixels
    points: Numbers

    @property
    def eyes(self) -> tuple[Numbers, Numbers]:
        """The middle of the eye on the picture's left, and of the other one."""
        return self.points[36:42].mean(axis=0), self.points[42:48].mean(axis=0)

    @property
    def eye_distance(self) -> float:
        """Pixels."""
        left, right = self.eyes
        return float(np.linalg.norm(right - left))


@dataclass(frozen=True, slots=True)
class Printer:
    """What a printer makes of a picture."""

    contrast: float = 1.0
    colour: float = 1.0
    """0 is black and white."""
    dots: float = 0.0
    """Blur of its dots, pixels of the picture."""

    @classmethod
    def some(cls, rng: np.random.Generator) -> "Printer":
        """Draw one: a photo shop's, an office's, one for black and white."""
        colour = 0.0 if rng.random() < 0.1 else rng.uniform(0.7, 1.1)
        return cls(rng.uniform(0.75, 1.0), colour, rng.uniform(0.3, 1.2))

    def printed(self, picture: Pixels) -> Pixels:
        """Give the print of a picture, uint8 (H, W, 3) RGB."""
        soft: Pixels = picture.copy()
        if self.dots:
            cv2.GaussianBlur(picture, (0, 0), self.dots, dst=soft)
        gray = soft.mean(axis=2, keepdims=True)
        inked: Numbers = (gray + (soft - gray) * self.colour - 128) * self.contrast + 128
        printed: Pixels = np.clip(inked, 0, 255).astype(np.uint8)
        return printed


def print_of(likeness: Likeness, size: float, printer: Printer | None = None) -> Sheet:
    """Make a print of a picture with a face ``size`` times as large as in life."""
    picture = likeness.pixels if printer is None else printer.printed(likeness.pixels)
    columns = picture.shape[1]
    edge = round(columns * _BORDER)
    colours = cv2.copyMakeBorder(
        picture, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(238, 238, 236)
    ).astype(np.uint8)
    width = (columns + 2 * edge) / likeness.eye_distance * EYES * size
    return Sheet(colours, np.ones(colours.shape[:2], np.float32), width)


def screen_of(picture: Pixels, glow: float, width: float) -> Sheet:
    """Make a phone or a tablet that shows a picture: a dark edge, a little too bright and blue."""
    edge = round(picture.shape[1] * 0.04)
    lit = np.clip(picture * np.array([0.97, 1.0, 1.06]) * glow + 6, 0, 255).astype(np.uint8)
    colours = cv2.copyMakeBorder(
        lit, edge * 2, edge * 2, edge, edge, cv2.BORDER_CONSTANT, value=_BEZEL
    ).astype(np.uint8)
    return Sheet(colours, np.ones(colours.shape[:2], np.float32), width)


def mask_of(likeness: Likeness, size: float, printer: Printer) -> Sheet:
    """Make a paper mask: the face cut out along its edge, with holes for the eyes."""
    sheet = print_of(likeness, size, printer)
    edge = (sheet.colours.shape[1] - likeness.pixels.shape[1]) // 2
    points = (likeness.points + edge).astype(np.float32)
    brow = points[17:27] - (0, 0.45 * likeness.eye_distance)
    outline = cv2.convexHull(np.concatenate([points[:17], brow]).astype(np.float32))
    cover: Floats = np.zeros(sheet.cover.shape, np.float32)
    cv2.fillConvexPoly(cover, outline.astype(np.int32), (1.0,), cv2.LINE_AA)
    for eye in (points[36:42], points[42:48]):
        middle, axes = eye.mean(axis=0), np.ptp(eye, axis=0) / 2 + 0.06 * likeness.eye_distance
        centre = (round(float(middle[0])), round(float(middle[1])))
        cv2.ellipse(cover, centre, (round(axes[0]), round(axes[1])), 0, 0, 360, (0.0,), -1)
    return Sheet(sheet.colours, cover, sheet.width)


class Held:
    """A sheet that is held in front of a place."""

    def __init__(self, sheet: Sheet, hand: Hand, place: Pixels, light: Light) -> None:
        self._sheet = sheet
        self._hand = hand
        self._place = place
        self._light = light

    def frame(self, at: float, asked: Asked | None) -> Pixels:
        """Give the camera's picture."""
        return self._light.on(show(self._place, self._sheet, self._hand.pose(at, asked)), at)


class Played:
    """A screen that plays somebody's recording; ``turns`` lets the recording answer, too."""

    def __init__(
        self,
        person: Person,
        crop: tuple[slice, slice],
        hand: Hand,
        place: Pixels,
        light: Light,
        *,
        glow: float,
        width: float,
        turns: bool,
    ) -> None:
        self._person = person
        self._crop = crop
        self._hand = hand
        self._place = place
        self._light = light
        self._glow = glow
        self._width = width
        self._turns = turns

    def frame(self, at: float, asked: Asked | None) -> Pixels:
        """Give the camera's picture."""
        playing = self._person.frame(at, asked if self._turns else None)[self._crop]
        sheet = screen_of(np.ascontiguousarray(playing), self._glow, self._width)
        # a recording that answers is held still; with another one the screen is turned
        pose = self._hand.pose(at, None if self._turns else asked)
        return self._light.on(show(self._place, sheet, pose), at)


class Masked:
    """Somebody who wears a paper mask and turns the own head under it."""

    def __init__(
        self,
        mask: Sheet,
        eyes_at: Numbers,
        wearer: Person,
        faces: Sequence[Numbers | None],
        yaws: Sequence[float],
        light: Light,
    ) -> None:
        self._mask = mask
        self._eyes_at = eyes_at
        """Where the middle between the eyes is on the mask, from its middle, in metres."""
        self._wearer = wearer
        self._faces = faces
        self._yaws = yaws
        self._light = light

    def frame(self, at: float, asked: Asked | None) -> Pixels:
        """Give the camera's picture."""
        picture = self._wearer.frame(at, asked)
        number = self._wearer.index(at, asked)
        points = self._faces[number]
        if points is None:
            return self._light.on(picture, at)
        pose = self._worn(Likeness(picture, points), self._yaws[number])
        return self._light.on(show(picture, self._mask, pose), at)

    def _worn(self, wearer: Likeness, yaw: float) -> Pose:
        height, width = wearer.pixels.shape[:2]
        focal = width / 2 / np.tan(np.radians(FIELD_OF_VIEW / 2))
        left, right = wearer.eyes
        seen = max(float(np.cos(np.radians(yaw))), 0.5)
        z = EYES * focal * seen / float(np.linalg.norm(right - left))
        middle = ((left + right) / 2 - (width / 2, height / 2)) / focal * z
        roll = float(np.degrees(np.arctan2(*(right - left)[::-1])))
        x, y = middle - self._eyes_at
        # the mask turns about the neck, its middle lies before it
        return Pose(x=x, y=y, z=z - 0.01, yaw=yaw, roll=roll, bend=_MASK_BEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swapped:
    """A picture for the comparison, and a head of one's own to turn."""

    picture: Presenter
    head: Presenter
    up: float = 0.0
    """Seconds until the picture is held up; the head is seen before."""
    again: bool
    """Whether the picture is held up again when the kiosk asks to look ahead."""

    def frame(self, at: float, asked: Asked | None) -> Pixels:
        """Give the camera's picture."""
        turning = asked is not None and not (self.again and asked.back is not None)
        # held up again it rests: the turn was made by the head
        return (
            self.head.frame(at, asked) if turning or at < self.up else self.picture.frame(at, None)
        )
