"""The cues, and that they really come out of the mixer."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from station_gate.gate.terms import Alarm, Cue
from station_gate.kiosk.sound import cues
from station_gate.kiosk.sound.cues import PEAK_DB, RATE, samples
from station_gate.kiosk.sound.player import MixerSound, SilentSound, SteadySound, open_sound

ALARMS = (Cue.ALARM_INTRUSION, Cue.ALARM_FRAUD)
SHORT = tuple(cue for cue in Cue if cue not in ALARMS)


def mono(cue: Cue) -> NDArray[np.float64]:
    return samples(cue)[:, 0].astype(np.float64) / 32767


def loudness(cue: Cue) -> NDArray[np.float64]:
    """RMS of each 10 ms."""
    wave = mono(cue)
    pieces = wave[: len(wave) // 480 * 480].reshape(-1, 480)
    return np.asarray(np.sqrt((pieces**2).mean(axis=1)))


@pytest.mark.parametrize("cue", Cue)
def test_every_cue_is_stereo_peaks_where_it_should_and_is_always_the_same(cue: Cue) -> None:
    wave = samples(cue)
    assert wave.dtype == np.int16
    assert wave.shape[1] == 2
    assert np.array_equal(wave[:, 0], wave[:, 1])
    peak = 20 * np.log10(np.abs(wave.astype(int)).max() / 32767)
    assert peak == pytest.approx(PEAK_DB[cue], abs=0.01)
    assert np.array_equal(wave, samples(cue))


@pytest.mark.parametrize("cue", SHORT)
def test_a_short_cue_is_short_and_begins_and_ends_without_a_click(cue: Cue) -> None:
    wave = mono(cue)
    assert len(wave) < RATE
    assert abs(wave[0]) < 0.01
    assert abs(wave[-1]) < 0.01


def onsets(cue: Cue) -> list[float]:
    """When its notes begin, seconds: its rhythm."""
    level = loudness(cue)
    rises = (level[1:] > 1.15 * level[:-1] + 0.01) & (level[1:] > 0.02)
    begins = [0, *(int(i) + 1 for i in np.flatnonzero(rises[1:] & ~rises[:-1]) + 1)]
    return [i / 100 for i in begins]


def timbre(cue: Cue) -> NDArray[np.float64]:
    """Return the partials of its first note beside the loudest, at multiples of its own pitch."""
    wave = mono(cue)[: RATE // 10]
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 1 << 16))
    first = int(spectrum.argmax())
    multiples = (2, 2.76, 3, 5)
    found = [spectrum[round(m * first) - 12 : round(m * first) + 13].max() for m in multiples]
    return np.asarray(np.array(found) / spectrum[first], np.float64)


TOLD_APART = (Cue.ACCEPT, Cue.REJECT, Cue.ATTENTION)


def test_the_measures_of_rhythm_and_timbre_take_no_notice_of_pitch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same sound, a fifth higher: else the next test could pass by pitch alone."""
    rhythm, colour = onsets(Cue.ACCEPT), timbre(Cue.ACCEPT)
    note = cues._note
    monkeypatch.setattr(cues, "_note", lambda hz, *rest, **more: note(hz * 1.5, *rest, **more))
    assert onsets(Cue.ACCEPT) == pytest.approx(rhythm, abs=0.011)
    assert timbre(Cue.ACCEPT) == pytest.approx(colour, abs=0.03)


@pytest.mark.parametrize(("one", "other"), list(combinations(TOLD_APART, 2)))
def test_what_is_to_be_told_apart_differs_in_rhythm_and_timbre(one: Cue, other: Cue) -> None:
    assert len(onsets(one)) != len(onsets(other))
    assert np.abs(timbre(one) - timbre(other)).max() > 0.1


def test_accept_is_quick_and_reject_slow() -> None:
    assert onsets(Cue.ACCEPT) == pytest.approx([0.0, 0.11, 0.22], abs=0.02)
    assert onsets(Cue.REJECT) == pytest.approx([0.0, 0.34], abs=0.02)
    assert onsets(Cue.ATTENTION) == [0.0]


def test_no_two_cues_are_the_same() -> None:
    for one, other in combinations(Cue, 2):
        assert not np.array_equal(samples(one), samples(other))


def test_intrusion_is_a_continuous_tone_and_fraud_a_broken_one() -> None:
    continuous, broken = loudness(Cue.ALARM_INTRUSION), loudness(Cue.ALARM_FRAUD)
    assert continuous.min() > 0.9 * continuous.max()
    silent = broken < 0.001
    assert silent.mean() == pytest.approx(0.5, abs=0.03)
    assert int((silent[1:] & ~silent[:-1]).sum()) == 2


@pytest.mark.parametrize("cue", ALARMS)
def test_an_alarm_repeats_without_a_click(cue: Cue) -> None:
    wave = mono(cue)
    steps = np.abs(np.diff(wave))
    assert abs(wave[0] - wave[-1]) <= steps.max()


# -------------------------------------------------------------------- the mixer


@pytest.fixture
def tape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file that SDL writes its mix in, as fast as it can, instead of a loudspeaker."""
    tape = tmp_path / "mix.raw"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tape))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
    return tape


def recorded(tape: Path) -> NDArray[np.int64]:
    """Return what is on the tape from its first sound to its last: int (N,), left channel."""
    tracks = tape.read_bytes() if tape.exists() else b""
    whole = tracks[: len(tracks) // 4 * 4]  # SDL may be in the middle of a frame
    left = np.frombuffer(whole, np.int16).reshape(-1, 2)[:, 0].astype(np.int64)
    loud = np.flatnonzero(left)
    return left[loud[0] : loud[-1] + 1] if len(loud) else left[:0]


def until_quiet() -> None:
    while pygame.mixer.get_busy():
        pygame.time.wait(1)


@pytest.mark.parametrize("cue", SHORT)
def test_a_cue_really_comes_out_of_the_mixer(tape: Path, cue: Cue) -> None:
    sound = MixerSound()
    sound.play(cue)
    until_quiet()
    sound.close()
    heard, wanted = recorded(tape), np.trim_zeros(samples(cue)[:, 0].astype(int))
    assert len(heard) == pytest.approx(len(wanted), abs=4)
    assert 20 * np.log10(np.abs(heard).max() / 32767) == pytest.approx(PEAK_DB[cue], abs=0.1)
    n = min(len(heard), len(wanted))
    assert np.corrcoef(heard[:n], wanted[:n])[0, 1] > 0.999


def test_an_alarm_sounds_until_the_lane_is_quiet(tape: Path) -> None:
    sound = MixerSound()
    sound.play(Cue.ALARM_INTRUSION)
    # a tone that ended by itself would be quiet before it has been heard twice over
    while len(recorded(tape)) <= 2 * len(samples(Cue.ALARM_INTRUSION)):
        assert pygame.mixer.get_busy()
        sound.follow(Alarm.INTRUSION)
        pygame.time.wait(20)
    sound.follow(Alarm.NONE)
    assert not pygame.mixer.get_busy()
    sound.close()


def test_other_cues_do_not_cut_an_alarm_short(tape: Path) -> None:
    sound = MixerSound()
    sound.play(Cue.ALARM_FRAUD)
    for _ in range(20):
        sound.play(Cue.ATTENTION)
    assert pygame.mixer.Channel(0).get_sound().get_length() == pytest.approx(1.0)
    sound.close()


def speech(seconds: float) -> NDArray[np.int16]:
    """Something that is played as speech is: a tone that no cue has."""
    tone = 3000 * np.sin(np.arange(int(RATE * seconds)) * 2 * np.pi * 313 / RATE)
    return np.repeat(tone[:, np.newaxis], 2, axis=1).astype(np.int16)


def test_speech_comes_out_of_the_mixer_as_it_is(tape: Path) -> None:
    sound, wave = MixerSound(), speech(0.3)
    assert not sound.speaking
    sound.speak(wave)
    assert sound.speaking
    until_quiet()
    assert not sound.speaking
    sound.close()
    heard, wanted = recorded(tape), np.trim_zeros(wave[:, 0].astype(int))
    n = min(len(heard), len(wanted))
    assert n == pytest.approx(len(wanted), abs=4)
    assert np.array_equal(heard[:n], wanted[:n])


def test_short_cues_are_known_to_sound_and_neither_speech_nor_an_alarm_is_one(
    tape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = MixerSound()
    sound.play(Cue.ALARM_FRAUD)
    sound.speak(speech(60.0))
    assert not sound.sounding
    # the tape runs faster than a clock: a short cue could be over before it is asked for
    pygame.mixer.find_channel().play(pygame.sndarray.make_sound(speech(60.0)))
    assert sound.sounding
    assert SteadySound(sound, print).sounding
    sound.close()


def test_speech_is_cut_off_by_the_next_and_by_hush_but_no_cue_and_no_alarm_is(
    tape: Path,
) -> None:
    sound, long = MixerSound(), speech(60.0)  # the tape runs much faster than a clock
    sound.play(Cue.ALARM_INTRUSION)
    for _ in range(20):
        sound.play(Cue.ATTENTION)
        sound.speak(long)
    assert pygame.mixer.Channel(0).get_sound().get_length() == pytest.approx(1.0)
    assert pygame.mixer.Channel(1).get_sound().get_length() == pytest.approx(60.0)
    sound.hush()
    assert not sound.speaking
    assert pygame.mixer.Channel(0).get_busy()
    sound.close()


def test_without_a_device_it_says_so_once_and_is_silent(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "alsa")
    monkeypatch.setenv("AUDIODEV", "nowhere")
    told: list[str] = []
    sound = open_sound(told.append)
    assert isinstance(sound, SilentSound)
    assert len(told) == 1
    assert told[0].startswith("There is no sound device, so the kiosk is silent (")
    for cue in Cue:
        sound.play(cue)
    sound.follow(Alarm.NONE)
    sound.speak(speech(0.1))
    assert not sound.speaking
    sound.hush()
    sound.close()
    assert len(told) == 1
    assert capfd.readouterr() == ("", "")


def test_with_a_device_nothing_is_said(tape: Path) -> None:
    told: list[str] = []
    sound = open_sound(told.append)
    assert isinstance(sound, SteadySound)
    assert told == []
    sound.close()


class BrokenSound(SilentSound):
    """A device that has been unplugged."""

    def play(self, cue: Cue) -> None:
        raise pygame.error("the device is gone")


def test_a_sound_device_that_fails_leaves_a_silent_kiosk_and_one_line() -> None:
    told: list[str] = []
    sound = SteadySound(BrokenSound(), told.append)
    for _ in range(3):
        sound.play(Cue.ACCEPT)
        sound.follow(Alarm.NONE)
    sound.close()
    assert told == ["The sound device has failed, so the kiosk is silent (the device is gone)."]
