"""Makes the README's pictures with the real program: docs/pictures/*.jpg.

    make pictures

Plays scenarios headless, once for each language, and puts the screens together.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "fixtures" / "scenarios"
PICTURES = ROOT / "docs" / "pictures"
WIDTH = 640
"""Pixels of one screen in a sheet."""
GAP = 8

SCREENS = [
    ("genuine_hall", "idle"),
    ("genuine_hall", "ticket"),
    ("genuine_hall", "document-reading"),
    ("genuine_hall", "face-too-far"),
    ("genuine_hall", "go-passing"),
    ("impostor_clear", "refused-face-mismatch"),
]


def shoot(lang: str, folder: Path) -> dict[tuple[str, str], Path]:
    """Play the scenarios in one language; return the picture of each wanted screen."""
    found: dict[tuple[str, str], Path] = {}
    for name in dict.fromkeys(scenario for scenario, _ in SCREENS):
        shots = folder / f"{lang}-{name}"
        command = [sys.executable, "-m", "station_gate", "kiosk", str(SCENARIOS / name)]
        command += ["--headless", "--lang", lang, "--shots", str(shots)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for scenario, screen in SCREENS:
            if scenario == name:
                (found[scenario, screen],) = shots.glob(f"*-{screen}.png")
    return found


def sheet(pictures: list[Path], columns: int, path: Path) -> None:
    """Put pictures of one size side by side, row by row."""
    tiles = []
    for picture in pictures:
        with Image.open(picture) as opened:
            height = round(opened.height * WIDTH / opened.width)
            tiles.append(opened.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS))
    rows = -(-len(tiles) // columns)
    across, down = WIDTH + GAP, tiles[0].height + GAP
    whole = Image.new("RGB", (columns * across - GAP, rows * down - GAP), "white")
    for number, tile in enumerate(tiles):
        whole.paste(tile, (number % columns * across, number // columns * down))
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.save(path, quality=88)


def shoot_plan(path: Path) -> None:
    """Save the tester's view of somebody who slips in behind a passenger."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "station_gate", "kiosk", str(SCENARIOS / "tailgated")]
        command += ["--plan", "--headless", "--shots", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (picture,) = Path(folder).glob("*-go-passing-alarm-intrusion.png")
        with Image.open(picture) as opened:
            opened.convert("RGB").save(path, quality=88)


def main() -> None:
    """Make every picture."""
    with tempfile.TemporaryDirectory() as folder:
        english = shoot("en", Path(folder))
        sheet([english[screen] for screen in SCREENS], 2, PICTURES / "kiosk.jpg")
        others = [shoot(lang, Path(folder)) for lang in ("zh-Hans", "ko")]
        wanted = [SCREENS[0], SCREENS[3], SCREENS[5]]
        sheet([other[screen] for other in others for screen in wanted], 3, PICTURES / "zh-ko.jpg")
    shoot_plan(PICTURES / "plan.jpg")


if __name__ == "__main__":
    main()
