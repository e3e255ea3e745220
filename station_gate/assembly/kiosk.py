"""Makes a kiosk of settings, and lets it play shows until they are over or somebody quits."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from station_gate.installed import GET_SPEECH
from station_gate.kiosk.aids import Aid, Aids, ChosenAids
from station_gate.kiosk.app import Kiosk
from station_gate.kiosk.clock import Clock, RealClock, VirtualClock
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.drawing.shots import Shots
from station_gate.kiosk.plan.painter import PlanPainter
from station_gate.kiosk.show import ScreenPainter, Show
from station_gate.kiosk.sound.player import SilentSound, Sound, open_sound
from station_gate.kiosk.speech.espeak import Espeak, SpeechFailed
from station_gate.kiosk.speech.speaker import NoSpeech, Speaker
from station_gate.kiosk.speech.studio import Studio
from station_gate.kiosk.text.fonts import Fonts
from station_gate.kiosk.window import Size, Window, open_headless, open_window
from station_gate.languages import TAGS
from station_gate.problems import WrongUsage
from station_gate.say import progress, say
from station_gate.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """How a kiosk is shown, beyond what its settings say."""

    headless: bool = False
    """On an invisible window and a virtual clock, as fast as the machine."""
    shots: Path | None = None
    """A folder that gets a picture of each screen."""
    lang: str | None = None
    fullscreen: bool = False
    plan: bool = False
    """The tester's view: the lane from above, the screen beside it."""
    steady: bool = False
    """A show that fails is opened anew, for ever: a gate in service."""


def play_shows(
    settings: Settings,
    shows: Iterable[Callable[[], Show]],
    looks: Looks,
    on_failure: Callable[[], None],
) -> None:
    """Play shows one after the other in a window; ``on_failure`` hears of each that fails.

    Raises ``WrongUsage`` for a language that there is not, ``DeviceMissing`` where no
    window can be opened.
    """
    progress("Looking for fonts, and reading tickets' and documents' keys ...")
    fonts = Fonts.find()
    for line in fonts.report:
        say(line, sys.stderr)
    for tag in settings.kiosk.languages:
        if tag not in TAGS:
            raise WrongUsage(
                f"There is no language {tag} (kiosk.languages); the kiosk speaks {', '.join(TAGS)}."
            )
    languages = [tag for tag in settings.kiosk.languages if tag in fonts.languages]
    default = looks.lang or settings.kiosk.language
    if default not in languages:
        raise WrongUsage(
            f"There is no language {default} here; choose one of {', '.join(languages)}."
        )
    pictures = Shots(looks.shots) if looks.shots is not None else None
    window = _open_window(looks, settings)
    sound = _open_sound(settings, headless=looks.headless)
    clock: Clock = VirtualClock() if looks.headless else RealClock()

    voice = find_voice(settings, sound)
    spoken = voice.languages if voice else ()
    speech = Speaker(Studio(voice), sound, _complain) if voice else NoSpeech()
    offered = [aid for aid in Aid if aid is not Aid.SPEECH or spoken]

    def make_painter(size: Size) -> ScreenPainter:
        return Painter(
            size,
            languages,
            fonts=fonts,
            gate_name=settings.gate.name,
            offered=offered,
            spoken=spoken,
        )

    def make_planner(size: Size) -> ScreenPainter:
        return PlanPainter(size, make_painter, fonts=fonts)

    def on_error(sentence: str, error: Exception) -> None:
        say(sentence, sys.stderr)
        on_failure()

    kiosk = Kiosk(
        shows,
        window=window,
        make_painter=make_planner if looks.plan else make_painter,
        sound=sound,
        clock=clock,
        languages=languages,
        default_lang=default,
        aids=ChosenAids(offered, aids_of(settings)),
        on_error=on_error,
        speech=speech,
        shots=pictures,
        steady=looks.steady,
    )
    if not looks.headless:
        progress("The window is open; it draws its screens ahead for some seconds.")
    try:
        kiosk.run()
    finally:
        speech.close()
        sound.close()
        window.close()


def aids_of(settings: Settings) -> Aids:
    """Give the aids that are on for everybody."""
    kiosk = settings.kiosk
    wanted = {
        Aid.LARGE_TEXT: kiosk.text == "large",
        Aid.HIGH_CONTRAST: kiosk.contrast == "high",
        Aid.REDUCED_MOTION: kiosk.motion == "reduced",
        Aid.SPEECH: kiosk.speech == "on",
    }
    return frozenset(aid for aid, on in wanted.items() if on)


def _open_window(looks: Looks, settings: Settings) -> Window:
    kiosk = settings.kiosk
    size = (kiosk.width, kiosk.height) if kiosk.width and kiosk.height else None
    if looks.headless:
        return open_headless(size) if size else open_headless()
    return open_window(size, looks.fullscreen or kiosk.fullscreen, kiosk.present)


def _open_sound(settings: Settings, *, headless: bool) -> Sound:
    if headless or not settings.kiosk.sound:
        return SilentSound()
    return open_sound(_complain)


def find_voice(settings: Settings, sound: Sound) -> Espeak | None:
    """Find what speaks, where it is wanted and can be heard."""
    wanted = settings.kiosk.speech
    if wanted == "off" or isinstance(sound, SilentSound):
        return None
    try:
        voice = Espeak.find()
    except SpeechFailed as failure:
        _complain(f"Nothing is spoken: espeak-ng has failed ({failure}).")
        return None
    if voice is None and wanted == "on":
        _complain(f"Nothing is spoken: there is no espeak-ng here; {GET_SPEECH}.")
    return voice


def _complain(line: str) -> None:
    say(line, sys.stderr)
