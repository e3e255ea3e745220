"""The sounds, synthesised: no sound file, no licence, the same samples every time.

Accept and reject differ in rhythm and timbre as well as in pitch, for people who
hear pitch badly: three quick bright notes that rise, two slow hollow ones that fall.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from station_gate.gate.terms import Cue

RATE = 48_000
"""Samples a second."""
PEAK_DB = {
    Cue.SCAN: -9.0,
    Cue.ACCEPT: -6.0,
    Cue.REJECT: -6.0,
    Cue.ATTENTION: -10.0,
    Cue.ALARM_INTRUSION: -6.0,
    Cue.ALARM_FRAUD: -6.0,
}
"""How loud each cue is at its loudest sample, in dB below full scale."""

Wave = NDArray[np.int16]
"""Samples for the mixer: int16 (N, 2), both channels alike, ``RATE`` a second."""

_Wave = NDArray[np.float64]
_Partials = tuple[tuple[float, float], ...]

_BRIGHT: _Partials = ((1, 1.0), (2, 0.28), (3, 0.10))
_HOLLOW: _Partials = ((1, 1.0), (3, 0.35), (5, 0.15))
_BELL: _Partials = ((1, 1.0), (2.76, 0.18))
_HORN: _Partials = ((1, 1.0), (2, 0.5), (3, 0.35), (4, 0.2))
_HORN_HZ = 660.0
_ALARM_SECONDS = 1.0


def samples(cue: Cue) -> Wave:
    """Give the samples of ``cue``.

    The two alarms are made to be repeated without a seam.
    """
    wave = np.tanh(1.2 * _WAVES[cue]())
    wave *= 10 ** (PEAK_DB[cue] / 20) / np.abs(wave).max()
    stereo = np.empty((len(wave), 2), np.int16)
    stereo[:] = np.round(wave * np.iinfo(np.int16).max)[:, np.newaxis]
    return stereo


def _note(
    hz: float,
    seconds: float,
    partials: _Partials = _BRIGHT,
    *,
    decay: float,
    attack: float = 0.005,
    release: float = 0.03,
) -> _Wave:
    t = np.arange(round(RATE * seconds)) / RATE
    envelope = np.minimum(1, t / attack) * np.exp(-decay * t)
    envelope *= np.clip((seconds - t) / release, 0, 1)
    wave: _Wave = _tone(t, hz, partials) * envelope
    return wave


def _tone(t: _Wave, hz: float, partials: _Partials) -> _Wave:
    wave = np.zeros_like(t)
    for multiple, weight in partials:
        wave += weight * np.sin(2 * np.pi * hz * multiple * t)
    return wave


def _tune(*parts: tuple[float, _Wave]) -> _Wave:
    """Lay waves over each other, each from its second on."""
    starts = [round(RATE * start) for start, _ in parts]
    wave = np.zeros(max(i + len(part) for i, (_, part) in zip(starts, parts, strict=True)))
    for i, (_, part) in zip(starts, parts, strict=True):
        wave[i : i + len(part)] += part
    return wave


def _scan() -> _Wave:
    return _note(2093, 0.09, ((1, 1.0), (2, 0.1)), decay=8, attack=0.002)


def _accept() -> _Wave:
    return _tune(
        (0.0, _note(784, 0.30, decay=5, release=0.12)),
        (0.11, _note(988, 0.30, decay=5, release=0.12)),
        (0.22, _note(1175, 0.42, decay=6, release=0.12)),
    )


def _reject() -> _Wave:
    return _tune(
        (0.0, _note(277, 0.22, _HOLLOW, decay=3, release=0.08)),
        (0.34, _note(208, 0.46, _HOLLOW, decay=3.5, release=0.12)),
    )


def _attention() -> _Wave:
    return _note(1319, 0.5, _BELL, decay=9)


def _intrusion() -> _Wave:
    """Continuous: a whole number of periods, so that repeating it leaves no gap."""
    t = np.arange(round(RATE * _ALARM_SECONDS)) / RATE
    return _tone(t, _HORN_HZ, _HORN)


def _fraud() -> _Wave:
    """Broken: on and off twice a second."""
    on = _note(_HORN_HZ, 0.25, _HORN, decay=0, release=0.01)
    off = np.zeros(round(RATE * _ALARM_SECONDS / 2) - len(on))
    return np.tile(np.concatenate((on, off)), 2)


_WAVES: Mapping[Cue, Callable[[], _Wave]] = {
    Cue.SCAN: _scan,
    Cue.ACCEPT: _accept,
    Cue.REJECT: _reject,
    Cue.ATTENTION: _attention,
    Cue.ALARM_INTRUSION: _intrusion,
    Cue.ALARM_FRAUD: _fraud,
}
