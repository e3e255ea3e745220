"""Who is presented: the people of a fixture library, and whoever is on other recordings."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from station_gate.capture.image import read_image
from station_gate.capture.video import Video, is_video
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
_LARGEST = 1280
_SUFFIXES = {".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ts", ".webm"}


@dataclass(frozen=True, slots=True, eq=False)
class Actor:
    """Somebody: the document's portrait, and a recording that turns both ways."""

    name: str
    portrait: Likeness
    clip: Clip
    points: list[Numbers | None]
    """Of each frame of the clip."""

    def front(self) -> Likeness:
        """Return a frame of the clip that looks ahead: a photograph that somebody took."""
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
    """List the videos in a folder and its folders; raises ``BadInput`` where there are none.

    What is only called a video is listed, too: reading it says what is wrong.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder: give one with recordings of people.")
    files = (path for path in folder.rglob("*") if path.is_file())
    found = sorted(path for path in files if path.suffix.lower() in _SUFFIXES or is_video(path))
    if not found:
        raise BadInput(f"{folder} has no videos (AVI, MP4, MPG or MKV): give one with some.")
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Filmed:
    """Whoever is on a recording. There is no document: a frame of it serves as the portrait."""

    clip: Clip
    portraits: tuple[Pixels, ...]
    """Frames that look ahead, the best first; none where nobody ever does."""


def read_filmed(path: Path) -> Filmed:
    """Read a recording of 30 seconds at most; raises ``BadInput`` for one that is damaged."""
    frames, seconds = read_clip(path)
    if not frames:
        raise BadInput(f"{path}: there is no picture in this video; record it again.")
    clip, points = Watcher().clip(frames, seconds, directed=False)
    ahead = [at for at in clip.ahead if points[at] is not None]
    places = [len(ahead) * share // 8 for share in (4, 2, 6, 1, 7)]
    chosen = dict.fromkeys(ahead[place] for place in places if ahead)
    return Filmed(clip, tuple(frames[at] for at in chosen))


def read_clip(path: Path) -> tuple[list[Pixels], float]:
    """Read the first half minute of a recording, 10 to 15 frames a second.

    Returns the frames, uint8 (H, W, 3) RGB, ``_LARGEST`` pixels wide or high at most, and
    the seconds between two. Raises ``BadInput`` where the file is damaged or breaks off.
    """
    times: list[float] = []
    frames: list[Pixels] = []
    with closing(Video(path)) as video:
        while (moment := video.next()) is not None and moment.time < _LONGEST:
            if not times or moment.time - times[-1] >= _STEP - _HAIR:
                times.append(moment.time)
                frames.append(_fitted(moment.pixels))
        broken = video.missing() if moment is None else None
    if broken is not None:
        raise BadInput(broken)
    return frames, float(np.median(np.diff(times))) if len(times) > 1 else _STEP


def _fitted(pixels: Pixels) -> Pixels:
    """Make a frame that is too large smaller: half a minute of it has to be kept."""
    height, width = pixels.shape[:2]
    scale = _LARGEST / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
