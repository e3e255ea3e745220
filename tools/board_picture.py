"""Makes docs/pictures/console.png: the board of the demo's three gates, after a while.

    python tools/board_picture.py

Takes as long as the gates are watched: they run in real time. Needs rsvg-convert (librsvg2-bin).
"""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

from station_gate.assembly.demogates import demo_gates
from station_gate.assembly.resources import scenario_settings
from station_gate.operators.board.app import BoardApp
from station_gate.operators.board.model import Board

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "console.png"
SIZE = (110, 28)
WATCHED = 150.0
"""Seconds at least; then until a gate has been tailgated and another one has been locked."""
CELL = 12.2
"""Width of a letter in textual's screenshots."""
FONT = "DejaVu Sans Mono"


async def watch(folder: Path) -> str:
    """Look at the board for a while, keep a gate open; give what it looks like as SVG."""
    board = Board()
    app = BoardApp(folder, board)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(WATCHED)
        while not any(gate.notices for gate in board.gates):
            await pilot.pause(1.0)
        await pilot.press("down", "down")
        await pilot.press("l", "2", "enter")
        await pilot.press("up", "up")
        await pilot.pause(5.0)
        return app.export_screenshot(title="station-gate console")


def _indented(piece: re.Match[str]) -> str:
    """Put blanks at the beginning of a text before it: rsvg-convert drops them."""
    left, rest, blanks = piece.groups()
    return f'x="{float(left) + CELL * blanks.count(";"):g}"{rest}>'


def main() -> int:
    """Make the picture."""
    with demo_gates(scenario_settings(None), None) as folder:
        svg = asyncio.run(watch(folder))
    svg = re.sub(r'x="([0-9.]+)"([^>]*)>((?:&#160;)+)', _indented, svg)
    # the font that this machine has, not one from the web
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL).replace("Fira Code", FONT)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    command = ["rsvg-convert", "--width", "1340", "--output", str(PICTURE)]
    try:
        subprocess.run(command, input=svg.encode(), check=True)
    except FileNotFoundError:
        print("rsvg-convert is missing: apt-get install librsvg2-bin")
        return 4
    print(PICTURE.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
