"""eSpeak NG as a voice: a program of the system, asked for one text at a time."""

import os
import shutil
import struct
import subprocess
from contextlib import suppress
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from station_gate.kiosk.sound.cues import RATE, Wave
from station_gate.languages import LANGUAGES

VOICES = MappingProxyType(
    {language.tag: language.voice for language in LANGUAGES if language.voice is not None}
)
"""The voice of each language that has one."""

PROGRAM = "espeak-ng"
SPEED = 150
"""Words a minute: eSpeak NG's own pace is 175; a hall echoes."""
PEAK_DB = -10.0
"""The loudest sample, in dB below full scale: as loud as the quietest cue at its peak."""
PATIENCE = 10.0
"""Seconds for a text; the longest takes 0.1 on a small machine."""
_ASKING = 5.0
_NICE = 10
_MOST_BYTES = 20_000_000
"""Of one text's samples: seven minutes."""


class SpeechFailed(Exception):
    """The program gave no speech; the text says why, for the operator."""


class Espeak:
    """Makes waves of texts. Only one thread may ask at a time; ``stop`` may come from another."""

    def __init__(self, program: str, languages: tuple[str, ...]) -> None:
        """``languages`` are the tags that there is a voice for."""
        self._program = program
        self.languages = languages
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False

    @classmethod
    def find(cls, program: str = PROGRAM) -> "Espeak | None":
        """Look for the program and its voices. ``None`` where it is not installed.

        Raises ``SpeechFailed`` for one that does not answer.
        """
        path = shutil.which(program)
        if path is None:
            return None
        try:
            listed = subprocess.run(
                [path, "--voices"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_ASKING,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise SpeechFailed(_why(error)) from None
        rows = (line.split() for line in listed.stdout.decode("utf-8", "replace").splitlines())
        known = {row[1].lower() for row in rows if len(row) > 1}
        return cls(path, tuple(tag for tag, voice in VOICES.items() if voice in known))

    def say(self, tag: str, text: str) -> Wave:
        """Give the wave of a text in one of ``languages``. Raises ``SpeechFailed``."""
        # the text goes by standard input: it is data and never an option or a command
        command = [self._program, "-v", VOICES[tag], "-s", str(SPEED), "--stdin", "--stdout"]
        try:
            with subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as process:
                self._running = process
                with suppress(OSError):  # faces and the screen go first
                    os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
                try:
                    if self._stopped:
                        process.kill()
                    sound, _ = process.communicate(text.encode(), PATIENCE)
                except BaseException:
                    process.kill()
                    raise
                finally:
                    self._running = None
        except (OSError, subprocess.SubprocessError) as error:
            raise SpeechFailed(_why(error)) from None
        if process.returncode:
            raise SpeechFailed(f"it ended with {process.returncode}")
        return _as_played(*_samples(sound))

    def stop(self) -> None:
        """End what is being made, and never begin again."""
        self._stopped = True
        running = self._running
        if running is not None:
            running.kill()


def _why(error: OSError | subprocess.SubprocessError) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it did not answer in {error.timeout:g} s"
    if isinstance(error, subprocess.CalledProcessError):
        return f"it ended with {error.returncode}"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _samples(sound: bytes) -> tuple[int, NDArray[np.int16]]:
    """Read a WAV file that was written while its length was not known."""
    start = sound.find(b"data", 12, 200) + 8
    if sound[:4] != b"RIFF" or sound[8:16] != b"WAVEfmt " or start < 44:
        raise SpeechFailed("it gave no sound")
    form, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", sound, 20)
    if (form, channels, bits) != (1, 1, 16) or not 8_000 <= rate <= RATE:
        raise SpeechFailed("it gave a sound of an unknown form")
    body = sound[start : start + _MOST_BYTES]
    samples = np.frombuffer(body[: len(body) // 2 * 2], np.int16)
    if not samples.any():
        raise SpeechFailed("it gave silence")
    return rate, samples


def _as_played(rate: int, samples: NDArray[np.int16]) -> Wave:
    """Bring speech to the mixer's rate and below the cues' loudness."""
    length = round(len(samples) * RATE / rate)
    wave = np.interp(
        np.arange(length) * (rate / RATE), np.arange(len(samples)), samples.astype(np.float64)
    )
    wave *= np.iinfo(np.int16).max * 10 ** (PEAK_DB / 20) / np.abs(wave).max()
    stereo = np.empty((length, 2), np.int16)
    stereo[:] = np.round(wave)[:, np.newaxis]
    return stereo
