"""The kiosk does not die in public, and does not hide that it is ill."""

from collections.abc import Callable, Iterator

import pygame
import pytest

from station_gate.gate.terms import Action, Step
from station_gate.kiosk.aids import NO_AIDS, Aids
from station_gate.kiosk.cards import Card
from station_gate.kiosk.clock import RealClock
from station_gate.kiosk.failures import APOLOGY, LONGEST, WITHIN, Failures
from station_gate.kiosk.target import Target
from station_gate.lane.view import LaneView
from station_gate.problems import BadInput, DeviceMissing, ExitCode
from station_gate.testing.doubles import PlainPainter, ScriptedShow, failing
from station_gate.testing.kioskrig import KioskRig

BOOM = RuntimeError("the camera fell off")


def is_sign(rig: KioskRig) -> bool:
    """Return whether the no-entry sign of the plain screen is in its place."""
    width, height = rig.window.canvas.get_size()
    r, g, b, _ = rig.window.canvas.get_at((width // 2, round(height * 0.27)))
    white = rig.window.canvas.get_at((width // 2, round(height * 0.36)))
    return r > 150 > 80 > max(g, b) and tuple(white)[:3] == (255, 255, 255)


def test_a_lane_that_fails_is_followed_by_the_next_show(rig: KioskRig) -> None:
    after = ScriptedShow("after", lasts=0.5)
    pilot = rig.pilot(failing(0.5, BOOM), lambda: after)
    while not rig.errors.causes:
        pilot.frame()
    assert is_sign(rig)
    assert after.advanced_to == []
    pilot.frame(round(APOLOGY * 30) - 2)
    assert is_sign(rig)
    assert after.advanced_to == []
    pilot.frame(3)
    assert not is_sign(rig)
    pilot.finish()
    assert after.closed == 1
    assert rig.errors.causes == [BOOM]
    assert rig.errors.sentences == ["The kiosk failed: RuntimeError: the camera fell off"]


def test_the_last_show_is_opened_afresh(rig: KioskRig) -> None:
    shows = iter([failing(0.2, BOOM)(), ScriptedShow(lasts=0.2)])
    pilot = rig.pilot(lambda: next(shows))
    pilot.finish()
    assert next(shows, None) is None
    assert len(rig.errors.causes) == 1


class BrokenPainter(PlainPainter):
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
        if view.step is Step.TICKET:
            raise MemoryError
        return super().draw(dst, view, lang, pressed, aids=aids, card=card, turned=turned)


def test_a_painter_that_fails_is_made_anew(rig: KioskRig) -> None:
    made: list[tuple[int, int]] = []

    def make_painter(size: tuple[int, int]) -> PlainPainter:
        made.append(size)
        return BrokenPainter(size) if len(made) == 1 else PlainPainter(size)

    rig.make_painter = make_painter
    show = ScriptedShow()
    pilot = rig.pilot(lambda: show, ScriptedShow)
    pilot.frame()
    pilot.touch("start")
    assert is_sign(rig)
    assert show.closed == 1
    assert rig.errors.sentences == ["The kiosk failed: MemoryError"]
    pilot.wait_for(Step.IDLE)
    pilot.touch("start")
    assert pilot.step is Step.TICKET


class Wordless(PlainPainter):
    def apology(self) -> pygame.Surface:
        raise MemoryError


class Eloquent(PlainPainter):
    def apology(self) -> pygame.Surface:
        words = pygame.Surface((self.size[0] // 2, self.size[1] // 4))
        words.fill((1, 200, 3))
        return words


def test_words_that_the_painter_left_are_shown_when_it_is_gone(rig: KioskRig) -> None:
    rig.make_painter = Eloquent
    pilot = rig.pilot(failing(0.5, BOOM), ScriptedShow)
    while not rig.errors.causes:
        pilot.frame()
    width, height = rig.window.canvas.get_size()
    assert tuple(rig.window.canvas.get_at((width // 2, round(height * 0.71)))) == (1, 200, 3, 255)
    assert tuple(rig.window.canvas.get_at((width // 2, round(height * 0.26)))) == (
        255,
        255,
        255,
        255,
    )


def test_a_painter_that_can_make_no_words_is_no_reason_to_fail(rig: KioskRig) -> None:
    rig.make_painter = Wordless
    pilot = rig.pilot(failing(0.5, BOOM), ScriptedShow)
    while BOOM not in rig.errors.causes:
        pilot.frame()
    assert is_sign(rig)
    assert rig.errors.sentences[0] == "The painter could not make a notice: MemoryError"


class DeafShow(ScriptedShow):
    def act(self, action: Action) -> None:
        raise BOOM


class StubbornShow(ScriptedShow):
    def close(self) -> None:
        raise BOOM


def test_a_press_that_fails_is_survived_too(rig: KioskRig) -> None:
    pilot = rig.pilot(DeafShow, lambda: ScriptedShow(lasts=0.1))
    pilot.frame()
    pilot.touch("start")
    assert rig.errors.causes == [BOOM]
    pilot.finish()


def test_a_show_that_does_not_close_is_only_reported(rig: KioskRig) -> None:
    after = ScriptedShow(lasts=0.1)
    pilot = rig.pilot(lambda: StubbornShow(lasts=0.1), lambda: after)
    pilot.finish()
    assert after.closed == 1
    assert rig.errors.sentences == [
        "A lane did not close properly: RuntimeError: the camera fell off"
    ]


def test_a_later_show_that_cannot_be_opened_is_survived(rig: KioskRig) -> None:
    def unreadable() -> ScriptedShow:
        raise BadInput("The scenario x has no ticket; add one.")

    after = ScriptedShow(lasts=0.1)
    pilot = rig.pilot(lambda: ScriptedShow(lasts=0.1), unreadable, lambda: after)
    pilot.finish()
    assert after.closed == 1
    assert rig.errors.sentences == ["The kiosk failed: The scenario x has no ticket; add one."]


def test_a_first_show_that_cannot_be_opened_ends_it_with_its_own_sentence(rig: KioskRig) -> None:
    def no_camera() -> ScriptedShow:
        raise DeviceMissing("Camera 0 does not answer; plug it in.")

    with pytest.raises(DeviceMissing, match="Camera 0 does not answer"):
        rig.kiosk([no_camera]).run()
    assert rig.errors.sentences == []


@pytest.mark.parametrize("make", [failing(0.1, BOOM), failing(0.0, BOOM)])
def test_three_failures_in_a_row_end_it_with_one_sentence(
    rig: KioskRig, make: Callable[[], ScriptedShow]
) -> None:
    with pytest.raises(DeviceMissing) as caught:
        rig.kiosk([make]).run()
    assert str(caught.value) == (
        "The kiosk has failed 3 times in a row and stops; "
        "the last time: RuntimeError: the camera fell off"
    )
    assert caught.value.exit_code is ExitCode.DEVICE
    assert len(rig.errors.causes) == 3


def test_a_show_that_ends_well_starts_the_count_anew(rig: KioskRig) -> None:
    bad, good = failing(0.1, BOOM), lambda: ScriptedShow(lasts=0.1)
    rig.kiosk([bad, bad, good, bad, bad, good]).run()
    assert len(rig.errors.causes) == 4


def test_failures_far_apart_are_not_one_trouble() -> None:
    failures = Failures(steady=False)
    for now in (0.0, WITHIN / 2, WITHIN * 1.1, WITHIN * 1.7):
        failures.add(BOOM, now)
    with pytest.raises(DeviceMissing):
        failures.add(BOOM, WITHIN * 1.8)


def test_a_steady_kiosk_never_ends_and_waits_longer_each_time() -> None:
    failures = Failures(steady=True)
    now, pauses = 0.0, []
    for _ in range(7):
        pauses.append(failures.add(BOOM, now))
        now += pauses[-1] + 1.0
    assert pauses == [4.0, LONGEST, LONGEST, LONGEST, LONGEST, LONGEST, LONGEST]
    assert failures.add(BOOM, now + WITHIN + LONGEST) == APOLOGY
    failures.clear()
    assert failures.add(BOOM, now) == APOLOGY


def test_a_steady_kiosk_comes_back_after_many_failures(rig: KioskRig) -> None:
    rig.steady = True
    well = ScriptedShow(lasts=0.5)
    rig.kiosk([*[failing(0.1, BOOM)] * 6, lambda: well]).run()
    assert len(rig.errors.causes) == 6
    assert well.closed == 1


def test_quitting_works_on_the_failsafe_screen(rig: KioskRig) -> None:
    pilot = rig.pilot(failing(0.0, BOOM))
    pilot.frame()
    assert is_sign(rig)
    pilot.key(pygame.K_q)
    pilot.frame()
    assert pilot.over


def test_a_display_that_is_gone_ends_it_with_one_sentence(rig: KioskRig) -> None:
    pilot = rig.pilot(failing(0.2, BOOM))
    pilot.frame(3)

    def gone() -> None:
        raise pygame.error("the window is gone")

    rig.window.present = gone  # type: ignore[method-assign]
    with pytest.raises(DeviceMissing, match="The display has failed: the window is gone"):
        pilot.finish()


def test_a_painter_that_cannot_warm_up_is_reported_and_tried(rig: KioskRig) -> None:
    class Cold(PlainPainter):
        def warm(self, lang: str) -> Iterator[None]:
            yield
            raise BOOM

    rig.make_painter = Cold
    rig.clock = RealClock(monotonic=lambda: 0.0, sleep=lambda seconds: None)
    pilot = rig.pilot(ScriptedShow)
    pilot.wait_for(Step.IDLE)
    assert rig.errors.sentences == [
        "The painter could not warm up: RuntimeError: the camera fell off"
    ]
