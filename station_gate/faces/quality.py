"""How well a live frame shows a face: values beside their limits.

The limits only cut off the tails in which genuine people stop matching; inside
them no simple value predicts a good match, so a gate waits for usable frames
and does not refuse people for a poor one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from station_gate.faces.alignment import AlignedFace
from station_gate.faces.appearance import pose_of, skin_of
from station_gate.faces.eyes import OwnLevel, eyes_open
from station_gate.faces.observation import Measure
from station_gate.faces.oval import off_centre
from station_gate.faces.pixels import Gray, gray_of
from station_gate.faces.stills import SMALLEST_EYE_DISTANCE
from station_gate.faces.tracker import Sighting

SECOND_FACE = "second_face"
EYE_DISTANCE = "eye_distance"
FACE_HEIGHT = "face_height"
OFF_CENTRE = "off_centre"
TURN = "turn"
NOD = "nod"
TILT = "tilt"
LUMINANCE = "luminance"
OVER_EXPOSED = "over_exposed"
CONTRAST = "contrast"
DETECTOR_SCORE = "detector_score"
SHARPNESS = "sharpness"
EYES_OPEN = "eyes_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityLimits:
    """When a frame is not usable.

    Unless said otherwise a limit is where genuine matches began to fail in our
    measurements on LFW and YouTube Faces.
    """

    second_face: float = 0.5
    """Width of the widest other face over this face's, at most; a judgement."""
    eye_distance: float = 24.0
    """Pixels between the eyes, at least: below, 41 to 47 % of genuine video
    frames fail against 23 to 28 % above."""
    face_height: float = 0.75
    """Height of the face's box over the frame's, at most: brow or chin is cut off."""
    off_centre: float = 1.0
    """Distance from the oval's centre, at most; 1 is just beside the oval."""
    turn: float = 0.18
    """Base of the nose beside the middle of the eyes, over the width of both eyes, at
    most. It is 0.21 at 33 degrees and 0.14 at 20 (medians of 24 rendered people), a
    third of the nose's asymmetry between the cheeks (0.93 correlated on 773 LFW
    pictures), which should be under 0.6."""
    nod_low: float = 0.30
    nod_high: float = 0.75
    """Base of the nose below the eyes, over the width of both eyes: 0.55 on LFW (median).
    The 1 in 500 pictures below the limits have their chins up, the 1 in 200 beyond look
    down or are turned as well."""
    tilt: float = 25.0
    """Degrees between the line of the eyes and the horizontal, at most."""
    luminance_low: float = 25.0
    luminance_high: float = 200.0
    """Mean of the face, 0 to 255. The measurements suggested 40 at the dark end, but
    they hold few dark-skinned people: of our rendered ones in a dim hall one measures
    29 and still matches well within the threshold."""
    over_exposed: float = 0.10
    """Share of the face brighter than 95 %, at most."""
    contrast: float = 1.8
    """Bits of entropy in 32 steps of the skin's luminance, at least: a face before a
    bright window, or behind fog on the lens. LFW has 3.9 (median) and none below 2.2."""
    detector_score: float = 0.3
    """dlib's score, at least: the best single sign of masks, backlight and blur."""
    detector_score_sideways: float = 0.5
    """The same of a face that is found as a head turned to a side. Turned by 45 degrees the
    five points slip, so that ``turn`` looks small, but the score is below 0.4; of 455 LFW
    pictures within all other limits 2 are below 0.5 here, of the recordings' frames none."""
    sharpness: float = 0.025
    """The lesser of the horizontal and the vertical detail, at least. LFW has 0.058
    (median) and under 1 % below the limit; out of focus by 0.06 or moved by 0.2 of the
    eyes' distance, where genuine matches begin to fail, it is 0.020 and 0.022."""
    eyes_open: float = 0.2
    """How far open the eyes are, 0 to 1, at least: 1 in 800 open eyes on LFW is below, of
    1,828 in recordings none."""
    eyes_open_share: float = 0.6
    """The same over the person's own usual level, at least: of 28 frames of closed eyes
    in recordings 27 are below, of 1,828 of open ones 9."""


def judge(
    gray: Gray,
    face: AlignedFace,
    sighting: Sighting,
    limits: QualityLimits,
    own: OwnLevel | None = None,
) -> tuple[Measure, ...]:
    """Measure one face of one frame, uint8 (H, W) luminance (0.5 ms).

    ``own`` is how far the same person's eyes were open in the frames before.
    """
    height, width = gray.shape
    widest = max((box.width for box in sighting.others), default=0.0)
    return (
        _at_most(SECOND_FACE, widest / face.box.width, limits.second_face),
        _at_most(FACE_HEIGHT, face.box.height / height, limits.face_height),
        _at_most(OFF_CENTRE, off_centre(face.box, width, height), limits.off_centre),
        *judge_face(face, limits, own),
    )


PORTRAIT_LIMITS = QualityLimits(
    eye_distance=SMALLEST_EYE_DISTANCE,
    turn=0.25,
    nod_low=0.25,
    nod_high=0.85,
    detector_score=0.1,
    detector_score_sideways=0.1,
    sharpness=0.015,
)
"""For a document's portrait, which nobody can take again: only what is no portrait at
all. A chip's smallest (eyes 17 pixels apart) has a sharpness of 0.033 and more, and of
250 LFW pictures one in a hundred is beyond a limit."""


def judge_face(
    face: AlignedFace, limits: QualityLimits, own: OwnLevel | None = None
) -> tuple[Measure, ...]:
    """Measure one face by itself, as on a portrait."""
    pose = pose_of(face.points)
    chip = gray_of(face.chip)
    skin, opened = skin_of(chip), eyes_open(chip)
    usual = own.after(opened) if own is not None else 0.0
    return (
        _at_least(EYE_DISTANCE, face.inter_eye_distance, limits.eye_distance, "px"),
        _at_most(TURN, abs(pose.turn), limits.turn),
        Measure(name=NOD, value=pose.nod, low=limits.nod_low, high=limits.nod_high),
        _at_most(TILT, abs(pose.tilt), limits.tilt, "deg"),
        Measure(
            name=LUMINANCE,
            value=skin.luminance,
            low=limits.luminance_low,
            high=limits.luminance_high,
        ),
        _at_most(OVER_EXPOSED, skin.over_exposed, limits.over_exposed),
        _at_least(CONTRAST, skin.contrast, limits.contrast, "bit"),
        _at_least(
            DETECTOR_SCORE,
            face.box.score,
            limits.detector_score_sideways if face.box.sideways else limits.detector_score,
        ),
        _at_least(SHARPNESS, skin.sharpness, limits.sharpness),
        _at_least(EYES_OPEN, opened, max(limits.eyes_open, limits.eyes_open_share * usual)),
    )


_PREFERRED = {DETECTOR_SCORE: 1.0, SHARPNESS: 0.040, EYE_DISTANCE: 60.0, EYES_OPEN: 0.8}
"""Values from which more is no better."""


def weight(measures: tuple[Measure, ...]) -> float:
    """Return how much a usable frame should count among others, above 0 to 1."""
    product = 1.0
    for measure in measures:
        if measure.name in _PREFERRED:
            product *= min(1.0, measure.value / _PREFERRED[measure.name])
        elif measure.name == TURN and measure.high:
            product *= 1.0 - measure.value / measure.high / 2
    return max(product, 1e-6)


def together(frames: Sequence[tuple[Measure, ...]]) -> tuple[Measure, ...]:
    """Return the measures of several frames as one: the mean of each value."""
    return tuple(
        replace(same[0], value=sum(each.value for each in same) / len(same))
        for same in zip(*frames, strict=True)
    )


def _at_most(name: str, value: float, high: float, unit: str = "") -> Measure:
    return Measure(name=name, value=value, low=None, high=high, unit=unit)


def _at_least(name: str, value: float, low: float, unit: str = "") -> Measure:
    return Measure(name=name, value=value, low=low, high=None, unit=unit)
