"""Whatever is commanded and whoever comes: nothing closes on a person."""

from dataclasses import dataclass

from hypothesis import example, given, settings
from hypothesis import strategies as st

from station_gate.barrier.behaviour import (
    Behaviour,
    intrudes,
    never_goes,
    passes_through,
    stands_between_flaps,
    tailgates,
    turns_back,
)
from station_gate.barrier.flaps import CLOSING, OPENING
from station_gate.barrier.simulated import Happening, SimulatedBarrier
from station_gate.barrier.walker import TICK
from station_gate.gate.events import BarrierReported, BeamChanged
from station_gate.gate.terms import BarrierReport, Beam

_FASTEST = 1.5 / min(OPENING, CLOSING)
"""Of the gentle motion, in whole ways a second."""

behaviours = st.one_of(
    st.builds(passes_through, st.floats(0.0, 3.0)),
    st.builds(stands_between_flaps, st.floats(0.0, 4.0)),
    st.builds(turns_back),
    st.builds(never_goes),
    st.builds(intrudes, st.floats(0.0, 4.0)),
    st.builds(tailgates, st.floats(0.05, 1.2)),
)


@dataclass(frozen=True)
class Command:
    """Wait so long, then give this command or send this person."""

    after: float
    what: str | Behaviour

    def give(self, barrier: SimulatedBarrier, now: float) -> None:
        if isinstance(self.what, Behaviour):
            barrier.send(self.what, now)
        elif self.what == "open":
            barrier.open(now)
        else:
            barrier.close(now)


commands = st.lists(
    st.builds(
        Command,
        st.floats(0.0, 2.5),
        st.one_of(st.just("open"), st.just("close"), st.just("open"), behaviours),
    ),
    max_size=14,
)


class Watcher:
    """Looks at a barrier at every moment and holds it to its promises."""

    def __init__(self) -> None:
        self.barrier = SimulatedBarrier()
        self.news: list[Happening] = []
        self.blocked = dict.fromkeys(Beam, False)
        self._zone_since: float | None = None
        self._then, self._position = 0.0, 0.0

    def look(self, now: float) -> None:
        news = self.barrier.step(now)
        for at, event in news:
            assert not self.news or self.news[-1][0] <= at <= now
            self.news.append((at, event))
            if isinstance(event, BeamChanged):
                assert self.blocked[event.beam] != event.blocked
                self.blocked[event.beam] = event.blocked
                if event.beam is Beam.SAFETY:
                    self._zone_since = at if event.blocked else None
        position = self.barrier.position(now)
        assert 0.0 <= position <= 1.0
        assert abs(position - self._position) <= _FASTEST * (now - self._then) + 1e-9
        if self._zone_since is not None:
            assert position > 0.0, "closed on a person"
            if self._zone_since <= self._then:
                assert position >= self._position, "closing onto a person"
        passenger = self.barrier.passenger(now)
        assert passenger is None or 0.0 <= passenger <= 1.0
        assert passenger is not None or not any(self.blocked.values())
        self._then, self._position = now, position

    def watch(self, since: float, until: float) -> None:
        for moment in range(1, int((until - since) / (TICK / 2)) + 1):
            self.look(since + moment * TICK / 2)
        self.look(until)


@settings(max_examples=120, deadline=None)
@example([Command(1.0, intrudes(0.0078125))])  # a tick that lay 2e-16 s after now
@given(commands)
def test_nothing_closes_on_a_person(plan: list[Command]) -> None:
    watcher, now = Watcher(), 0.0
    for command in plan:
        watcher.watch(now, now + command.after)
        now += command.after
        command.give(watcher.barrier, now)
        watcher.look(now)
    watcher.watch(now, now + 3.0)
    # and when nobody commands anything any more, everybody leaves in the end
    news = watcher.barrier.step(now + 200.0)
    for _, event in news:
        if isinstance(event, BeamChanged):
            watcher.blocked[event.beam] = event.blocked
    assert not any(watcher.blocked.values())
    assert watcher.barrier.passenger(now + 200.0) is None


@settings(max_examples=60, deadline=None)
@given(commands, st.lists(st.floats(0.0, 3.0), max_size=20))
def test_nothing_depends_on_how_often_it_is_stepped(
    plan: list[Command], looks: list[float]
) -> None:
    quiet, watched = SimulatedBarrier(), SimulatedBarrier()
    seen: list[Happening] = []
    now, moments = 0.0, iter(looks)
    for command in plan:
        until = now + command.after
        for pause in moments:
            now += pause
            if now >= until:
                break
            seen += watched.step(now)
        now = until
        command.give(quiet, now)
        command.give(watched, now)
        seen += watched.step(now)
        assert quiet.position(now) == watched.position(now)
    end = now + 60.0
    assert [*seen, *watched.step(end)] == list(quiet.step(end))


@settings(max_examples=100, deadline=None)
@given(commands)
def test_every_command_is_answered(plan: list[Command]) -> None:
    barrier, now = SimulatedBarrier(), 0.0
    for command in plan:
        now += command.after
        command.give(barrier, now)
    barrier.step(now + 200.0)
    barrier.open(now + 200.0)
    assert _reports(barrier.step(now + 300.0)) == [BarrierReport.OPENED]
    barrier.close(now + 300.0)
    assert _reports(barrier.step(now + 400.0)) == [BarrierReport.CLOSED]
    assert barrier.position(now + 400.0) == 0.0


def _reports(news: tuple[Happening, ...]) -> list[BarrierReport]:
    return [event.report for _, event in news if isinstance(event, BarrierReported)]
