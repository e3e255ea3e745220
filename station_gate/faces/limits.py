"""What a live frame has to show, and of how many: settings read it without loading vision."""

from dataclasses import dataclass

FRAMES_NEEDED = 5
"""Usable live frames that a decision rests on; it takes the best of them."""


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
