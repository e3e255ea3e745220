"""What another program asks of Station Gate in one call: the functions of the front door."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station_gate.assembly.fromsettings import face_policy, stepped_parts, verifier_limits
from station_gate.assembly.libraries import Libraries, LibraryParts
from station_gate.barcodes.finding import FoundCode, find_codes
from station_gate.capture.frame import Frame
from station_gate.capture.image import read_image
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.document import IdentityDocument
from station_gate.documents.formats import load_any_document
from station_gate.faces.comparing import ComparedPictures, compare_pictures
from station_gate.faces.engine import FaceEngine
from station_gate.faces.observation import Observation
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.verifier import Verifier
from station_gate.lab.replay import Replayed, replay
from station_gate.lab.scenario import load_scenario
from station_gate.settings import Settings
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.summary import Fact, summarise
from station_gate.tickets.ticketlines import HOLDS, Line
from station_gate.zones import machine_zone

Picture = Path | str | NDArray[np.uint8]
"""A picture's file, or its pixels: uint8 (H, W, 3) RGB."""


@dataclass(frozen=True, slots=True)
class ReadTicket:
    """What one code says: its ``facts`` in plain words, and its ``lines`` field by field."""

    code: FoundCode
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]

    @property
    def signature_holds(self) -> bool:
        """Whether a trusted issuer's key signed it, and may."""
        return any(
            field == "signature" and value == HOLDS and not note.startswith("key_date")
            for field, value, note in self.lines
        )


def compare(
    reference: Picture, probe: Picture, settings: Settings | None = None
) -> ComparedPictures:
    """Compare the faces of two still pictures (0.2 s; the first time 0.3 s more).

    ``settings.face`` chooses error target, calibration and network. Raises ``BadInput`` for
    a file that is no picture, ``PortraitProblem`` for one that cannot be compared.
    """
    settings = settings or Settings()
    pixels = _pixels(reference), _pixels(probe)
    policy = face_policy(settings)
    return compare_pictures(Pipeline(_engine(settings.face.engine)), policy, *pixels)


def verify(
    portrait: Picture, frames: Iterable[Frame], settings: Settings | None = None
) -> Observation | None:
    """Watch a face's frames until they are the portrait's person, or are not.

    Returns the observation that decided, with its ``comparison``; ``None`` where the frames
    end before that. The turn of the head is asked for as ``settings.gate.liveness`` says:
    an observation before has it as ``request``, so who wants to show it drives a
    ``Verifier``. Raises ``PortraitProblem`` for a portrait that cannot be compared.
    """
    settings = settings or Settings()
    verifier = Verifier(_engine(settings.face.engine), verifier_limits(settings))
    verifier.begin(_pixels(portrait))
    try:
        for frame in frames:
            observation = verifier.observe(frame.pixels, frame.at)
            if observation.comparison is not None:
                return observation
    finally:
        verifier.end()
    return None


def read_tickets(
    file: Path | str, trust: Trust | None = None, at: datetime | None = None
) -> list[ReadTicket]:
    """Read every code of a picture, of the first frame of a video that shows any, or raw bytes.

    ``trust`` has the issuers' keys; without, nobody's signature holds. ``at`` is the time at
    the station, aware, by default now. Raises ``BadInput`` where there is no code.
    """
    trusted = trust or Trust(own=KeyRing([]))
    now = at or datetime.now(machine_zone())
    return [_read(code, trusted, now) for code in find_codes(Path(file))]


def _read(code: FoundCode, trust: Trust, at: datetime) -> ReadTicket:
    lines = explain(code.payload, trust, at)
    return ReadTicket(code, tuple(summarise(lines, code.payload, trust, at)), tuple(lines))


def read_document(
    file: Path | str,
    back: Path | str | None = None,
    *,
    csca: CscaStore | None = None,
    at: date | None = None,
) -> IdentityDocument:
    """Read an identity document of any kind, as a gate does on the day ``at``.

    ``file`` is a page's picture, a chip's folder, a card reader's folder or a
    ``document.toml``; ``back`` is a card's other side. ``csca`` has the states' certificates;
    without, no chip's signature holds. Raises ``DocumentRefused`` with the reason for one
    that must not be used, ``BadInput`` for what cannot be read.
    """
    return load_any_document(
        Path(file),
        csca or CscaStore(),
        at or date.today(),
        Path(back) if back is not None else None,
    )


def play(
    scenario: Path | str, config: Path | None = None, assignments: Sequence[str] = ()
) -> Replayed:
    """Play a scenario's folder headless, as fast as the machine, and return how it ended.

    The settings are its library's, those of ``config`` over them, the environment's, then
    ``assignments`` ("face.false_match_rate=1%"). Raises ``BadInput``.
    """
    loaded = load_scenario(Path(scenario))
    parts = LibraryParts(Libraries(config, assignments), stepped_parts)
    return replay(loaded, parts.of(loaded))


def _pixels(picture: Picture) -> NDArray[np.uint8]:
    return read_image(Path(picture)) if isinstance(picture, Path | str) else picture


@cache
def _engine(name: str) -> FaceEngine:
    """Load the models once for all calls; like them, not for several threads at once."""
    return FaceEngine.load(name)
