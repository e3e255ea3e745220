"""Who is presented: the people of a fixture library, and whoever is on other recordings."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from station_gate.capture.image import read_image
from station_gate.capture.video import Moment, Video, is_video
from station_gate.lab.attacks.clip import Clip, Numbers
from station_gate.lab.attacks.instruments import Likeness
from station_gate.lab.attacks.sheet import Pixels
from station_gate.lab.attacks.watching import Watcher
from station_gate.problems import BadInput

_TURNS = "turns_"
_LONGEST = 30.0
_STEP = 0.1
_HAIR = 0.035
"""Seconds: of 10 and of 15 frames a second each is taken, of 25 or 30 every other one."""


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


def recordings_in(folder: Path) -> list[Path]:
    """List the videos in a folder and its folders; raises ``BadInput`` where there are none."""
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder: give one with recordings of people.")
    found = sorted(path for path in folder.rglob("*") if path.is_file() and is_video(path))
    if not found:
        raise BadInput(f"{folder} has no videos (AVI, MP4 or MKV): give one with some.")
    return found


def read_actor(path: Path) -> Actor | None:
    """Read whoever is on a recording; ``None`` where nobody ever looks ahead.

    There is no document: a frame of the recording itself, the middle one of those that
    look ahead, serves as the portrait.
    """
    watcher = Watcher()
    clip, points = watcher.clip(*read_clip(path))
    ahead = [at for at in clip.ahead if points[at] is not None]
    if not ahead:
        return None
    middle = ahead[len(ahead) // 2]
    front = points[middle]
    assert front is not None
    return Actor(path.stem, Likeness(clip.frames[middle], front), clip, points)


def read_clip(path: Path) -> tuple[list[Pixels], float]:
    """Read the first half minute of a recording, 10 to 15 frames a second.

    Returns the frames, uint8 (H, W, 3) RGB, and the seconds between two.
    """
    moments: list[Moment] = []
    with closing(Video(path)) as video:
        while (moment := video.next()) is not None and moment.time < _LONGEST:
            if not moments or moment.time - moments[-1].time >= _STEP - _HAIR:
                moments.append(moment)
    times = [moment.time for moment in moments]
    step = float(np.median(np.diff(times))) if len(times) > 1 else _STEP
    return [moment.pixels for moment in moments], step
