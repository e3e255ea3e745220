"""From a folder of chip files to an identity document, and everything that can be wrong."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.files import ChipFiles, read_files
from station_gate.documents.chip.reading import load_chip
from station_gate.documents.chip.states import country_of, signs_for
from station_gate.documents.chip.tlv import write
from station_gate.documents.document import DocumentRefused
from station_gate.documents.inspection import inspect_document
from station_gate.documents.mrz import check_digit
from station_gate.gate.likeness import Likeness, compare_names
from station_gate.gate.reasons import Reason
from station_gate.issuing.authority import Authority
from station_gate.issuing.chip import (
    JPEG,
    JPEG_2000,
    issue_chip,
    security_object_of,
    write_files,
)
from station_gate.issuing.mrzwriting import write_zone
from station_gate.problems import BadInput
from tests.conftest import FIXTURES
from tests.documents.chip.makers import HOLDER, TODAY, State, lds, security_object, zone_group
from tests.documents.chip.makers import name as name_of

PORTRAIT = np.tile(np.arange(200, dtype=np.uint8)[:, None, None], (1, 150, 3))


@pytest.fixture(scope="module")
def csca(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("csca")
    Authority.of(folder, "UTO", TODAY)
    return folder


@pytest.fixture
def files(csca: Path) -> ChipFiles:
    signer = Authority.of(csca, "UTO", TODAY).new_signer(TODAY, date(2031, 4, 15))
    return issue_chip(write_zone("TD3", HOLDER, nationality="UTO", sex="F"), PORTRAIT, signer)


@pytest.mark.parametrize("form", ["TD1", "TD2", "TD3"])
@pytest.mark.parametrize("codec", [JPEG, JPEG_2000])
def test_what_is_issued_is_read(csca: Path, tmp_path: Path, form: str, codec: str) -> None:
    signer = Authority.of(csca, "UTO", TODAY).new_signer(TODAY, date(2031, 4, 15))
    zone = write_zone(form, HOLDER, nationality="UTO", sex="F")
    write_files(issue_chip(zone, PORTRAIT, signer, codec=codec), tmp_path / "chip")
    document = load_chip(tmp_path / "chip", CscaStore.load(csca), TODAY)
    assert document.holder == replace(HOLDER, surname="ERIKSSON", given_names="ANNA MARIA")
    assert document.nationality == "UTO"
    assert np.abs(document.portrait.astype(int) - PORTRAIT).mean() < 2
    assert all(check.passed for check in document.checks)
    names = [check.name for check in document.checks]
    assert names[-3:] == ["dg2_hash", "zone_check_digits", "signing_state"]


def refused(folder: Path, csca: Path, at: date = TODAY) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        load_chip(folder, CscaStore.load(csca), at)
    assert "\n" not in str(caught.value)
    assert not caught.value.checks[-1].passed
    return caught.value


def test_a_swapped_portrait_is_refused(csca: Path, tmp_path: Path, files: ChipFiles) -> None:
    signer = Authority.of(csca, "UTO", TODAY).new_signer(TODAY, TODAY)
    other = issue_chip("x" * 88, PORTRAIT[::-1], signer)
    write_files(replace(files, groups={1: files.groups[1], 2: other.groups[2]}), tmp_path)
    refusal = refused(tmp_path, csca)
    assert refusal.reason is Reason.DOCUMENT_NOT_GENUINE
    assert refusal.checks[-1].name == "dg2_hash"


def test_every_bit_of_the_zone_and_the_portrait_counts(
    csca: Path, tmp_path: Path, files: ChipFiles
) -> None:
    for number, at in ((1, 20), (1, 92), (2, 0), (2, -1)):
        content = bytearray(files.groups[number])
        content[at] ^= 1
        write_files(replace(files, groups={**files.groups, number: bytes(content)}), tmp_path)
        assert refused(tmp_path, csca).checks[-1].name == f"dg{number}_hash"


def test_a_signer_out_of_date_is_refused(csca: Path, tmp_path: Path, files: ChipFiles) -> None:
    write_files(files, tmp_path)
    assert refused(tmp_path, csca, date(2031, 4, 16)).checks[-1].name == "signer_date"
    assert refused(tmp_path, csca, date(2026, 11, 19)).checks[-1].name == "authority_date"


def signed(groups: dict[int, bytes], state: State, folder: Path) -> None:
    sod = security_object(state, lds(groups))
    com = write(0x60, write(0x5C, b"\x61\x75"))
    write_files(ChipFiles(com=com, sod=sod, groups=groups), folder)


def store_of(state: State, folder: Path) -> Path:
    folder.mkdir()
    (folder / "state.cer").write_bytes(state.authority)
    return folder


def test_a_state_cannot_sign_for_another(tmp_path: Path, files: ChipFiles) -> None:
    malta = State(country="MT")
    signed({1: zone_group(), 2: files.groups[2]}, malta, tmp_path / "chip")
    refusal = refused(tmp_path / "chip", store_of(malta, tmp_path / "csca"))
    assert refusal.reason is Reason.DOCUMENT_NOT_GENUINE
    assert (refusal.checks[-1].name, refusal.checks[-1].value) == ("signing_state", "MT")


def test_a_signed_zone_with_a_wrong_check_digit_is_unreadable(
    tmp_path: Path, files: ChipFiles
) -> None:
    group = zone_group().replace(b"L898902C36", b"L898902C37")
    state = State()
    signed({1: group, 2: files.groups[2]}, state, tmp_path / "chip")
    refusal = refused(tmp_path / "chip", store_of(state, tmp_path / "csca"))
    assert refusal.reason is Reason.DOCUMENT_UNREADABLE
    assert (refusal.checks[-1].value, refusal.checks[-1].limit) == (3, 5)


def td3(birth: str = "740812", name: str = "ERIKSSON<<ANNA", number: str = "L898902C3") -> bytes:
    """Return a zone whose digits are right, whatever it says."""
    checked = [text + check_digit(text) for text in (number.ljust(9, "<"), birth, "310415")]
    optional = "<" * 14 + "0"
    whole = check_digit("".join(checked) + optional)
    text = f"{'P<UTO' + name:<<44}{checked[0]}UTO{checked[1]}F{checked[2]}{optional}{whole}"
    return write(0x61, write(0x5F1F, text.encode("latin-1")))


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (write(0x61, b""), "no machine-readable zone"),
        (write(0x61, write(0x5F1F, b"P<UTO")), "it has 5 letters"),
        (write(0x61, write(0x5F1F, b"p" * 88)), "other letters"),
        (write(0x61, write(0x5F1F, b"\xff" * 88)), "other letters"),
        (write(0x61, write(0x5F1F, b"\xd9\xa1" * 44)), "other letters"),
        (td3(name=""), "name is missing"),
        (td3(number=""), "number or issuing state is missing"),
    ],
)
def test_a_signed_zone_that_cannot_be_used_gets_one_sentence(
    tmp_path: Path, files: ChipFiles, group: bytes, words: str
) -> None:
    state = State()
    signed({1: group, 2: files.groups[2]}, state, tmp_path / "chip")
    with pytest.raises(BadInput, match=words) as caught:
        load_chip(tmp_path / "chip", CscaStore.load(store_of(state, tmp_path / "csca")), TODAY)
    assert "DG1.bin" in str(caught.value)


@pytest.mark.parametrize("name", ["EF_COM.bin", "DG1.bin", "DG2.bin", "SOD.bin"])
def test_a_file_that_is_missing_empty_or_huge_gets_one_sentence(
    csca: Path, tmp_path: Path, files: ChipFiles, name: str
) -> None:
    store = CscaStore.load(csca)
    write_files(files, tmp_path)
    path = tmp_path / name
    path.write_bytes(b"")
    with pytest.raises(BadInput, match="empty"):
        load_chip(tmp_path, store, TODAY)
    path.write_bytes(b"\x77\x83\x98\x96\x80" + bytes(10_000_000))
    with pytest.raises(BadInput, match="10 MB"):
        load_chip(tmp_path, store, TODAY)
    path.unlink()
    if name != "EF_COM.bin":  # nothing relies on it
        with pytest.raises(BadInput, match=f"{name}: there is no such file"):
            load_chip(tmp_path, store, TODAY)
    path.mkdir()
    with pytest.raises(BadInput, match="folder"):
        load_chip(tmp_path, store, TODAY)


def test_a_chip_without_its_table_of_contents_is_read(
    csca: Path, tmp_path: Path, files: ChipFiles
) -> None:
    write_files(replace(files, com=None), tmp_path)
    assert not (tmp_path / "EF_COM.bin").exists()
    assert load_chip(tmp_path, CscaStore.load(csca), TODAY).holder.surname == "ERIKSSON"
    told = inspect_document(tmp_path, CscaStore.load(csca), TODAY)
    assert told.reason is None
    assert not {"EF.COM", "data groups"} & {field for field, _, _ in told.lines}


@pytest.mark.parametrize("birth", ["600000", "600100", "60<<<<", "000000", "750229", "741399"])
def test_a_day_of_birth_that_nobody_knows_is_no_reason_to_refuse(
    tmp_path: Path, files: ChipFiles, birth: str
) -> None:
    state = State()
    signed({1: td3(birth=birth), 2: files.groups[2]}, state, tmp_path / "chip")
    store = CscaStore.load(store_of(state, tmp_path / "csca"))
    assert load_chip(tmp_path / "chip", store, TODAY).holder.birth is None


def test_the_authoritys_country_counts_as_well(tmp_path: Path, files: ChipFiles) -> None:
    utopian = State(authority_name=name_of("CSCA", "MT"))
    signed({1: zone_group(), 2: files.groups[2]}, utopian, tmp_path / "chip")
    refusal = refused(tmp_path / "chip", store_of(utopian, tmp_path / "csca"))
    assert (refusal.checks[-1].name, refusal.checks[-1].value) == ("signing_state", "MT")


def test_a_security_object_that_is_none_gets_one_sentence(
    csca: Path, tmp_path: Path, files: ChipFiles
) -> None:
    write_files(replace(files, sod=files.sod[:-20]), tmp_path)
    with pytest.raises(BadInput, match=r"SOD\.bin: this cannot be read.*read the chip again"):
        load_chip(tmp_path, CscaStore.load(csca), TODAY)


def test_further_data_groups_are_checked_where_they_were_read(
    csca: Path, tmp_path: Path, files: ChipFiles
) -> None:
    signer = Authority.of(csca, "UTO", TODAY).new_signer(TODAY, TODAY)
    groups = {**files.groups, 11: b"further details"}
    write_files(replace(files, groups=groups, sod=security_object_of(groups, signer)), tmp_path)
    store = CscaStore.load(csca)
    assert "dg11_hash" in [check.name for check in load_chip(tmp_path, store, TODAY).checks]
    assert read_files(tmp_path).groups[11] == b"further details"
    (tmp_path / "DG11.bin").write_bytes(b"changed details")
    assert refused(tmp_path, csca).checks[-1].name == "dg11_hash"


@pytest.mark.parametrize(
    ("surname", "given", "ticket"),
    [
        ("Müller-Lüdenscheidt", "Jürgen", "MUELLER-LUEDENSCHEIDT JUERGEN"),
        ("Müller-Lüdenscheidt", "Jürgen", "Jürgen Müller-Lüdenscheidt"),
        ("Østergård", "Åse", "OSTERGARD ASE"),
        ("O’Connor", "Máire", "Maire O'Connor"),
        ("Łukasiewicz", "Żaneta", "LUKASIEWICZ ZANETA"),
        ("Þórsson", "Jón", "Þórsson Jón"),
        ("Nguyễn", "Thị Minh Khai", "NGUYEN THI MINH KHAI"),
        ("Çelik", "İnan", "Celik Inan"),
        (
            "Wolfeschlegelsteinhausen",
            "Hubert Blaine",
            "Wolfeschlegelsteinhausen, Hubert Blaine",
        ),
    ],
)
def test_the_name_on_a_chip_is_the_name_on_the_ticket(
    csca: Path, tmp_path: Path, surname: str, given: str, ticket: str
) -> None:
    holder = replace(HOLDER, surname=surname, given_names=given)
    signer = Authority.of(csca, "UTO", TODAY).new_signer(TODAY, TODAY)
    for form in ("TD1", "TD3"):
        zone = write_zone(form, holder, nationality="UTO")
        write_files(issue_chip(zone, PORTRAIT, signer), tmp_path)
        read = load_chip(tmp_path, CscaStore.load(csca), TODAY).holder
        assert compare_names(ticket, read.surname, read.given_names) is Likeness.MATCH
        assert compare_names("Eva Other", read.surname, read.given_names) is Likeness.DIFFERENT


def test_a_large_portrait_is_made_as_small_as_chips_have_them(csca: Path) -> None:
    signer = Authority.of(csca, "UTO", TODAY).new_signer(TODAY, TODAY)
    noise = np.random.default_rng(1).integers(0, 255, (1200, 900, 3)).astype(np.uint8)
    for codec in (JPEG, JPEG_2000):
        group = issue_chip("x" * 88, noise, signer, codec=codec).groups[2]
        assert len(group) < 60_000


def test_an_authority_is_made_once_and_its_folder_is_not_overwritten(tmp_path: Path) -> None:
    first = Authority.of(tmp_path, "D", TODAY)
    again = Authority.of(tmp_path, "D", TODAY)
    assert first.certificate == again.certificate
    assert (tmp_path / "D.key").stat().st_mode & 0o077 == 0
    (tmp_path / "D.cer").unlink()
    with pytest.raises(BadInput, match="key without its certificate"):
        Authority.of(tmp_path, "D", TODAY)
    Authority.of(tmp_path / "other", "D", TODAY)
    (tmp_path / "D.cer").write_bytes((tmp_path / "other" / "D.cer").read_bytes())
    with pytest.raises(BadInput, match="the key is not that of"):
        Authority.of(tmp_path, "D", TODAY)
    (tmp_path / "D.cer").write_bytes(b"nothing")
    with pytest.raises(BadInput, match="no key and certificate"):
        Authority.of(tmp_path, "D", TODAY)
    with pytest.raises(BadInput, match="ABC is no issuing state"):
        Authority.of(tmp_path, "ABC", TODAY)
    with pytest.raises(BadInput, match="cannot be written"):
        Authority.of(tmp_path / "D.key" / "below", "UTO", TODAY)
    with pytest.raises(BadInput, match="cannot be written"):
        write_files(ChipFiles(com=b"", sod=b"", groups={}), tmp_path / "D.key")


@pytest.mark.parametrize(
    ("country", "state", "own"),
    [
        ("DE", "D", True),
        ("de", "D", True),
        ("DE", "DEU", False),
        ("FR", "FRA", True),
        ("FR", "ITA", False),
        ("UT", "UTO", True),
        ("GB", "GBD", True),
        ("MO", "CHN", True),
        ("", "UTO", False),
        ("ZZ", "ZZZ", False),
    ],
)
def test_states_and_their_certificates(country: str, state: str, own: bool) -> None:
    assert signs_for(country, state) is own
    if own:
        assert country_of(state) is not None


@pytest.mark.parametrize("name", ["park", "okafor", "brandt"])
def test_the_chips_of_the_fixtures_are_genuine(name: str) -> None:
    document = load_chip(FIXTURES / "chips" / name, CscaStore.load(FIXTURES / "csca"), TODAY)
    assert document.portrait.shape == (531, 413, 3)
