"""Chips: whole file sets, the security object alone, certificates and portraits."""

import contextlib
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from station_gate.documents.chip.authentication import authenticate, find_signer
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.files import ChipFiles
from station_gate.documents.chip.portrait import find_portrait
from station_gate.documents.chip.reading import load_chip
from station_gate.documents.chip.securityobject import read_security_object
from station_gate.documents.chip.tlv import Malformed
from station_gate.gate.travel import Holder
from station_gate.issuing.authority import Authority
from station_gate.issuing.chip import (
    JPEG,
    JPEG_2000,
    issue_chip,
    portrait_group,
    write_files,
)
from station_gate.issuing.mrzwriting import write_zone
from station_gate.problems import BadInput
from tests.conftest import FIXTURES

_CSCA = FIXTURES / "csca"
_TODAY = date(2026, 11, 20)
_START, _END = date(2026, 1, 15), date(2031, 6, 30)


@cache
def _store() -> CscaStore:
    return CscaStore.load(_CSCA)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="station-gate-fuzz-"))


def _portrait(side: int = 24) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    row = np.linspace(40, 220, side, dtype=np.uint8)
    return np.stack([np.tile(row, (side, 1))] * 3, axis=2)


@cache
def _chips() -> tuple[ChipFiles, ...]:
    signer = Authority.of(_CSCA, "UTO", _START).new_signer(_START, _END)
    made = []
    for name, form, codec in (("Rivera", "TD3", JPEG), ("Moreno", "TD1", JPEG_2000)):
        holder = Holder(
            surname=name,
            given_names="Alex",
            document_number="R4820117",
            issuer="UTO",
            birth=date(1990, 1, 1),
            expiry=_END,
        )
        zone = write_zone(form, holder, nationality="UTO", sex="F")
        made.append(issue_chip(zone, _portrait(), signer, codec=codec))
    return tuple(made)


def _packed(files: ChipFiles) -> bytes:
    parts = (files.com or b"", files.sod, files.groups[1], files.groups[2])
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def _unpacked(payload: bytes) -> list[bytes]:
    parts, at = [], 0
    for _ in range(4):
        size = int.from_bytes(payload[at : at + 2], "big")
        parts.append(payload[at + 2 : at + 2 + size])
        at += 2 + size
    return parts


def chip_seeds() -> list[bytes]:
    """Whole chips: four files, each after its length."""
    return [_packed(files) for files in _chips()]


def genuine_chips() -> list[object]:
    """Return the holders and portraits that the specimen state signed."""
    return [chip(seed) for seed in chip_seeds()]


def chip(payload: bytes) -> object:
    """Read and authenticate a chip; give its holder and portrait where it is genuine."""
    com, sod, zone, portrait = _unpacked(payload)
    folder = _folder() / "chip"
    shutil.rmtree(folder, ignore_errors=True)
    write_files(ChipFiles(com=com, sod=sod, groups={1: zone, 2: portrait}), folder)
    try:
        document = load_chip(folder, _store(), _TODAY)
    except BadInput:
        return None
    return document.holder, document.portrait.tobytes()


def security_object(payload: bytes) -> object:
    """Take a security object apart and check it; give the hashes where they are signed."""
    try:
        sod = read_security_object(payload)
    except Malformed:
        return None
    for files in _chips():
        _, reason = authenticate(sod, find_signer(sod, _store()), files.groups, _TODAY)
        if reason is None:
            return sod.hashes
    return None


def sod_seeds() -> list[bytes]:
    """Return the security objects of the chips."""
    return [files.sod for files in _chips()]


def genuine_hashes() -> list[object]:
    """Return what those security objects sign."""
    return [security_object(seed) for seed in sod_seeds()]


def certificates(payload: bytes) -> object:
    """Read a certificate, and the same bytes as a master list."""
    for name in ("it.cer", "it.ml"):
        path = _folder() / name
        path.write_bytes(payload)
        with contextlib.suppress(BadInput):
            list(CscaStore.load(path).named("nobody"))
    return None


def certificate_seeds() -> list[bytes]:
    """Return the specimen state's certificate."""
    return [(_CSCA / "UTO.cer").read_bytes()]


def portrait(payload: bytes) -> object:
    """Find the portrait in data group 2 and decode it."""
    with contextlib.suppress(Malformed, BadInput):
        find_portrait(payload).decode("it")
    return None


def portrait_seeds() -> Sequence[bytes]:
    """Return data groups with JPEG, JPEG 2000 and a bare code stream of it."""
    bare = BytesIO()
    Image.fromarray(_portrait()).save(bare, "JPEG2000", no_jp2=True)
    return [
        *(files.groups[2] for files in _chips()),
        portrait_group(bare.getvalue(), (24, 24), 1),
    ]
