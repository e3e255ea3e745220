"""What one frame of each kiosk screen costs, with and without what the painter keeps.

Thread CPU time, so that other work on the machine does not count. Three painters
draw the same moments of the same animation in one run:

* cached: as shipped; the still part and every sprite are kept;
* layer: sprites are kept, but the still part is put together anew for each frame;
* naive: nothing is kept, every shape and letter is drawn anew (few frames, it is slow).

Run: OMP_NUM_THREADS=1 python -m benchmarks.kiosk_frames [WIDTH HEIGHT]
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pygame

from station_gate.faces.observation import Coaching
from station_gate.gate.reasons import Reason
from station_gate.gate.steps import Alarm, Mode, Step
from station_gate.kiosk.fonts import Fonts
from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.painter import Painter
from station_gate.lane.view import Journey, LaneView

FRAMES, NAIVE_FRAMES = 240, 4
RATE = 60.0


def scenes() -> dict[str, Callable[[float], LaneView]]:
    """The screens, each as a function of the seconds since it was entered."""
    noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
    journey = Journey(
        train="SG 127",
        origin="Harbour",
        destination="Northfield",
        departure="14:52",
        coach="7",
        seat="12A",
        platform="4",
    )
    base = LaneView(
        now=0.0,
        clock="14:38",
        step=Step.IDLE,
        since=0.0,
        deadline=None,
        offer_more_time=False,
        reason=None,
        tries_left=1,
        refused_at=Step.FACE,
        journey=journey,
        document_seen=False,
        ticket_seen=False,
        coaching=Coaching.HOLD_STILL,
        progress=0.5,
        preview=None,
        face_box=None,
        barrier=1.0,
        passenger=None,
        alarm=Alarm.NONE,
        mode=Mode.IN_SERVICE,
    )

    def show(step: Step, **changes: object) -> Callable[[float], LaneView]:
        view = replace(base, step=step, **changes)  # type: ignore[arg-type]
        return lambda t: replace(view, now=t)

    def walking(t: float) -> LaneView:
        barrier = min(1.0, t / 0.45)
        return replace(base, step=Step.GO, now=t, barrier=barrier, passenger=min(1.0, t / 4))

    def capturing(t: float) -> LaneView:
        return replace(base, step=Step.FACE, now=t, preview=noise, progress=min(1.0, t / 4))

    return {
        "idle": show(Step.IDLE),
        "ticket": show(Step.TICKET),
        "document": show(Step.DOCUMENT),
        "face": capturing,
        "checking": show(Step.CHECKING),
        "go": walking,
        "refused": show(Step.REFUSED, reason=Reason.FACE_MISMATCH),
        "assistance": show(Step.ASSISTANCE, reason=Reason.STAFF_WANTED),
        "out of service": show(Step.OUT_OF_SERVICE),
        "evacuation": show(Step.EVACUATION),
    }


def cost(
    draw: Callable[[LaneView], object], scene: Callable[[float], LaneView], n: int
) -> list[float]:
    """Milliseconds of thread CPU time of each of ``n`` frames."""
    spent = []
    for i in range(n):
        view = scene(i / RATE * FRAMES / n)
        begin = time.thread_time()
        draw(view)
        spent.append((time.thread_time() - begin) * 1000)
    return spent


class Forgetful(Bench):
    """A bench that keeps nothing."""

    def keep(self, key: object, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        return make()


def main() -> None:
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    cv2.setNumThreads(1)
    size = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) == 3 else (1920, 1080)
    fonts = Fonts.find()
    painter = Painter(size, fonts.languages, fonts=fonts, gate_name="4")
    naive = Painter(size, fonts.languages, fonts=fonts, gate_name="4")
    naive._bench = naive._setter.bench = Forgetful(naive._layout.unit, 0)
    frame = pygame.Surface(size, 0, 32)
    lang = painter.languages[0]

    def cached(view: LaneView) -> None:
        painter.draw(frame, view, lang)

    def layer(view: LaneView) -> None:
        painter.draw(frame, replace(view, clock=f"{view.now:.3f}"), lang)

    def anew(view: LaneView) -> None:
        naive.draw(frame, view, lang)

    print(f"{size[0]} x {size[1]}, thread CPU ms a frame, {FRAMES} warm frames")
    print(f"{'screen':16}{'p50':>7}{'p99':>7}{'layer p50':>11}{'naive p50':>11}{'ratios':>18}")
    for name, scene in scenes().items():
        cost(cached, scene, FRAMES)
        warm = cost(cached, scene, FRAMES)
        still = cost(layer, scene, FRAMES // 8)
        slow = cost(anew, scene, NAIVE_FRAMES)
        p50, p99 = np.percentile(warm, (50, 99))
        middle, worst = float(np.median(still)), float(np.median(slow))
        ratios = f"1 : {middle / p50:.1f} : {worst / p50:.0f}"
        print(f"{name:16}{p50:7.2f}{p99:7.2f}{middle:11.2f}{worst:11.0f}{ratios:>18}")
    kept = painter._bench.held >> 20
    print(f"kept: {kept} MB of sprites for one language")


if __name__ == "__main__":
    main()
