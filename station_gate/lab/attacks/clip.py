"""A person's recording that turns the head when it is asked to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.liveness.turn import TurnLimits
from station_gate.lab.attacks.acting import LEFT, RIGHT, Asked
from station_gate.lab.attacks.sheet import Pixels

FRONT = 0.12
"""Change of the nose's asymmetry up to which a face is taken to look ahead."""
TURNED = 0.35
"""Change from which a movement counts as a turn of the head (25 degrees) of somebody who was
told to turn."""
CLEARLY = TurnLimits().turn + 0.05
"""In two frames, where nobody has said that the head is turned: the points of a moving face
slip in a single frame, and a turn may not hang on which frame is taken to look ahead."""
_BEFORE = 1.5
"""Seconds before a turn from which the frames are taken that look ahead."""
_GAP = 0.5
_FEWEST = 4

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Frames with what is known of each: which look ahead, and which make a turn to a side."""

    frames: Sequence[Pixels]
    seconds: float
    """From frame to frame."""
    ahead: Sequence[int]
    turns: Mapping[int, range]
    """From ahead to ahead again, by side; a side that is never turned to is missing."""

    def front(self, at: float) -> int:
        """Which frame is shown of somebody who just looks ahead."""
        steps = round(at / self.seconds)
        last = len(self.ahead) - 1
        return self.ahead[last - abs(steps % (2 * last) - last) if last else 0]

    def turning(self, side: int) -> "Clip":
        """Give the clip with this turn alone, and what looks ahead just before or after it.

        On a recording people also walk about: what they do between is not to be cut away
        before the gate's eyes.
        """
        turn = self.turns[side]
        first, last = turn.start, turn.stop - 1
        before = _near([at for at in self.ahead if at <= first][::-1], first, self.seconds)[::-1]
        after = _near([at for at in self.ahead if at >= last], last, self.seconds)
        near = max(before, after, key=len) if len(before) < _FEWEST else before
        ahead = near if len(near) >= _FEWEST else self.ahead
        return replace(self, ahead=ahead, turns={side: turn})

    def whole(self) -> "Clip":
        """Give the clip as it was filmed, whatever the face does: nothing is asked of it."""
        return replace(self, ahead=range(len(self.frames)), turns={})


def _near(frames: Sequence[int], edge: int, seconds: float) -> Sequence[int]:
    """Keep those that follow ``edge`` without a gap, for a moment."""
    kept: list[int] = []
    for at in frames:
        gap = abs(at - (kept[-1] if kept else edge)) * seconds
        if gap > _GAP or abs(at - edge) * seconds > _BEFORE:
            break
        kept.append(at)
    return kept


def turns_in(
    asymmetry: Numbers, least: float = TURNED, frames: int = 1
) -> tuple[list[int], dict[int, range]]:
    """Find the frames that look ahead and the turns to either side.

    ``asymmetry`` (N,) is the nose's place between the face's edges, NaN without a face;
    positive: turned to the person's own left. A turn reaches ``least`` in so many ``frames``;
    of several the largest counts.
    """
    change = asymmetry - np.nanmedian(asymmetry)
    ahead = [int(at) for at in np.flatnonzero(np.abs(change) <= FRONT)]
    turns: dict[int, range] = {}
    for side in (LEFT, RIGHT):
        best = int(np.nanargmax(side * change))
        if np.count_nonzero(side * change >= least) < frames:
            continue
        before = [at for at in ahead if at < best]
        after = [at for at in ahead if at > best]
        if before and after:
            turns[side] = range(before[-1], after[0] + 1)
    return ahead, turns


class Person:
    """Plays a clip: looks ahead, turns the head when asked, and back when asked for that."""

    def __init__(self, clip: Clip, reaction: float) -> None:
        """``reaction``: seconds until they begin to turn; half of it until they turn back."""
        self._clip = clip
        self._reaction = reaction

    def index(self, at: float, asked: Asked | None) -> int:
        """Which frame of the clip is seen."""
        turn = self._clip.turns.get(asked.side) if asked is not None else None
        if asked is None or turn is None:
            return self._clip.front(at)
        way = self._step(at, asked)
        if asked.back is not None:
            # from where they have come, the same way back
            there = min(self._step(asked.back + self._reaction / 2, asked), len(turn) - 1)
            back = round((at - asked.back - self._reaction / 2) / self._clip.seconds)
            way = min(way, there - max(0, back))
        return turn[way] if 0 <= way < len(turn) else self._clip.front(at)

    def frame(self, at: float, asked: Asked | None) -> Pixels:
        """Give the camera's picture."""
        return self._clip.frames[self.index(at, asked)]

    def _step(self, at: float, asked: Asked) -> int:
        """How many frames of the turn have been made at ``at`` seconds."""
        return round((at - asked.since - self._reaction) / self._clip.seconds)
