"""Key files: made, read back, never overwritten, and refused with one sentence."""

import base64
import os
import re
import stat
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey, keygen
from station_gate.issuing.ticket import sign_ticket
from station_gate.problems import BadInput
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.own.ticketcode import decode
from tests.tickets.conftest import NOW

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def test_what_keygen_makes_signs_and_checks_a_ticket(tmp_path: Path, ticket: Ticket) -> None:
    private, registry = keygen(tmp_path / "keys", "SG", "k1", FIRST, LAST)
    key, ring = IssuerKey.load(private), KeyRing.load(registry)
    assert decode(sign_ticket(ticket, key), ring, NOW).ticket == ticket
    assert (private.name, registry.name) == ("SG-k1.pem", "keys.toml")


def test_only_the_owner_may_read_the_private_key(tmp_path: Path) -> None:
    private, _ = keygen(tmp_path, "SG", "k1", FIRST, LAST)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_a_second_key_joins_the_first(tmp_path: Path) -> None:
    keygen(tmp_path, "SG", "k1", FIRST, LAST)
    _, registry = keygen(tmp_path, "SG", "k2", FIRST, FIRST)
    ring = KeyRing.load(registry)
    assert len(ring) == 2
    second = ring.find("SG", "k2")
    assert second is not None
    assert (second.valid_from, second.valid_until, second.revoked) == (FIRST, FIRST, False)
    assert ring.find("SG", "k3") is None


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    private, registry = keygen(tmp_path, "SG", "k1", FIRST, LAST)
    before = private.read_bytes(), registry.read_bytes()
    with pytest.raises(BadInput, match="already has key k1 of SG"):
        keygen(tmp_path, "SG", "k1", FIRST, LAST)
    registry.unlink()
    with pytest.raises(BadInput, match="not overwritten"):
        keygen(tmp_path, "SG", "k1", FIRST, LAST)
    assert private.read_bytes() == before[0]
    assert not registry.exists()


def test_a_registry_that_cannot_be_read_is_not_added_to(tmp_path: Path) -> None:
    registry = tmp_path / "keys.toml"
    registry.write_text("version = 9\n")
    with pytest.raises(BadInput, match="version 1"):
        keygen(tmp_path, "SG", "k1", FIRST, LAST)
    assert os.listdir(tmp_path) == ["keys.toml"]


@pytest.mark.parametrize(
    ("issuer", "key_id", "last", "words"),
    [
        ("", "k1", LAST, "1 to 16"),
        ("S/G", "k1", LAST, "1 to 16"),
        ('S"G', "k1", LAST, "1 to 16"),
        ("SG", "k" * 17, LAST, "1 to 16"),
        ("SG", "k1", date(2025, 1, 1), "before it begins"),
    ],
)
def test_keygen_refuses_nonsense(
    tmp_path: Path, issuer: str, key_id: str, last: date, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        keygen(tmp_path, issuer, key_id, FIRST, last)
    assert not os.listdir(tmp_path)


def test_keygen_says_when_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be written"):
        keygen(tmp_path / "file" / "keys", "SG", "k1", FIRST, LAST)


# ---------------------------------------------------------------------- private key files

NAMES = b"Issuer: SG\nKey-Id: k1\n"


def pem(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey, password: bytes = b"") -> bytes:
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pem(Ed25519PrivateKey.generate()), "does not say whose key"),
        (NAMES + b"nonsense", "no unencrypted private key"),
        (NAMES + pem(Ed25519PrivateKey.generate(), b"secret"), "no unencrypted private key"),
        (NAMES + pem(ec.generate_private_key(ec.SECP256R1())), "another kind"),
        (bytes(range(256)), "does not say whose key"),
        (b"", "empty"),
        (bytes(20_000), "private key"),
    ],
)
def test_a_private_key_file_that_is_none(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        IssuerKey.load(path)


def test_a_private_key_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        IssuerKey.load(tmp_path / "key.pem")


# ---------------------------------------------------------------------- registries

GOOD = {
    "issuer": '"SG"',
    "id": '"k1"',
    "public": '"Ml6dPpwVV6RGrVFja5aozGe+1iCgENpWM5Ljru8FO5c="',
    "valid_from": "2026-01-01",
    "valid_until": "2026-12-31",
}


def entry(**change: str | None) -> str:
    lines = [f"{name} = {value}" for name, value in (GOOD | change).items() if value is not None]
    return "\n".join(["version = 1", "[[key]]", *lines])


def test_a_revoked_key_stays_known(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(entry(revoked="true"))
    key = KeyRing.load(path).find("SG", "k1")
    assert key is not None
    assert key.revoked


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("version = ", "is not a TOML file"),
        ("x = " + "[" * 5000, "is not a TOML file"),
        ("key = 1", "version 1"),
        ("version = 1\nkey = 1", "may only hold"),
        ("version = 1\nkeys = []", "may only hold"),
        ("version = 1\nkey = [1]", "key 1 is not a table"),
        (entry(public=None), "key 1 lacks 'public'"),
        (entry(colour='"red"'), "unknown entry 'colour'"),
        (entry(issuer="7"), "issuer and id"),
        (entry(id='"a b"'), "issuer and id"),
        (entry(valid_from='"2026-01-01"'), "valid_from is a date"),
        (entry(valid_until="2026-01-01T00:00:00"), "valid_until is a date"),
        (entry(revoked='"no"'), "revoked is true or false"),
        (entry(public='"AAAA"'), "32 bytes"),
        (entry(public='"?"'), "32 bytes"),
        (entry(public="7"), "32 bytes"),
        (entry() + entry().removeprefix("version = 1"), "twice"),
    ],
)
def test_a_registry_that_is_none(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(content)
    with pytest.raises(BadInput, match=words) as caught:
        KeyRing.load(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_registry_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(b"version = 1 # \xff")
    with pytest.raises(BadInput, match="UTF-8"):
        KeyRing.load(path)


SIDE = 2**255 - 19
EIGHTH = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
OTHER_EIGHTH = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
WEAK = [
    bytes.fromhex(EIGHTH),
    bytes.fromhex(OTHER_EIGHTH),
    *(y.to_bytes(32, "little") for y in (0, 1, SIDE - 1, SIDE, SIDE + 1, 2**255 - 1)),
]


@pytest.mark.parametrize("sign", [0, 0x80])
@pytest.mark.parametrize("public", WEAK)
def test_a_key_for_which_anything_verifies_is_refused_when_it_is_loaded(
    tmp_path: Path, public: bytes, sign: int
) -> None:
    _, registry = keygen(tmp_path, "SG", "k1", FIRST, LAST)
    weak = base64.b64encode(public[:31] + bytes([public[31] | sign])).decode()
    good = re.search(r'public = "([^"]+)"', registry.read_text())
    assert good is not None
    registry.write_text(registry.read_text().replace(good[1], weak))
    with pytest.raises(BadInput, match="weak key"):
        KeyRing.load(registry)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_keys_that_an_editor_has_marked(tmp_path: Path, encoding: str) -> None:
    private, registry = keygen(tmp_path, "SG", "k1", FIRST, LAST)
    for path in (private, registry):
        path.write_bytes(path.read_text().encode(encoding))
    assert IssuerKey.load(private).issuer == "SG"
    assert KeyRing.load(registry).find("SG", "k1") is not None
