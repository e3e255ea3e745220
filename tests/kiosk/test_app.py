"""The kiosk's loop, driven by a pilot over doubles."""

import hashlib
from collections.abc import Callable, Iterator

import pygame
import pytest

from station_gate.gate.terms import Action, Alarm, Cue, Step
from station_gate.kiosk.clock import RealClock
from station_gate.kiosk.language import FORGOTTEN_AFTER, Language
from station_gate.problems import WrongUsage
from station_gate.testing.doubles import COLOURS, ScriptedShow
from station_gate.testing.kioskrig import KioskRig


def test_what_the_lane_says_is_what_is_shown(rig: KioskRig) -> None:
    script = ((0.0, {"step": Step.IDLE}), (0.5, {"step": Step.TICKET}), (1.0, {"step": Step.GO}))
    pilot = rig.pilot(lambda: ScriptedShow("one", script))
    for step in (Step.IDLE, Step.TICKET, Step.GO):
        pilot.wait_for(step)
        assert pilot.colour(0.5, 0.95) == COLOURS[step]


# -------------------------------------------------------------------- hands


def test_a_touch_reaches_the_lane_once(rig: KioskRig) -> None:
    show = ScriptedShow()
    pilot = rig.pilot(lambda: show)
    pilot.frame()
    pilot.touch("start")
    assert [action for _, action in show.acts] == [Action.START]
    assert pilot.step is Step.TICKET


def test_a_button_is_drawn_pressed_while_a_finger_is_on_it(rig: KioskRig) -> None:
    pilot = rig.pilot(ScriptedShow)
    pilot.frame()
    pilot.touch("help")
    # drawn at rest, then held down; lifting it brought the next screen
    assert rig.painters[0].drawn == [
        (Step.IDLE, "en", None),
        (Step.IDLE, "en", "help"),
        (Step.ASSISTANCE, "en", None),
    ]


def test_a_click_works_and_one_made_up_from_a_touch_does_not(rig: KioskRig) -> None:
    show = ScriptedShow()
    pilot = rig.pilot(lambda: show)
    pilot.frame()
    pilot.click("start", touch=True)
    assert show.acts == []
    pilot.click("start")
    assert pilot.step is Step.TICKET


def test_a_finger_put_down_on_one_screen_presses_nothing_on_the_next(rig: KioskRig) -> None:
    show = ScriptedShow(script=((0.0, {"step": Step.TICKET}), (0.5, {"step": Step.DOCUMENT})))
    pilot = rig.pilot(lambda: show)
    pilot.frame()
    middle = pilot.target("cancel").rect.center
    x, y = middle[0] / 640, middle[1] / 360
    pilot.finger(pygame.FINGERDOWN, x, y)
    pilot.wait_for(Step.DOCUMENT)
    pilot.finger(pygame.FINGERUP, x, y)
    pilot.frame()
    assert show.acts == []


@pytest.mark.parametrize(
    ("step", "key", "action"),
    [
        (Step.IDLE, pygame.K_RETURN, Action.START),
        (Step.IDLE, pygame.K_SPACE, Action.START),
        (Step.REFUSED, pygame.K_RETURN, Action.TRY_AGAIN),
        (Step.TICKET, pygame.K_ESCAPE, Action.CANCEL),
        (Step.TICKET, pygame.K_t, Action.MORE_TIME),
        (Step.FACE, pygame.K_h, Action.HELP),
    ],
)
def test_a_key_does_what_the_button_on_the_screen_does(
    rig: KioskRig, step: Step, key: int, action: Action
) -> None:
    show = ScriptedShow(script=((0.0, {"step": step}),))
    pilot = rig.pilot(lambda: show)
    pilot.frame()
    pilot.key(key)
    assert [done for _, done in show.acts] == [action]


@pytest.mark.parametrize("key", [pygame.K_t, pygame.K_ESCAPE, pygame.K_RETURN, pygame.K_h])
def test_a_key_for_a_button_that_is_not_on_the_screen_does_nothing(rig: KioskRig, key: int) -> None:
    show = ScriptedShow(script=((0.0, {"step": Step.CHECKING}),))
    pilot = rig.pilot(lambda: show)
    pilot.frame()
    pilot.key(key)
    assert show.acts == []


# -------------------------------------------------------------------- focus


def test_everything_on_the_screen_can_be_reached_with_tab(rig: KioskRig) -> None:
    pilot = rig.pilot(ScriptedShow)
    pilot.frame()
    shown = [target.name for target in pilot.kiosk.targets]
    assert len(shown) == 5
    pilot.key(pygame.K_TAB)
    pilot.key(pygame.K_TAB)
    assert shown[1] == "help"
    pilot.key(pygame.K_RETURN)
    assert pilot.step is Step.ASSISTANCE


def test_shift_tab_goes_back_and_enter_presses_a_language_too(rig: KioskRig) -> None:
    pilot = rig.pilot(ScriptedShow)
    pilot.frame()
    pilot.key(pygame.K_TAB, pygame.KMOD_LSHIFT)
    pilot.key(pygame.K_RETURN)
    assert pilot.lang == "ko"


def test_the_focus_is_seen_and_goes_when_a_finger_or_another_screen_comes(rig: KioskRig) -> None:
    pilot = rig.pilot(ScriptedShow)
    pilot.frame()
    rect = pilot.target("start").rect
    edge = ((rect.right + 4) / 640, rect.centery / 360)
    plain = pilot.colour(*edge)
    pilot.key(pygame.K_TAB)
    assert pilot.colour(*edge) != plain
    pilot.finger(pygame.FINGERDOWN, 0.99, 0.99)
    pilot.frame()
    assert pilot.colour(*edge) == plain
    pilot.key(pygame.K_TAB)
    pilot.key(pygame.K_h)  # another screen
    assert pilot.step is Step.ASSISTANCE
    pilot.key(pygame.K_RETURN)  # nothing has the focus there
    assert pilot.step is Step.ASSISTANCE


# -------------------------------------------------------------------- language


def test_languages_by_touch_by_number_and_one_after_the_other(rig: KioskRig) -> None:
    pilot = rig.pilot(ScriptedShow)
    pilot.frame()
    pilot.touch("lang:zh")
    assert pilot.lang == "zh"
    assert rig.painters[0].drawn[-1][1] == "zh"
    pilot.key(pygame.K_3)
    assert pilot.lang == "ko"
    pilot.key(pygame.K_l)
    assert pilot.lang == "en"
    pilot.key(pygame.K_F2)
    assert pilot.lang == "zh"
    pilot.key(pygame.K_9)  # there is no ninth
    assert pilot.lang == "zh"


def test_the_language_lasts_for_one_passenger(rig: KioskRig) -> None:
    pilot = rig.pilot(ScriptedShow)
    pilot.frame()
    pilot.touch("lang:ko")
    pilot.touch("start")
    assert pilot.step is Step.IDLE  # the second touch came too soon after the first
    pilot.frame(10)
    pilot.touch("start")
    assert (pilot.step, pilot.lang) == (Step.TICKET, "ko")
    pilot.key(pygame.K_ESCAPE)
    assert (pilot.step, pilot.lang) == (Step.IDLE, "en")


def test_a_language_picked_and_left_is_given_up(rig: KioskRig) -> None:
    pilot = rig.pilot(ScriptedShow)
    pilot.frame()
    pilot.key(pygame.K_2)
    pilot.frame(round(FORGOTTEN_AFTER * 30) - 2)
    assert pilot.lang == "zh"
    pilot.frame(3)
    assert pilot.lang == "en"


def test_a_default_language_that_is_not_spoken_is_wrong_usage(rig: KioskRig) -> None:
    with pytest.raises(WrongUsage, match="'fr'; choose one of en, zh"):
        Language(("en", "zh"), "fr")


# -------------------------------------------------------------------- playlist


def test_shows_come_one_after_the_other_each_from_its_own_zero(rig: KioskRig) -> None:
    shows = [ScriptedShow("a", lasts=1.0), ScriptedShow("b", lasts=0.5)]
    opened: list[str] = []

    def opener(show: ScriptedShow) -> Callable[[], ScriptedShow]:
        def make() -> ScriptedShow:
            opened.append(show.title)
            assert all(other.closed for other in shows if other is not show and other.advanced_to)
            return show

        return make

    pilot = rig.pilot(*map(opener, shows))
    pilot.finish()
    assert opened == ["a", "b"]
    assert [show.closed for show in shows] == [1, 1]
    for show, lasts in zip(shows, (1.0, 0.5), strict=True):
        assert show.advanced_to[0] == 0.0
        assert show.advanced_to[-1] == pytest.approx(lasts)


def test_a_playlist_may_be_endless_and_is_opened_show_by_show(rig: KioskRig) -> None:
    opened = 0

    def endless() -> Iterator[Callable[[], ScriptedShow]]:
        nonlocal opened
        while True:
            opened += 1
            yield lambda: ScriptedShow(lasts=0.1)

    kiosk = rig.kiosk(endless())
    frames = kiosk.frames()
    for _ in range(200):
        next(frames)
    assert opened == 200 // 4


@pytest.mark.parametrize("how", ["q", "window"])
def test_quitting_closes_the_show_and_ends(rig: KioskRig, how: str) -> None:
    show, never = ScriptedShow(), ScriptedShow()
    pilot = rig.pilot(lambda: show, lambda: never)
    pilot.frame(3)
    if how == "q":
        pilot.key(pygame.K_q)
    else:
        pygame.event.post(pygame.event.Event(pygame.QUIT))
    pilot.finish()
    assert show.closed == 1
    assert never.advanced_to == []


def test_ctrl_c_ends_cleanly(rig: KioskRig) -> None:
    class Interrupted(ScriptedShow):
        def take_cues(self) -> tuple[Cue, ...]:
            raise KeyboardInterrupt

    show = Interrupted()
    rig.kiosk([lambda: show]).run()
    assert show.closed == 1
    assert rig.errors.sentences == []


def test_nothing_of_the_passenger_is_kept_after_the_show(rig: KioskRig) -> None:
    pilot = rig.pilot(lambda: ScriptedShow(lasts=0.1))
    pilot.finish()
    assert pilot.kiosk.view is None


# -------------------------------------------------------------------- sound


def test_cues_are_played_and_alarms_followed(rig: KioskRig) -> None:
    script = (
        (0.0, {"step": Step.IDLE}),
        (0.5, {"alarm": Alarm.INTRUSION}),
        (1.0, {"alarm": Alarm.NONE}),
    )
    cues = ((0.2, Cue.SCAN), (0.5, Cue.ALARM_INTRUSION))
    pilot = rig.pilot(lambda: ScriptedShow(script=script, cues=cues, lasts=1.2))
    pilot.finish()
    assert rig.sound.played == [Cue.SCAN, Cue.ALARM_INTRUSION]
    assert rig.sound.alarms == [Alarm.NONE, Alarm.INTRUSION, Alarm.NONE]


def test_an_alarm_does_not_sound_on_after_its_show(rig: KioskRig) -> None:
    script = ((0.0, {"alarm": Alarm.FRAUD}),)
    pilot = rig.pilot(lambda: ScriptedShow(script=script, lasts=0.1))
    pilot.finish()
    assert rig.sound.alarms == [Alarm.FRAUD, Alarm.NONE]


# -------------------------------------------------------------------- time


def test_a_virtual_clock_gives_the_same_run_every_time(rig: KioskRig) -> None:
    def run() -> tuple[list[float], str]:
        show = ScriptedShow(
            script=tuple((i * 0.4, {"step": step}) for i, step in enumerate(COLOURS)), lasts=4.0
        )
        digest = hashlib.sha256()
        kiosk = KioskRig(rig.window).kiosk([lambda: show])
        for _ in kiosk.frames():
            digest.update(pygame.image.tobytes(rig.window.canvas, "RGB"))
        return show.advanced_to, digest.hexdigest()

    first, second = run(), run()
    assert first == second
    assert first[0][:4] == [0.0, 0.033333, 0.066667, 0.1]


def test_a_show_sees_the_same_times_wherever_in_a_playlist_it_stands(rig: KioskRig) -> None:
    shows = [ScriptedShow(lasts=0.7) for _ in range(9)]
    coming = iter(shows)
    rig.kiosk([lambda: next(coming)] * len(shows)).run()
    assert all(show.advanced_to == shows[0].advanced_to for show in shows)


def test_with_a_real_clock_the_painter_is_warmed_up_first(rig: KioskRig) -> None:
    rig.clock = RealClock(monotonic=lambda: 0.0, sleep=lambda seconds: None)
    show = ScriptedShow()
    pilot = rig.pilot(lambda: show)
    pilot.frame(3)
    assert rig.painters[0].warmed == 3
    assert show.advanced_to == []
    pilot.frame()
    assert show.advanced_to == [0.0]


def test_a_slow_painter_goes_on_warming_up_while_the_lane_is_idle(rig: KioskRig) -> None:
    seconds = iter(range(0, 1000, 5))
    rig.clock = RealClock(monotonic=lambda: float(next(seconds)), sleep=lambda pause: None)
    script = ((0.0, {"step": Step.GO}), (100.0, {"step": Step.IDLE}))
    pilot = rig.pilot(lambda: ScriptedShow(script=script))
    pilot.wait_for(Step.GO)
    cold = rig.painters[0].warmed
    pilot.frame()
    assert rig.painters[0].warmed == cold < 3
    pilot.wait_for(Step.IDLE)
    pilot.frame(3)
    assert rig.painters[0].warmed == 3


def test_quitting_works_while_the_painter_warms_up(rig: KioskRig) -> None:
    rig.clock = RealClock(monotonic=lambda: 0.0, sleep=lambda seconds: None)
    show = ScriptedShow()
    pilot = rig.pilot(lambda: show)
    pilot.frame()
    pilot.key(pygame.K_q)
    pilot.finish()
    assert show.advanced_to == []


# -------------------------------------------------------------------- size


def test_another_window_size_brings_a_painter_of_that_size(rig: KioskRig) -> None:
    pilot = rig.pilot(ScriptedShow)
    pilot.frame()
    pygame.display.set_mode((800, 450), pygame.RESIZABLE, depth=32)
    pilot.frame(2)
    assert [painter.size for painter in rig.painters] == [(640, 360)]
    pilot.frame(12)
    assert [painter.size for painter in rig.painters] == [(640, 360), (800, 450)]
    pilot.touch("start")
    assert pilot.step is Step.TICKET


def test_f11_changes_between_window_and_full_screen(rig: KioskRig) -> None:
    pilot = rig.pilot(ScriptedShow)
    pilot.frame()
    pilot.key(pygame.K_F11)
    assert pygame.display.is_fullscreen()
    assert rig.window.size == pygame.display.get_desktop_sizes()[0]
    pilot.key(pygame.K_F11)
    assert not pygame.display.is_fullscreen()
    assert rig.window.size == (640, 360)
