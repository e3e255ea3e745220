"""The folder of trusted authorities: certificates, master lists, and what is neither."""

import base64
from pathlib import Path

import pytest
from asn1crypto import cms, core, x509

from station_gate.documents.chip.certificate import subject_of
from station_gate.documents.chip.csca import CscaStore
from station_gate.problems import BadInput
from tests.documents.chip.makers import State, name

ONE, TWO = State().authority, State(authority_name=name("Second")).authority


def master_list(*certificates: bytes, kind: str = "2.23.136.1.1.2") -> bytes:
    class Certificates(core.SetOf):  # type: ignore[misc]
        _child_spec = x509.Certificate

    class MasterList(core.Sequence):  # type: ignore[misc]
        _fields = [("version", core.Integer), ("certificates", Certificates)]  # noqa: RUF012

    listed = [x509.Certificate.load(one) for one in certificates]
    content = MasterList({"version": 0, "certificates": listed}).dump()
    signed = {
        "version": "v3",
        "digest_algorithms": [],
        "encap_content_info": {"content_type": kind, "content": content},
        "signer_infos": [],
    }
    info = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
    return bytes(info.dump())


def pem(*certificates: bytes) -> bytes:
    return b"".join(
        b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(one) + b"-----END CERTIFICATE-----\n"
        for one in certificates
    )


def test_every_form_is_read_and_the_same_authority_counts_once(tmp_path: Path) -> None:
    (tmp_path / "one.cer").write_bytes(ONE)
    (tmp_path / "both.pem").write_bytes(pem(ONE, TWO))
    (tmp_path / "list.ml").write_bytes(master_list(ONE, TWO))
    (tmp_path / "README.md").write_text("no certificate")
    store = CscaStore.load(tmp_path)
    assert len(store) == 2
    subject, country = subject_of(TWO)
    (found,) = store.named(subject)
    assert "Second" in found.subject_text
    assert (found.country, found.is_authority) == ("UT", True)
    assert list(store.named("nobody")) == []
    assert {one.subject for one in store.of_country(country)} == {
        subject,
        subject_of(ONE)[0],
    }
    assert list(store.of_country("ZZ")) == []


@pytest.mark.parametrize("file", ["one.der", "list.ml"])
def test_a_single_file_is_enough(tmp_path: Path, file: str) -> None:
    path = tmp_path / file
    path.write_bytes(ONE if file == "one.der" else master_list(ONE))
    assert len(CscaStore.load(path)) == 1


def test_a_broken_certificate_in_a_master_list_is_counted(tmp_path: Path) -> None:
    whole = master_list(ONE, TWO)
    # a country of letters that are none: its name cannot be read
    broken = whole.replace(b"Second", b"\xff\xfe\xff\xfe\xff\xfe")
    (tmp_path / "list.ml").write_bytes(broken)
    store = CscaStore.load(tmp_path)
    assert (len(store), store.unreadable) == (1, 1)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("a.cer", b"not a certificate"),
        ("a.pem", pem(b"not a certificate")),
        ("a.pem", b"-----BEGIN CERTIFICATE-----\nAAA"),
        ("a.ml", ONE),
        ("a.ml", master_list(ONE, kind="2.23.136.1.1.1")),
        ("a.ml", b"\x30\x80\x00"),
    ],
)
def test_a_file_that_is_none_gets_one_sentence(tmp_path: Path, file: str, content: bytes) -> None:
    (tmp_path / file).write_bytes(content)
    with pytest.raises(BadInput, match="no certificate or master list") as caught:
        CscaStore.load(tmp_path)
    assert file in str(caught.value)


def test_an_empty_or_missing_folder_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no certificate of an authority"):
        CscaStore.load(tmp_path)
    with pytest.raises(BadInput, match="no such file"):
        CscaStore.load(tmp_path / "none")
    (tmp_path / "huge.ml").touch()
    with (tmp_path / "huge.ml").open("r+b") as file:
        file.truncate(30_000_000)
    with pytest.raises(BadInput, match="30 MB"):
        CscaStore.load(tmp_path)
