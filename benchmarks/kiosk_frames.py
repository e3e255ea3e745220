"""What one frame of each kiosk screen costs: while a face is verified, and with nothing kept.

Thread CPU time of the drawing thread, so that other work on the machine does not count.

The first part draws every screen at 60 frames a second with the shipped painter, by turns
alone and while the shipped recognition thread verifies a face again and again, each on a
core of its own where there are two. Before that come the frames that open a screen, the
first three of each: by a painter that has warmed up as behind the idle screen, and by one
that has not. A frame is late when it took more CPU than a 60th of a second. The wall time
is printed too: only there does one thread's waiting for the other show, but so does all
else that the machine does.

In the second part three painters draw the same moments of the same animation:

* cached: as shipped; the still part and every sprite are kept;
* layer: sprites are kept, but the still part is put together anew for each frame;
* naive: nothing is kept, every shape and letter is drawn anew (few frames, it is slow).

Run: python benchmarks/kiosk_frames.py [WIDTH HEIGHT]
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before anything counts the processors
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pygame
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._scenes import CAMERA_RATE, Scene, scenes
from benchmarks._table import Row, publish
from benchmarks._verification import Verification
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.text.fonts import Fonts
from station_gate.lane.view import LaneView
from tests.faces.conftest import live, portrait

WHO, STANDING = "brandt", 16
"""Who is verified, and the first frame in which they stand before the camera."""
FRAMES, NAIVE_FRAMES, OPENING = 192, 3, 3
RATE = 60
LATE = 1000 / RATE
TURNS = 2
"""How often the kiosk alone and the kiosk beside a verification take turns on a screen."""

Draw = Callable[[LaneView], object]


@dataclass
class Costs:
    """Milliseconds of frames: the drawing thread's CPU, and the clock on the wall."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def time(self, draw: Draw, view: LaneView) -> None:
        """Draw a view and note what it cost."""
        wall, cpu = time.perf_counter(), time.thread_time()
        draw(view)
        self.cpu.append((time.thread_time() - cpu) * 1000)
        self.wall.append((time.perf_counter() - wall) * 1000)

    @property
    def p99(self) -> float:
        """The CPU that 99 of 100 frames stay below."""
        return float(np.percentile(self.cpu, 99))

    def cells(self) -> list[str]:
        """Give p50, p99 and worst of the CPU, late frames, and p99 of the wall's clock."""
        p50, wall = np.percentile(self.cpu, 50), np.percentile(self.wall, 99)
        late = sum(each > LATE for each in self.cpu)
        figures = [f"{each:.2f}" for each in (p50, self.p99, max(self.cpu))]
        return [*figures, f"{late} of {len(self.cpu)}", f"{wall:.1f}"]


def run(draw: Draw, scene: Scene, costs: Costs, frames: range, beside: Verification | None) -> None:
    """Draw frames of a screen at a display's pace."""
    due = time.perf_counter()
    for number in frames:
        if beside is not None and number % (RATE // CAMERA_RATE) == 0:
            beside.show()
        costs.time(draw, scene(number / RATE))
        due += 1 / RATE
        time.sleep(max(0.0, due - time.perf_counter()))


@contextmanager
def on_core(place: int) -> Iterator[None]:
    """Let this thread, and those that it starts, run on one of the cores for a while."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) < 2:
        yield
        return
    os.sched_setaffinity(0, {cores[place]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def opening(draws: Mapping[str, Draw], played: Mapping[str, Scene]) -> dict[str, Costs]:
    """Measure the first frames of each screen, as each painter comes to it from another one."""
    costs = {name: Costs() for name in draws}
    for scene in played.values():
        for number in range(OPENING):
            for name, draw in draws.items():
                costs[name].time(draw, scene(number / RATE))
    return costs


def while_verifying(
    draw: Draw, played: Mapping[str, Scene], verification: Verification
) -> dict[str, tuple[Costs, Costs]]:
    """Measure each screen alone and beside a verification, by turns."""
    measured = {}
    for name, scene in played.items():
        alone, beside = Costs(), Costs()
        for turn in range(TURNS):
            frames = range(turn * FRAMES // TURNS, (turn + 1) * FRAMES // TURNS)
            run(draw, scene, beside, frames, verification)
            verification.rest()
            run(draw, scene, alone, frames, None)
            verification.begin()
        measured[name] = alone, beside
    return measured


def together(parts: Iterator[Costs]) -> Costs:
    """Put the frames of several measurements into one."""
    whole = Costs()
    for part in parts:
        whole.cpu += part.cpu
        whole.wall += part.wall
    return whole


def report_verifying(
    size: tuple[int, int],
    opened: dict[str, Costs],
    measured: dict[str, tuple[Costs, Costs]],
    decisions: int,
) -> list[Row]:
    """Print the first part's table; give its rows."""
    table = Table(title=f"{size[0]} x {size[1]}, drawing thread's CPU, ms a frame")
    table.add_column("screen")
    for head in ("p50", "p99", "worst", "late", "wall p99"):
        table.add_column(head, justify="right")
    alone = together(each[0] for each in measured.values())
    beside = together(each[1] for each in measured.values())
    for name, (_, costs) in measured.items():
        table.add_row(name, *costs.cells())
    table.add_section()
    table.add_row("all, a face being verified", *beside.cells(), style="bold")
    table.add_row("all, nothing verified", *alone.cells())
    for name, costs in opened.items():
        table.add_row(f"first {OPENING} frames of each, {name}", *costs.cells())
    Console().print(table)
    print(f"{decisions} faces were verified meanwhile; late: more than {LATE:.1f} ms of CPU")
    warm, cold = opened.values()
    name = f"kiosk frame {size[0]} x {size[1]}"
    other = "nothing verified"
    return [
        Row(f"{name}, a face being verified, p99", beside.p99, other, alone.p99),
        Row(f"{name}, a face being verified, worst", max(beside.cpu), other, max(alone.cpu)),
        Row(f"{name}, opening a screen, worst", max(warm.cpu), "not warmed up", max(cold.cpu)),
    ]


class Forgetful(Bench):
    """A bench that keeps nothing."""

    def keep(self, key: object, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        """Make it anew."""
        return make()


def cost(draw: Draw, scene: Scene, count: int) -> list[float]:
    """Milliseconds of thread CPU time of each of ``count`` frames of one animation."""
    costs = Costs()
    for number in range(count):
        costs.time(draw, scene(number / RATE * FRAMES / count))
    return costs.cpu


def with_less_kept(
    cached: Draw, layer: Draw, naive: Draw, played: Mapping[str, Scene], size: tuple[int, int]
) -> list[Row]:
    """Compare with painters that keep less: print a table, give its rows."""
    table = Table(title=f"{size[0]} x {size[1]}, ms a frame, p50, with less kept")
    table.add_column("screen")
    for head in ("cached", "layer", "naive", "ratios"):
        table.add_column(head, justify="right")
    rows = []
    for name, scene in played.items():
        warm = float(np.median(cost(cached, scene, FRAMES // 4)))
        still = float(np.median(cost(layer, scene, FRAMES // 16)))
        slow = float(np.median(cost(naive, scene, NAIVE_FRAMES)))
        ratios = f"1 : {still / warm:.1f} : {slow / warm:.0f}"
        table.add_row(name, f"{warm:.2f}", f"{still:.2f}", f"{slow:.0f}", ratios)
        rows.append(Row(f"kiosk screen {size[0]} x {size[1]}: {name}", warm, "nothing kept", slow))
    Console().print(table)
    return rows


def main() -> None:
    """Measure, print, publish."""
    cv2.setNumThreads(1)
    size = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) == 3 else (1920, 1080)
    fonts = Fonts.find()

    def draw_with(painter: Painter) -> Draw:
        return lambda view: painter.draw(frame, view, painter.languages[0])

    def new_painter() -> Painter:
        return Painter(size, fonts.languages, fonts=fonts, gate_name="4")

    standing = live(WHO)[STANDING:]
    film = [*standing, *standing[::-1]]
    played = scenes(film)
    frame = pygame.Surface(size, 0, 32)
    with on_core(-1):
        verification = Verification(portrait(WHO), film)
    painter, layer, naive = new_painter(), new_painter(), new_painter()
    layer.still = layer._draw_still  # type: ignore[method-assign, assignment]
    naive._bench = naive._setter.bench = Forgetful(naive._layout.unit, 0)
    with on_core(0):
        for _ in painter.warm(painter.languages[0]):
            pass
        draws = {"warmed up": draw_with(painter), "not warmed up": draw_with(new_painter())}
        opened = opening(draws, played)
        del draws
        measured = while_verifying(draw_with(painter), played, verification)
    verification.close()
    rows = report_verifying(size, opened, measured, verification.decisions)
    rows += with_less_kept(draw_with(painter), draw_with(layer), draw_with(naive), played, size)
    held, budget = painter._bench.held >> 20, painter._bench.budget >> 20
    print(
        f"kept: {held} MB, all screens in one language and the others' words; at most {budget} MB"
    )
    publish(rows)


if __name__ == "__main__":
    main()
