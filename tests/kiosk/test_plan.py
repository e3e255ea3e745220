"""The tester's view: what it shows of a lane, and that the passenger's screen still works in it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pygame
import pytest

from station_gate.barrier.behaviour import passes_through, tailgates
from station_gate.barrier.simulated import SimulatedBarrier
from station_gate.gate.reasons import Reason
from station_gate.gate.steps import Alarm, Beam, Step
from station_gate.kiosk.fonts import Fonts
from station_gate.kiosk.painter import Painter
from station_gate.kiosk.plan import _BAD, _YELLOW, SHARE, PlanPainter
from station_gate.kiosk.show import ScreenPainter
from station_gate.kiosk.target import Target
from station_gate.kiosk.timeline import SPAN, Timeline
from station_gate.lane.view import LaneView
from tests.kiosk.doubles import lane_view

SIZE = (1280, 720)


class Plain:
    """A passenger's painter of one button and one colour."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size

    def draw(
        self,
        dst: pygame.Surface,
        view: LaneView,
        lang: str,
        pressed: str | None = None,
        *,
        choosing: bool = False,
    ) -> tuple[Target, ...]:
        assert dst.get_size() == self.size
        dst.fill((1, 2, 3))
        return (Target("start", pygame.Rect(10, 20, 30, 40)),)

    def warm(self) -> Iterator[None]:
        yield


def drawn(painter: PlanPainter, view: LaneView) -> np.ndarray:
    """RGB of the whole canvas, (H, W, 3)."""
    surface = pygame.Surface(SIZE, 0, 32)
    painter.draw(surface, view, "en")
    return pygame.surfarray.array3d(surface).swapaxes(0, 1)


def count(picture: np.ndarray, colour: tuple[int, int, int]) -> int:
    """How many pixels of the lane from above are exactly of this colour."""
    lane = picture[round(SHARE * SIZE[1]) : round((SHARE + 0.2) * SIZE[1])]
    return int((lane == colour).all(axis=2).sum())


def make(size: tuple[int, int]) -> ScreenPainter:
    return Plain(size)


def test_the_passengers_screen_keeps_its_corner_so_that_presses_land() -> None:
    painter = PlanPainter(SIZE, make)
    surface = pygame.Surface(SIZE, 0, 32)
    (target,) = painter.draw(surface, lane_view(), "en")
    assert target.rect == pygame.Rect(10, 20, 30, 40)
    assert surface.get_at(target.rect.center) == pygame.Color(1, 2, 3)
    assert surface.get_at((SIZE[0] - 30, 30)) != pygame.Color(1, 2, 3)


def test_a_broken_beam_is_seen_and_so_is_everybody_in_the_lane() -> None:
    empty = drawn(PlanPainter(SIZE, make), lane_view())
    assert count(empty, _BAD) == count(empty, _YELLOW) == 0
    one = lane_view(people=(1.0,), broken=frozenset({Beam.SAFETY}))
    two = replace(one, people=(1.2, 0.4))
    alone, followed = (drawn(PlanPainter(SIZE, make), view) for view in (one, two))
    assert count(alone, _BAD) > 100
    assert count(followed, _YELLOW) > 1.8 * count(alone, _YELLOW) > 1000


@pytest.mark.parametrize("position", [0.0, 0.5, 1.0])
def test_the_flaps_are_where_they_are(position: float) -> None:
    picture = drawn(PlanPainter(SIZE, make), lane_view(barrier=position))
    opened = drawn(PlanPainter(SIZE, make), lane_view(barrier=1.0))
    blue = (106, 176, 255)
    assert (count(picture, blue) > count(opened, blue)) is (position < 1.0)
    closed = drawn(PlanPainter(SIZE, make), lane_view(barrier=0.0))
    assert (count(picture, blue) < count(closed, blue)) is (position > 0.0)


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (3840, 2160)])
@pytest.mark.parametrize("step", Step)
def test_every_step_can_be_drawn(size: tuple[int, int], step: Step) -> None:
    reason = Reason.FACE_MISMATCH if step in {Step.REFUSED, Step.ASSISTANCE} else None
    view = lane_view(step=step, reason=reason, deadline=9.0, alarm=Alarm.FRAUD, now=3.0)
    painter = PlanPainter(size, make)
    painter.draw(pygame.Surface(size, 0, 32), view, "en")
    assert painter.timeline.happenings[0].text.startswith(step.value)


def test_the_real_painter_fits_its_share() -> None:
    painter = PlanPainter(
        SIZE,
        lambda size: Painter(size, ["en"], fonts=Fonts.find(), gate_name="4"),
    )
    surface = pygame.Surface(SIZE, 0, 32)
    names = [target.name for target in painter.draw(surface, lane_view(), "en")]
    assert "start" in names


def test_the_timeline_tells_what_changed_once_and_in_order() -> None:
    timeline = Timeline()
    idle = lane_view()
    go = replace(idle, now=1.0, step=Step.GO, barrier=0.1)
    inside = replace(go, now=2.0, barrier=1.0, broken=frozenset({Beam.ENTRY}))
    alarmed = replace(inside, now=3.0, alarm=Alarm.FRAUD, broken=frozenset())
    for view in (idle, idle, go, inside, inside, alarmed):
        timeline.see(view)
    assert [(h.at, h.row, h.text) for h in timeline.happenings] == [
        (0.0, "step", "idle"),
        (1.0, "step", "go"),
        (1.0, "barrier", "opening"),
        (2.0, "barrier", "open"),
        (2.0, "beam", "entry broken"),
        (3.0, "beam", "entry clear"),
        (3.0, "alarm", "fraud"),
    ]


def test_the_timeline_forgets_the_old_and_begins_anew_with_another_lane() -> None:
    timeline = Timeline()
    timeline.see(lane_view())
    timeline.see(lane_view(now=SPAN + 1.0))
    assert not timeline.happenings
    timeline.see(lane_view(step=Step.TICKET))
    assert [h.text for h in timeline.happenings] == ["ticket"]


def test_the_barrier_tells_where_everybody_is_and_which_beams_are_broken() -> None:
    barrier = SimulatedBarrier()
    assert barrier.people(0.0) == ()
    assert barrier.broken() == frozenset()
    barrier.open(0.0)
    barrier.send(passes_through(), 0.0)
    barrier.send(tailgates(0.35), 0.0)
    seen: set[Beam] = set()
    most = 0
    for tick in range(1, 600):
        now = tick / 100
        barrier.step(now)
        people = barrier.people(now)
        most = max(most, len(people))
        seen |= barrier.broken()
        if len(people) == 2:
            assert people[0] >= people[1]
    assert most == 2
    assert seen == set(Beam)
    assert barrier.people(6.0) == ()
    assert barrier.broken() == frozenset()
