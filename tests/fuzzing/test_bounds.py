"""What is far too large, too deep or goes round costs one sentence."""

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.reading import load_chip
from station_gate.documents.document import load_document
from station_gate.documents.formats import load_any_document
from station_gate.documents.resident import read_record
from station_gate.problems import BadInput
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.registry import UicKeys
from tests.conftest import FIXTURES

AT = date(2026, 11, 20)
TWO_GIGABYTES = 2_000_000_000
NOBODY = CscaStore()

LOADERS: dict[str, Callable[[Path], object]] = {
    "picture.jpg": lambda path: load_any_document(path, NOBODY, AT),
    "document.toml": load_document,
    "keys.toml": KeyRing.load,
    "keys.xml": UicKeys.load,
    "record.bin": read_record,
    "authority.cer": CscaStore.load,
    "list.ml": CscaStore.load,
}


def hollow(path: Path, size: int) -> Path:
    """Return a file of a size that holds no bytes on the disk."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


@pytest.mark.parametrize("name", LOADERS)
def test_two_gigabytes_are_refused_by_their_size(tmp_path: Path, name: str) -> None:
    path = hollow(tmp_path / name, TWO_GIGABYTES)
    with pytest.raises(BadInput, match="MB"):
        LOADERS[name](path)


@pytest.mark.parametrize("name", ["SOD.bin", "DG1.bin", "DG2.bin", "EF_COM.bin"])
def test_a_chips_file_of_ten_megabytes_is_refused(tmp_path: Path, name: str) -> None:
    for file in (FIXTURES / "chips" / "park").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    hollow(tmp_path / name, 10_000_000)
    with pytest.raises(BadInput, match="10 MB"):
        load_chip(tmp_path, CscaStore.load(FIXTURES / "csca"), AT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_registry_are_refused(tmp_path: Path, encoding: str) -> None:
    text = (
        '<!DOCTYPE keys [<!ENTITY a "aaaaaaaaaa">'
        + "".join(
            f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "]><keys><key>&i;</key></keys>"
    )
    path = tmp_path / "keys.xml"
    path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding))
    with pytest.raises(BadInput):
        UicKeys.load(path)


def test_a_registry_nested_deep_is_refused_in_time(tmp_path: Path) -> None:
    path = tmp_path / "keys.xml"
    deep = 100 * sys.getrecursionlimit()
    path.write_bytes(b"<keys>" + b"<a>" * deep + b"</a>" * deep + b"</keys>")
    began = time.process_time()
    with pytest.raises(BadInput):
        UicKeys.load(path)
    assert time.process_time() - began < 20  # no test of speed: it would take for ever
