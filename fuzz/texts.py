"""Zones, card records, and the files that operators write: TOML and XML."""

import contextlib
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from station_gate.documents.document import load_document
from station_gate.documents.mrz import ZoneError, read_zone
from station_gate.documents.resident import check_record, read_record
from station_gate.gate.travel import Holder
from station_gate.issuing.mrzwriting import FORMS, write_zone
from station_gate.lab.scenario import load_scenario
from station_gate.problems import BadInput
from station_gate.settings import load_settings
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.registry import UicKeys
from tests.conftest import FIXTURES

_TODAY = date(2026, 11, 20)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="station-gate-fuzz-"))


def from_file(content: bytes, name: str, load: Callable[[Path], object]) -> object:
    """Load a file of this content; nothing but one sentence may come of a bad one."""
    path = _folder() / name
    path.write_bytes(content)
    try:
        load(path)
    except BadInput as problem:
        sentence = str(problem)
        assert sentence, "a refusal says why"
    return None


def zone(payload: bytes) -> object:
    """Read a machine-readable zone and its holder."""
    with contextlib.suppress(ZoneError):
        read_zone(payload.decode("latin-1")).holder(_TODAY)
    return None


def zone_seeds() -> list[bytes]:
    """Return a zone of each form."""
    holder = Holder(
        surname="Rivera",
        given_names="Alex",
        document_number="R4820117",
        issuer="UTO",
        birth=date(1990, 1, 1),
        expiry=date(2031, 6, 30),
    )
    return [write_zone(form, holder, nationality="UTO", sex="F").encode() for form in FORMS]


def resident(payload: bytes) -> object:
    """Read the text record of a resident card."""
    return from_file(payload, "record.bin", lambda path: check_record(read_record(path)))


def resident_seeds() -> list[bytes]:
    """Return the bundled card's record."""
    return [(FIXTURES / "chips" / "chen_resident" / "record.bin").read_bytes()]


def document(payload: bytes) -> object:
    """Read a ``document.toml``."""
    return from_file(payload, "document.toml", load_document)


def document_seeds() -> list[bytes]:
    """Return the bundled people's documents."""
    return _files("people/*/document.toml")[:3]


def settings(payload: bytes) -> object:
    """Read a settings file."""
    return from_file(payload, "station.toml", load_settings)


def settings_seeds() -> list[bytes]:
    """Return the bundled station's settings."""
    return _files("*.toml")


def scenario(payload: bytes) -> object:
    """Read a scenario."""
    return from_file(payload, "scenario.toml", load_scenario)


def scenario_seeds() -> list[bytes]:
    """Return some of the bundled scenarios."""
    return _files("scenarios/*/scenario.toml")[:8]


def issuer_keys(payload: bytes) -> object:
    """Read a registry of our issuers' keys."""
    return from_file(payload, "keys.toml", KeyRing.load)


def issuer_keys_seeds() -> list[bytes]:
    """Return the demo issuer's registry."""
    return _files("issuer/keys.toml")


def uic_keys(payload: bytes) -> object:
    """Read a registry of railways' keys."""
    return from_file(payload, "keys.xml", UicKeys.load)


def uic_keys_seeds() -> list[bytes]:
    """Return the demo railway's registry."""
    return _files("issuer/uic-keys.xml")


def _files(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(FIXTURES.glob(pattern))]
