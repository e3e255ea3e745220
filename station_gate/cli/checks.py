"""What ``station-gate doctor`` looks at, one function for each part of the machine.

A check returns what it found in a few words, or raises: a ``Problem`` whose
sentence says what to do, or whatever the broken part itself raises. Every check
imports what it needs by itself, so that a part that cannot even be imported
spoils no other check.
"""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from station_gate.installed import GET_SPEECH, MEND
from station_gate.problems import BadInput, DeviceMissing

OLDEST, NEWEST = (3, 11), (3, 13)
"""The Python versions that requirements.lock has wheels for (pyproject: requires-python)."""

MODEL_SHA256 = {
    "dlib_face_recognition_resnet_model_v1.dat": (
        "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30"
    ),
    "shape_predictor_5_face_landmarks.dat": (
        "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888"
    ),
}
"""Of the two model files that are used, as face_recognition_models 0.3.0 has them."""

_SAME_ENCODING = 1e-4
"""Largest distance between the two engines' encodings: they agree to 1e-6 (faces.encoder)."""


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the machine; without a needed one the program does not work."""

    part: str
    needed: bool
    look: Callable[[], str]


def python(version: tuple[int, int, int] = sys.version_info[:3]) -> str:
    """Check the version of Python."""
    if not OLDEST <= version[:2] <= NEWEST:
        raise DeviceMissing(
            f"This is Python {_dotted(version)}; install one from {_dotted(OLDEST)} to "
            f"{_dotted(NEWEST)} and {MEND}."
        )
    return _dotted(version)


def opencv() -> str:
    """Check that OpenCV, with the system libraries it needs, can be loaded."""
    from station_gate.capture.opencv import cv2

    return f"OpenCV {cv2.__version__}"


def ticket_reader() -> str:
    """Check that a ticket's bytes, drawn as a code, are read as they were."""
    from station_gate.barcodes.reader import BarcodeReader
    from station_gate.capture.image import read_image
    from station_gate.issuing.qr import write_qr_png

    payload = bytes(range(256))
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "ticket.png"
        write_qr_png(payload, picture)
        codes = BarcodeReader().read_still(read_image(picture))
    if [code.payload for code in codes] != [payload]:
        raise DeviceMissing(f"zxing-cpp misreads a perfect code; {MEND}.")
    return "zxing-cpp reads a code byte for byte"


def second_ticket_reader() -> str:
    """Check that the system's zbar is there."""
    from station_gate.barcodes.zbar import Zbar

    if Zbar.load() is None:
        raise DeviceMissing(
            "The library zbar (0.23.1 or newer) is not here, so codes without a quiet zone are "
            "not read; install the package libzbar0."
        )
    return "zbar"


def face_models() -> str:
    """Check that the model files are the ones we know, byte for byte."""
    from station_gate.faces import models
    from station_gate.faces.cache import digest

    for name, sha256 in MODEL_SHA256.items():
        if digest(models.model_path(name).read_bytes()) != sha256:
            raise models.damaged(name)
    return f"{len(MODEL_SHA256)} files, each as published"


def face_engines() -> str:
    """Check that both engines load and give a face chip the same encoding."""
    import numpy as np

    from station_gate.faces.encoder import CHIP_SIDE
    from station_gate.faces.engine import FaceEngine

    shades = np.linspace(0, 255, CHIP_SIDE * CHIP_SIDE * 3).astype(np.uint8)
    chips = shades.reshape(1, CHIP_SIDE, CHIP_SIDE, 3)
    fast = FaceEngine.load("onnx").encoder.encode(chips)
    reference = FaceEngine.load("dlib").encoder.encode(chips)
    distance = float(np.linalg.norm(fast - reference))
    if not distance <= _SAME_ENCODING:
        raise DeviceMissing(
            f"ONNX Runtime's encodings are not dlib's (distance {distance:.2g}); "
            f"set face.engine to dlib, and {MEND}."
        )
    return "ONNX Runtime and dlib agree"


def drawing() -> str:
    """Check that pygame can be loaded and can draw on an invisible screen."""
    from station_gate.kiosk.window import open_headless

    open_headless((64, 64)).close()
    import pygame

    return f"pygame {pygame.version.ver}, SDL {_dotted(pygame.get_sdl_version())}"


def fonts() -> str:
    """Check that every language has the fonts it is meant to be drawn with."""
    from station_gate.kiosk.text.fonts import Fonts

    found = Fonts.find()
    if found.report:
        raise DeviceMissing(" ".join(found.report))
    return ", ".join(found.languages)


def display() -> str:
    """Check that a window can be opened."""
    from station_gate.kiosk.window import display_available

    reason = display_available()
    if reason is not None:
        raise DeviceMissing(
            f"No window can be opened: {reason}; the kiosk plays headless, or run it in a "
            "desktop session."
        )
    return "a window can be opened"


def sound() -> str:
    """Check that cues can be played."""
    from station_gate.kiosk.sound.player import open_sound

    troubles: list[str] = []
    open_sound(troubles.append).close()
    if troubles:
        raise DeviceMissing(f"{troubles[0]} Connect a loudspeaker to hear the cues.")
    return "a device can be opened"


def speech() -> str:
    """Check that what the screen asks for can be spoken, in which languages."""
    from station_gate.kiosk.speech.espeak import Espeak, SpeechFailed

    try:
        voice = Espeak.find()
        if voice is None:
            raise DeviceMissing(f"There is no espeak-ng, so nothing is spoken; {GET_SPEECH}.")
        for tag in voice.languages:
            voice.say(tag, "1")
    except SpeechFailed as failure:
        raise DeviceMissing(
            f"espeak-ng is here but has failed ({failure}); install it again."
        ) from None
    return f"espeak-ng speaks {', '.join(voice.languages)}"


def cameras() -> str:
    """Check that there is a camera, and that we may open each one."""
    from station_gate.capture.devices import list_cameras

    found = list_cameras()
    if not found:
        raise DeviceMissing("No camera is connected; connect one to run a live gate.")
    for camera in found:
        if not camera.allowed:
            raise DeviceMissing(
                f"Camera {camera.index} may not be opened by you; add yourself to the group "
                f"that owns /dev/video{camera.index} (often 'video') and log in again."
            )
    return ", ".join(str(camera) for camera in found)


def pictures_folder() -> str:
    """Check that pictures of the screens can be saved where a headless kiosk puts them."""
    from station_gate.cli.places import DEFAULT_SHOTS

    return _writable(DEFAULT_SHOTS.absolute(), "run the program in a folder of your own")


def cache_folder() -> str:
    """Check that what is made from the models can be kept."""
    from station_gate.faces import cache

    return _writable(cache.cache_folder(), f"name another one in {cache.CACHE_VARIABLE}")


def settings() -> str:
    """Check the settings that the environment gives: all that each command begins with."""
    from station_gate.settings import load_settings

    load_settings()
    given = sum(name.startswith("STATION_GATE_") for name in os.environ)
    return f"as they should be; {given} variables STATION_GATE_... are set"


def demo() -> str:
    """Check that all that the demo plays is here."""
    from station_gate.assembly.resources import demo_file, demo_playlist
    from station_gate.lab.scenario import find_scenarios

    scenarios = find_scenarios(demo_playlist())
    keys = [demo_file(name) for name in ("issuer/keys.toml", "issuer/document.key", "csca")]
    return f"{len(scenarios)} scenarios at {keys[0].parents[1]}"


def trust() -> str:
    """Check that a live gate with these settings trusts somebody."""
    from station_gate.assembly.resources import csca_store, trusts_nobody
    from station_gate.assembly.resources import trust as trusted
    from station_gate.settings import load_settings

    settings = load_settings()
    if (lacks := trusts_nobody(settings)) is not None:
        raise DeviceMissing(lacks)
    keys, states = trusted(settings), csca_store(settings)
    return f"{len(keys.own) + len(keys.uic)} issuers' keys, {len(states)} states' certificates"


def journal() -> str:
    """Check that the journal can be written, and by two lanes at once (SQLite's WAL).

    A journal that is there already is opened; none is made.
    """
    from station_gate.assembly.resources import journal_path, usual_journal
    from station_gate.journal.journal import Journal
    from station_gate.settings import load_settings

    try:
        path = journal_path(load_settings()).absolute()
    except BadInput:  # of which the settings' own line tells: the journal is not to blame
        path = usual_journal().absolute()
    if path.exists():
        Journal.open(path).close()
        _check_wal(path)
        return str(path)
    place = "set files.journal to a place that can be written"
    _writable(path.parent, place)
    with tempfile.TemporaryDirectory(dir=_existing(path.parent)) as folder:
        trial = Path(folder) / path.name
        Journal.open(trial).close()
        _check_wal(trial)
    return f"{path} (none yet)"


CHECKS = (
    Check("Python", True, python),
    Check("pictures and video", True, opencv),
    Check("ticket reader", True, ticket_reader),
    Check("second ticket reader", False, second_ticket_reader),
    Check("face models", True, face_models),
    Check("face engines", True, face_engines),
    Check("drawing", True, drawing),
    Check("fonts", False, fonts),
    Check("display", False, display),
    Check("sound", False, sound),
    Check("speech", False, speech),
    Check("cameras", False, cameras),
    Check("pictures folder", True, pictures_folder),
    Check("cache folder", False, cache_folder),
    Check("settings", True, settings),
    Check("trust", False, trust),
    Check("journal", True, journal),
    Check("demo", False, demo),
)
"""In the order in which they are told."""


def _writable(folder: Path, instead: str) -> str:
    try:
        with tempfile.TemporaryFile(dir=_existing(folder)):
            return str(folder)
    except OSError as error:
        raise DeviceMissing(
            f"{folder} cannot be written ({error.strerror}); make it writable, or {instead}."
        ) from None


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists: it would be made there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _check_wal(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        raise BadInput(
            f"The disk of {path} does not let two programs share a journal (SQLite's WAL); "
            "set files.journal to a place on a local disk."
        )


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in version)
