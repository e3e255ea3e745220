"""One way in for every kind of document, and what is said of each."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.document import DocumentRefused
from station_gate.documents.formats import format_of, load_any_document
from station_gate.documents.inspection import Inspection, inspect_document
from station_gate.gate.reasons import Reason
from station_gate.problems import BadInput
from tests.conftest import FIXTURES

AT = date(2026, 11, 20)
CHIPS = FIXTURES / "chips"
FIELDS = FIXTURES / "people/park/document.toml"


@pytest.fixture(scope="module")
def csca() -> CscaStore:
    return CscaStore.load(FIXTURES / "csca")


@pytest.mark.parametrize(
    ("path", "kind", "surname", "checks"),
    [
        (FIELDS, "fields", "Park", 1),
        (CHIPS / "park", "chip", "PARK", 13),
        (CHIPS / "okafor", "chip", "OKAFOR", 13),
        (CHIPS / "chen_resident", "resident card", "陈美玲", 3),
    ],
)
def test_every_kind_gives_the_same_document(
    csca: CscaStore, path: Path, kind: str, surname: str, checks: int
) -> None:
    assert format_of(path).name == kind
    document = load_any_document(path, csca, AT)
    assert document.holder.surname == surname
    assert document.source == str(path)
    assert len(document.checks) == checks
    assert (document.checks[0].name, document.checks[0].value) == ("document_kind", kind)
    assert document.portrait.ndim == 3


@pytest.mark.parametrize(
    ("name", "reason", "failed"),
    [
        ("park_swapped", Reason.DOCUMENT_NOT_GENUINE, "dg2_hash"),
        ("diallo_new", Reason.DOCUMENT_ISSUER_UNKNOWN, "document_issuer"),
        ("diallo_sm2", Reason.DOCUMENT_NOT_CHECKABLE, "document_signature"),
    ],
)
def test_a_chip_that_must_not_be_used_says_why(
    csca: CscaStore, name: str, reason: Reason, failed: str
) -> None:
    with pytest.raises(DocumentRefused) as caught:
        load_any_document(CHIPS / name, csca, AT)
    assert caught.value.reason is reason
    assert caught.value.checks[-1].name == failed
    assert caught.value.checks[0].value == "chip"


def test_a_folder_that_is_no_document_gets_one_sentence(tmp_path: Path, csca: CscaStore) -> None:
    with pytest.raises(BadInput, match="this folder is no document"):
        load_any_document(tmp_path, csca, AT)
    with pytest.raises(BadInput, match="no such file"):
        load_any_document(tmp_path / "none", csca, AT)


def said(found: Inspection, field: str) -> tuple[str, str]:
    (line,) = [(value, note) for name, value, note in found.lines if name == field]
    return line


def test_a_genuine_chip_is_explained(csca: CscaStore) -> None:
    found = inspect_document(CHIPS / "okafor", csca, AT)
    assert (found.reason, found.problem) == (None, "")
    assert all(check.passed for check in found.checks)
    assert said(found, "form") == ("TD1", "")
    assert said(found, "surname")[0] == "OKAFOR"
    assert said(found, "expiry") == ("310630", "YYMMDD")
    assert said(found, "portrait")[0] == "413 x 531 pixels"
    assert said(found, "portrait file")[0].startswith("JPEG 2000, ")
    assert said(found, "data groups")[0] == "DG1, DG2"
    assert said(found, "signed groups") == ("DG1, DG2", "hashed with sha256")
    assert "Specimen CSCA UTO" in said(found, "authority")[0]


def test_an_expired_document_is_said(csca: CscaStore) -> None:
    found = inspect_document(FIXTURES / "scenarios/document_expired/expired.toml", csca, AT)
    assert said(found, "expiry") == ("2026-10-31", "EXPIRED 20 days ago")
    late = inspect_document(CHIPS / "park", csca, date(2031, 7, 1))
    assert said(late, "expiry") == ("310630", "YYMMDD, EXPIRED 1 days ago")
    assert late.reason is Reason.DOCUMENT_NOT_GENUINE


def test_a_forged_chip_is_explained_without_decoding_its_portrait(csca: CscaStore) -> None:
    found = inspect_document(CHIPS / "park_swapped", csca, AT)
    assert found.reason is Reason.DOCUMENT_NOT_GENUINE
    assert said(found, "portrait file")[1] == "not decoded: nobody vouches for it"
    assert "dg2_hash" in found.problem
    assert found.checks[-1].name == "dg2_hash"


@pytest.mark.parametrize(
    ("file", "field"),
    [
        ("SOD.bin", "signature"),
        ("DG1.bin", "zone"),
        ("DG2.bin", "portrait"),
        ("EF_COM.bin", "data groups"),
    ],
)
def test_a_part_that_cannot_be_read_is_said_beside_the_rest(
    tmp_path: Path, csca: CscaStore, file: str, field: str
) -> None:
    folder = shutil.copytree(CHIPS / "park", tmp_path / "chip")
    (folder / file).write_bytes(b"\x77\x01\x00")
    found = inspect_document(folder, csca, AT)
    assert said(found, field)[0] == "cannot be read"
    expected = {
        "SOD.bin": Reason.DOCUMENT_UNREADABLE,
        "EF_COM.bin": None,  # nobody signs it and nobody needs it
    }
    assert found.reason is expected.get(file, Reason.DOCUMENT_NOT_GENUINE)
    if file != "SOD.bin":
        assert "Specimen" in said(found, "signer")[0]


def test_a_wrong_check_digit_is_named(tmp_path: Path, csca: CscaStore) -> None:
    folder = shutil.copytree(CHIPS / "park", tmp_path / "chip")
    content = (folder / "DG1.bin").read_bytes().replace(b"P6619035", b"P6619036")
    (folder / "DG1.bin").write_bytes(content)
    found = inspect_document(folder, csca, AT)
    assert said(found, "check digits")[0] == "wrong: number, all"


def test_a_resident_card_is_explained(tmp_path: Path, csca: CscaStore) -> None:
    found = inspect_document(CHIPS / "chen_resident", csca, AT)
    assert found.reason is None
    assert said(found, "name")[0] == "陈美玲"
    assert said(found, "portrait")[0] == "102 x 126 pixels"
    folder = shutil.copytree(CHIPS / "chen_resident", tmp_path / "card")
    (folder / "portrait.bmp").unlink()
    broken = inspect_document(folder, csca, AT)
    assert broken.reason is Reason.DOCUMENT_UNREADABLE
    assert "portrait is missing" in broken.problem


def test_there_is_nothing_to_say_of_what_is_not_there(tmp_path: Path, csca: CscaStore) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(BadInput):
            inspect_document(path, csca, AT)
