"""Makes the README's animation with the real program: docs/pictures/walk.webp.

    python tools/animation.py

One passenger walks through, at the pace in which it happens.
"""

from pathlib import Path

import pygame
from PIL import Image

from station_gate.assembly.fromsettings import stepped_parts
from station_gate.assembly.resources import demo_file, scenario_settings
from station_gate.kiosk.aids import ChosenAids
from station_gate.kiosk.app import Kiosk
from station_gate.kiosk.clock import VirtualClock
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.drawing.shots import Shots
from station_gate.kiosk.sound.player import SilentSound
from station_gate.kiosk.text.fonts import Fonts
from station_gate.kiosk.window import open_headless
from station_gate.lab.scenario import find_scenarios
from station_gate.lab.stage import Stage
from station_gate.lane.view import LaneView

WALK = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "walk.webp"
STORY = "genuine_turns_when_asked"
SIZE = (720, 405)
PACE = 0.125
"""Seconds from picture to picture."""


class Film(Shots):
    """Keeps a small picture of the screen every eighth of a second."""

    def __init__(self) -> None:
        self.pictures: list[Image.Image] = []
        self._next = 0.0

    def see(self, title: str, lang: str, view: LaneView, surface: pygame.Surface) -> None:
        """Keep this frame if it is due."""
        if view.now < self._next:
            return
        self._next = view.now + PACE
        whole = Image.frombytes("RGB", surface.get_size(), pygame.image.tobytes(surface, "RGB"))
        self.pictures.append(whole.resize(SIZE, Image.Resampling.LANCZOS))

    def finish(self) -> None:
        """Keep nothing more."""


def main() -> None:
    """Play the story and write what was seen of it."""
    settings = scenario_settings(None)
    (scenario,) = find_scenarios([demo_file(f"scenarios/{STORY}")])
    make_parts = stepped_parts(settings)
    fonts, film = Fonts.find(), Film()
    languages = [tag for tag in settings.kiosk.languages if tag in fonts.languages]
    kiosk = Kiosk(
        [lambda: Stage(scenario, make_parts())],
        window=open_headless(),
        make_painter=lambda size: Painter(
            size, languages, fonts=fonts, gate_name=settings.gate.name, offered=[]
        ),
        sound=SilentSound(),
        clock=VirtualClock(),
        languages=languages,
        default_lang="en",
        aids=ChosenAids([], frozenset()),
        on_error=lambda sentence, error: print(sentence, error),
        shots=film,
    )
    kiosk.run()
    first, *rest = film.pictures
    first.save(
        WALK,
        save_all=True,
        append_images=rest,
        duration=round(1000 * PACE),
        loop=0,
        quality=62,
        method=4,
    )
    print(f"{WALK}: {len(film.pictures)} pictures, {WALK.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
