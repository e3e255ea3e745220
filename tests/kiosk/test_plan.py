"""The tester's view: what it shows of a lane, and that the passenger's screen still works in it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pygame
import pytest

from station_gate.barrier.behaviour import passes_through, tailgates
from station_gate.barrier.simulated import SimulatedBarrier
from station_gate.faces.observation import Coaching
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Beam, Mode, Step
from station_gate.kiosk.aids import NO_AIDS, Aids
from station_gate.kiosk.cards import Card
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.kit.colour import YELLOW, Colour
from station_gate.kiosk.plan.painter import SHARE, PlanPainter
from station_gate.kiosk.plan.sheet import BAD, CALM
from station_gate.kiosk.plan.timeline import SPAN, TRACKS, Timeline
from station_gate.kiosk.target import Target
from station_gate.kiosk.text.fonts import Fonts
from station_gate.lane.view import LaneView
from station_gate.testing.doubles import lane_view

SIZE = (1280, 720)
FONTS = Fonts.find()


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
        aids: Aids = NO_AIDS,
        card: Card | None = None,
        turned: int = 0,
    ) -> tuple[Target, ...]:
        assert dst.get_size() == self.size
        dst.fill((1, 2, 3))
        return (Target("start", pygame.Rect(10, 20, 30, 40)),)

    def warm(self, lang: str) -> Iterator[None]:
        yield

    def apology(self) -> pygame.Surface:
        return pygame.Surface((10, 10))


def planner(size: tuple[int, int] = SIZE) -> PlanPainter:
    return PlanPainter(size, Plain, fonts=FONTS)


def drawn(painter: PlanPainter, view: LaneView) -> np.ndarray:
    """RGB of the whole canvas, (H, W, 3)."""
    surface = pygame.Surface(SIZE, 0, 32)
    painter.draw(surface, view, "en")
    return pygame.surfarray.array3d(surface).swapaxes(0, 1)


def count(picture: np.ndarray, colour: Colour) -> int:
    """How many pixels of the lane from above (upper right) are exactly of this colour."""
    lane = picture[: round(SHARE * SIZE[1]), round(SHARE * SIZE[0]) :]
    return int((lane == colour.rgb).all(axis=2).sum())


def test_the_passengers_screen_keeps_its_corner_so_that_presses_land() -> None:
    painter = planner()
    surface = pygame.Surface(SIZE, 0, 32)
    (target,) = painter.draw(surface, lane_view(), "en")
    assert target.rect == pygame.Rect(10, 20, 30, 40)
    assert surface.get_at(target.rect.center) == pygame.Color(1, 2, 3)
    assert surface.get_at((SIZE[0] - 30, 30)) != pygame.Color(1, 2, 3)


def test_a_broken_beam_is_seen_and_so_is_everybody_in_the_lane() -> None:
    painter = planner()
    empty = drawn(painter, lane_view())
    assert count(empty, BAD) == count(empty, YELLOW) == 0
    one = lane_view(people=(1.0,), broken=frozenset({Beam.SAFETY}))
    two = replace(one, people=(1.2, 0.4))
    alone, followed = (drawn(painter, view) for view in (one, two))
    assert count(alone, BAD) > 500
    assert count(followed, YELLOW) > 1.8 * count(alone, YELLOW) > 300


def test_the_flaps_are_where_they_are() -> None:
    painter = planner()
    views = (lane_view(barrier=position) for position in (1.0, 0.75, 0.5, 0.25, 0.0))
    seen = [count(drawn(painter, view), CALM) for view in views]
    steps = [after - before for before, after in pairwise(seen)]
    assert min(steps) > 100


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (3840, 2160), (1280, 800)])
def test_every_step_can_be_drawn_and_no_word_is_cut(size: tuple[int, int]) -> None:
    painter = planner(size)
    surface = pygame.Surface(size, 0, 32)
    for now, step in enumerate(Step, 1000):
        refused = step in {Step.REFUSED, Step.ASSISTANCE}
        view = lane_view(
            step=step,
            reason=Reason.DOCUMENT_ISSUER_UNKNOWN if refused else None,
            deadline=1200.0,
            alarm=Alarm.INTRUSION,
            mode=Mode.FREE_PASSAGE,
            coaching=Coaching.TURNED_AWAY,
            now=float(now),
            broken=frozenset(Beam),
        )
        painter.draw(surface, view, "en")
    assert painter.overflows == ()


def test_the_real_painter_fits_its_share() -> None:
    painter = PlanPainter(
        SIZE, lambda size: Painter(size, ["en"], fonts=FONTS, gate_name="4"), fonts=FONTS
    )
    surface = pygame.Surface(SIZE, 0, 32)
    names = [target.name for target in painter.draw(surface, lane_view(), "en")]
    assert "start" in names


def told(timeline: Timeline) -> dict[str, list[tuple[float, float, str]]]:
    """Everything on a timeline but the silences."""
    return {
        name: stretches
        for name in TRACKS
        if (stretches := [(s.begin, s.end, s.text) for s in timeline.track(name) if s.text])
    }


def test_the_timeline_tells_what_lasted_how_long() -> None:
    timeline = Timeline()
    idle = lane_view()
    go = replace(idle, now=1.0, step=Step.GO, barrier=0.1)
    inside = replace(go, now=2.0, barrier=1.0, broken=frozenset({Beam.ENTRY}))
    alarmed = replace(inside, now=3.0, alarm=Alarm.FRAUD, broken=frozenset())
    refused = replace(alarmed, now=4.0, step=Step.REFUSED, reason=Reason.TICKET_USED)
    for view in (idle, idle, go, inside, inside, alarmed, refused):
        timeline.see(view)
    assert told(timeline) == {
        "step": [(0.0, 1.0, "idle"), (1.0, 4.0, "go"), (4.0, 4.0, "refused: ticket_used")],
        "flaps": [(1.0, 2.0, "moving"), (2.0, 4.0, "open")],
        "entry beam": [(2.0, 3.0, "broken")],
        "alarm": [(3.0, 4.0, "fraud")],
    }


def test_the_timeline_tells_what_the_readers_see() -> None:
    timeline = Timeline()
    for now, seen in enumerate(("ticket_seen", "document_seen")):
        timeline.see(lane_view(now=float(now), **{seen: True}))
    assert told(timeline)["reader"] == [(0.0, 1.0, "ticket"), (1.0, 1.0, "document")]


def test_the_timeline_forgets_the_old_and_begins_anew_with_another_lane() -> None:
    timeline = Timeline()
    timeline.see(lane_view(step=Step.TICKET))
    timeline.see(lane_view(now=1.0))
    timeline.see(lane_view(now=SPAN + 1.5))
    assert told(timeline) == {"step": [(1.0, SPAN + 1.5, "idle")]}
    timeline.see(lane_view(step=Step.TICKET))
    assert told(timeline) == {"step": [(0.0, 0.0, "ticket")]}


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
