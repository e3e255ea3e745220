"""Playing the cues, or keeping quiet where there is nothing to play them on."""

from collections.abc import Callable
from typing import Protocol

import pygame

from station_gate.gate.terms import Alarm, Cue
from station_gate.kiosk.hush import hushed
from station_gate.kiosk.sound.cues import RATE, Wave, samples

BUFFER = 512
"""Samples handed to the device at once: 11 ms, short enough to come with the picture."""
_RESERVED = 2
"""Channels that no short cue may take: the alarm's and the speech's."""
_ALARMS = frozenset({Cue.ALARM_INTRUSION, Cue.ALARM_FRAUD})


class Sound(Protocol):
    """Something that can play cues."""

    def play(self, cue: Cue) -> None:
        """Begin a cue; an alarm goes on until ``follow`` is told that it is over."""
        ...

    def follow(self, alarm: Alarm) -> None:
        """Say what the lane is alarmed about now; ends the tone of an alarm that is over."""
        ...

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        ...

    @property
    def sounding(self) -> bool:
        """Whether a short cue is heard: what is to be said waits for its end."""
        ...

    def speak(self, wave: Wave) -> None:
        """Begin to say something, in place of what is being said."""
        ...

    def hush(self) -> None:
        """End what is being said; cues go on."""
        ...

    def close(self) -> None:
        """End every sound and let go of the device."""
        ...


class SilentSound:
    """Plays nothing. Cues never carry meaning alone, so nothing is lost but comfort."""

    def play(self, cue: Cue) -> None:
        """Do nothing."""

    def follow(self, alarm: Alarm) -> None:
        """Do nothing."""

    @property
    def speaking(self) -> bool:
        """Nothing is ever said."""
        return False

    @property
    def sounding(self) -> bool:
        """Nothing is ever heard."""
        return False

    def speak(self, wave: Wave) -> None:
        """Do nothing."""

    def hush(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class MixerSound:
    """Plays cues through SDL's mixer; raises ``pygame.error`` when there is no device."""

    def __init__(self) -> None:
        pygame.mixer.init(RATE, -16, 2, BUFFER, allowedchanges=0)
        self._sounds = {cue: pygame.sndarray.make_sound(samples(cue)) for cue in Cue}
        # alarms and speech have channels to themselves: no other cue may cut one short
        pygame.mixer.set_reserved(_RESERVED)
        self._alarm, self._speech = pygame.mixer.Channel(0), pygame.mixer.Channel(1)

    def play(self, cue: Cue) -> None:
        """Begin a cue; an alarm takes the place of the one before and goes on."""
        if cue in _ALARMS:
            self._alarm.play(self._sounds[cue], loops=-1)
        else:
            self._sounds[cue].play()

    def follow(self, alarm: Alarm) -> None:
        """End the alarm's tone once the lane is alarmed no more."""
        if alarm is Alarm.NONE and self._alarm.get_busy():
            self._alarm.stop()

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        return self._speech.get_busy()

    @property
    def sounding(self) -> bool:
        """Whether a short cue is heard."""
        channels = range(_RESERVED, pygame.mixer.get_num_channels())
        return any(pygame.mixer.Channel(i).get_busy() for i in channels)

    def speak(self, wave: Wave) -> None:
        """Begin to say something, in place of what is being said."""
        self._speech.play(pygame.sndarray.make_sound(wave))

    def hush(self) -> None:
        """End what is being said; cues go on."""
        self._speech.stop()

    def close(self) -> None:
        """End every sound and let go of the device; harmless when done already."""
        pygame.mixer.quit()


class SteadySound:
    """Plays through another sound until that fails: says so in a line, and is silent then.

    A kiosk that cannot be heard still works: no passenger is sent away for it.
    """

    def __init__(self, sound: Sound, tell: Callable[[str], None]) -> None:
        self._sound = sound
        self._tell = tell

    def play(self, cue: Cue) -> None:
        """Begin a cue, if it can still be heard."""
        self._try(lambda: self._sound.play(cue))

    def follow(self, alarm: Alarm) -> None:
        """Say what the lane is alarmed about now."""
        self._try(lambda: self._sound.follow(alarm))

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        return self._sound.speaking

    @property
    def sounding(self) -> bool:
        """Whether a short cue is heard."""
        return self._sound.sounding

    def speak(self, wave: Wave) -> None:
        """Begin to say something, if it can still be heard."""
        self._try(lambda: self._sound.speak(wave))

    def hush(self) -> None:
        """End what is being said."""
        self._try(self._sound.hush)

    def close(self) -> None:
        """Let go of the device."""
        self._try(self._sound.close)

    def _try(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Exception as problem:
            self._tell(f"The sound device has failed, so the kiosk is silent ({problem}).")
            self._sound = SilentSound()


def open_sound(tell: Callable[[str], None]) -> Sound:
    """Open the sound device; without one say so once, in a line, and be silent."""
    try:
        with hushed():
            return SteadySound(MixerSound(), tell)
    except pygame.error as problem:
        tell(f"There is no sound device, so the kiosk is silent ({problem}).")
        return SilentSound()
