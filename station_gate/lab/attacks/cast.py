"""The people of a fixture library who were filmed turning their heads: victims and attackers."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from station_gate.capture.image import read_image
from station_gate.capture.video import Video
from station_gate.lab.attacks.clip import Clip, Numbers
from station_gate.lab.attacks.instruments import Likeness
from station_gate.lab.attacks.sheet import Pixels
from station_gate.lab.attacks.watching import Watcher
from station_gate.problems import BadInput

_TURNS = "turns_"


@dataclass(frozen=True, slots=True, eq=False)
class Actor:
    """Somebody: the document's portrait, and a recording that turns both ways."""

    name: str
    portrait: Likeness
    clip: Clip
    points: list[Numbers | None]
    """Of each frame of the clip."""

    def front(self) -> Likeness:
        """A frame of the clip that looks ahead: a photograph that somebody took."""
        number = next(at for at in self.clip.ahead[::-1] if self.points[at] is not None)
        points = self.points[number]
        assert points is not None
        return Likeness(self.clip.frames[number], points)


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """Everybody, and the place."""

    actors: tuple[Actor, ...]
    hall: Pixels


def names_in(library: Path) -> list[str]:
    """Name the people of a library; raises ``BadInput`` where none was filmed turning."""
    found = sorted((library / "recordings").glob(f"{_TURNS}*.mp4"))
    if not found:
        raise BadInput(
            f"{library} has no recordings/{_TURNS}NAME.mp4: give the folder of a fixture library, "
            "as fixtures/ is."
        )
    return [path.stem.removeprefix(_TURNS) for path in found]


def read_cast(library: Path) -> Cast:
    """Read the people of a library (some seconds)."""
    watcher = Watcher()
    actors = []
    for name in names_in(library):
        portrait = watcher.likeness(read_image(library / "people" / name / "portrait.jpg"))
        if portrait is None:
            raise BadInput(f"The portrait of {name} in {library} shows no face.")
        clip, points = watcher.clip(*read_clip(library / "recordings" / f"{_TURNS}{name}.mp4"))
        if len(clip.turns) == 2:
            actors.append(Actor(name, portrait, clip, points))
    if len(actors) < 2:
        raise BadInput(f"Fewer than two people of {library} turn their heads both ways.")
    return Cast(tuple(actors), read_image(library / "recordings" / "empty_hall.jpg"))


def read_clip(path: Path) -> tuple[list[Pixels], float]:
    """Read a recording: its frames, uint8 (H, W, 3) RGB, and the seconds between two."""
    moments = []
    with closing(Video(path)) as video:
        while (moment := video.next()) is not None:
            moments.append(moment)
    times = [moment.time for moment in moments]
    step = float(np.median(np.diff(times))) if len(times) > 1 else 0.1
    return [moment.pixels for moment in moments], step
