"""A ticket bound to one document."""

import hashlib
import hmac
from dataclasses import replace
from pathlib import Path

import pytest

from station_gate.documents.binding import HASH_BYTES, bind, is_bound_to, load_document_key
from station_gate.gate.travel import Holder, Ticket
from station_gate.issuing.keys import make_document_key
from station_gate.problems import BadInput

KEY = bytes(range(32))
SALT = b"saltsalt"
HOLDER = Holder(surname="M", given_names="E", document_number="L01X00T47", issuer="D")


def test_the_hash_is_what_the_notes_say() -> None:
    message = b"SG-DOC1|D|L01X00T47|saltsalt"
    assert bind(KEY, "D", "L01X00T47", SALT) == hmac.digest(KEY, message, hashlib.sha256)[:16]


@pytest.mark.parametrize(
    ("issuer", "number"), [("D<<", "L01X00T47"), ("D", "l01x 00t47"), ("d", "L01X-00T47<")]
)
def test_spelling_makes_no_difference(issuer: str, number: str) -> None:
    assert bind(KEY, issuer, number, SALT) == bind(KEY, "D", "L01X00T47", SALT)


def test_a_bound_ticket_knows_its_document(ticket: Ticket) -> None:
    bound = replace(ticket, document_salt=SALT, document_hash=bind(KEY, "D", "L01X00T47", SALT))
    assert len(bound.document_hash) == HASH_BYTES
    assert is_bound_to(bound, HOLDER, KEY) is True
    assert is_bound_to(bound, replace(HOLDER, document_number="L01X00T48"), KEY) is False
    assert is_bound_to(bound, replace(HOLDER, issuer="F"), KEY) is False
    assert is_bound_to(bound, HOLDER, bytes(32)) is False
    assert is_bound_to(replace(bound, document_salt=b"pepperpe"), HOLDER, KEY) is False


def test_an_unbound_ticket_says_nothing_of_documents(ticket: Ticket) -> None:
    unbound = replace(ticket, document_salt=b"", document_hash=b"")
    assert is_bound_to(unbound, HOLDER, KEY) is None


def test_a_document_key_is_made_once_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "document.key"
    key = make_document_key(path)
    assert len(key) == 32
    assert load_document_key(path) == key
    with pytest.raises(BadInput, match="not overwritten"):
        make_document_key(path)
    assert load_document_key(path) == key


def test_two_document_keys_differ(tmp_path: Path) -> None:
    assert make_document_key(tmp_path / "a") != make_document_key(tmp_path / "b")


@pytest.mark.parametrize("content", [b"00" * 31, b"zz" * 32, b"\xff" * 64, b"\n"])
def test_a_file_that_is_no_document_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "document.key"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="64 hexadecimal digits"):
        load_document_key(path)


def test_a_document_key_that_is_not_there_or_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        load_document_key(tmp_path / "document.key")
    with pytest.raises(BadInput, match="cannot be written"):
        make_document_key(tmp_path / "nowhere" / "document.key")
