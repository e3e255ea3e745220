"""One turn of the head that was asked for: seen, flat, or not made in time."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from station_gate.faces.liveness.measures import Points, asymmetry, eye_distance, parallax, ridge
from station_gate.faces.observation import Side


class TurnState(StrEnum):
    """How far a turn has come."""

    ASKED = "asked"
    TURNED = "turned"
    """Turned far enough, and not flat: now look ahead again."""
    AHEAD = "ahead"
    """Looking ahead again."""
    MISSED = "missed"
    """The time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnLimits:
    """When a turn counts.

    As docs/constants.md says, of 748 prints none reached an
    asymmetry of 0.30 with a parallax of 0.06. Of our own, which are also small, bent far, held
    near and turned as far as they can be seen, some reach 0.43 and 0.12, because the points of
    a face follow what faces look like; none of 899 frames reaches all of these."""

    turn: float = 0.40
    """Change of the asymmetry, at least: about 30 degrees."""
    parallax: float = 0.085
    """Of the nose in the same frame, at least, in eye distances."""
    ridge: float = 0.08
    """How far the tip of the nose leaves the line from its root to the lip, likewise."""
    frames: int = 2
    """Such frames, at least: points slip on a steep picture now and then."""
    flat: float = 0.05
    """Parallax below which something that was turned so far is flat."""
    ahead: float = 0.18
    """Change of the asymmetry up to which somebody may look ahead; then the frame's own
    quality and its likeness to those before decide."""
    narrowed: float = 0.15
    """Share by which a face becomes narrower before its nose has moved ``still``: a sheet
    that is turned. A head that narrows so has an asymmetry of 0.5."""
    still: float = 0.25
    identity: float = 0.6
    """Largest distance of a turned face from the faces looking ahead: dlib's customary
    threshold, because a turned face is compared here (docs/constants.md)."""
    seconds: float = 5.0
    """For the turn, and as much again for the way back."""


class Turn:
    """Judges the frames since a turn was asked for. Its memory is one face's points."""

    def __init__(self, side: Side, front: Points, began: float, limits: TurnLimits) -> None:
        """``front`` are the points (68, 2) of the face looking ahead, just before."""
        self.side = side
        self.began = began
        self.state = TurnState.ASKED
        self.turned = 0.0
        """The largest change of asymmetry to the side that was asked for."""
        self.parallax = 0.0
        """The largest of a frame that was turned far enough, or of any where none was."""
        self.ridge = 0.0
        """The largest of a frame that was turned far enough."""
        self.identity: float | None = None
        """The smallest distance of a face that was turned far enough and is not flat."""
        self.score = 0.0
        """How good the turn is, over what is asked for; from 1 it counts."""
        self.flat = False
        """Something was turned, but it is flat."""
        self._limits = limits
        self._front = front
        self._scores: list[float] = []
        """Of the best frames, as many as have to be good."""
        self._turned_at = 0.0

    @property
    def deadline(self) -> float:
        """When the time is over for what is asked for now."""
        since = self.began if self.state is TurnState.ASKED else self._turned_at
        return since + self._limits.seconds

    @property
    def suspicious(self) -> bool:
        """Something was turned that is flat, or the head that was turned is another one."""
        other = self.identity is not None and self.identity > self._limits.identity
        return self.flat or other

    def see(self, at: float, points: Points | None, apart: Callable[[], float]) -> TurnState:
        """Judge the frame of ``at`` seconds; no points where no face was found.

        ``apart`` says how far the face is from the same person's faces looking ahead; it
        is asked where the answer counts only.
        """
        if self.state in (TurnState.AHEAD, TurnState.MISSED):
            return self.state
        if points is not None:
            change = self.side.sign * (asymmetry(points) - asymmetry(self._front))
            if self.state is TurnState.ASKED:
                self._see_turning(at, points, change, apart)
            elif abs(change) <= self._limits.ahead:
                self.state = TurnState.AHEAD
                return self.state
        if at > self.deadline:
            self.state = TurnState.MISSED
        return self.state

    def _see_turning(
        self, at: float, points: Points, change: float, apart: Callable[[], float]
    ) -> None:
        limits = self._limits
        out = parallax(self._front, points)
        tip = self.side.sign * (ridge(points) - ridge(self._front))
        far = change >= limits.turn
        if far == (self.turned >= limits.turn):
            self.parallax = max(self.parallax, out)
        elif far:
            self.parallax = out
        self.turned = max(self.turned, change)
        if far:
            self.ridge = max(self.ridge, tip)
        score = min(change / limits.turn, out / limits.parallax, tip / limits.ridge)
        if score >= 1:
            distance = apart()
            self.identity = distance if self.identity is None else min(self.identity, distance)
            if distance > limits.identity:
                score = 0.0
        elif (far and out < limits.flat) or (
            abs(change) < limits.still and self._narrowing(points) >= limits.narrowed
        ):
            self.flat = True
        self._scores = sorted([*self._scores, score])[-limits.frames :]
        if len(self._scores) == limits.frames:
            self.score = max(0.0, self._scores[0])
        if self.score >= 1:
            self.state, self._turned_at = TurnState.TURNED, at
            self.flat = False

    def _narrowing(self, points: Points) -> float:
        return 1 - _slimness(points) / _slimness(self._front)


def _slimness(points: Points) -> float:
    """Eye distance over the height from the bridge of the nose to the chin."""
    height = points[8] - points[27]
    return eye_distance(points) / max(1.0, float((height**2).sum() ** 0.5))
