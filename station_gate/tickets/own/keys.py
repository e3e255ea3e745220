"""Keys of ticket issuers: the private key that signs, the public keys a gate trusts.

The public keys stand in one TOML file, ``keys.toml``, which may be copied from
gate to gate. Keys that are out of date stay in it, so that an old ticket is told
apart from a stranger's.
"""

import base64
import binascii
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked
from station_gate.tickets.own.cose import is_key_name
from station_gate.tickets.own.ed25519 import is_sound
from station_gate.tomlfile import read_toml

REGISTRY_NAME = "keys.toml"
_VERSION = 1
_MOST_BYTES = 10_000  # an Ed25519 key in PEM form has 119
_PUBLIC_BYTES = 32
_FIELDS = {"issuer", "id", "public", "valid_from", "valid_until"}
_OPTIONAL = {"revoked"}
_HEADING = f"""\
# Public keys of ticket issuers: a gate lets in only tickets signed with one of these.
# Both dates belong to the time a key may be used. A key that must no longer be
# trusted gets the line: revoked = true
version = {_VERSION}
"""


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """An issuer's private key, with the name it has in the registry."""

    issuer: str
    key_id: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """Sign: 64 bytes."""
        return self.private.sign(message)

    @classmethod
    def load(cls, path: Path) -> "IssuerKey":
        """Read a private key file as ``keygen`` writes it. Raises ``BadInput``."""
        usable_size(path, "private key", _MOST_BYTES)
        content = unmarked(first_bytes(path, _MOST_BYTES))
        lines = dict(
            line.split(": ", 1) for line in content.decode("latin-1").splitlines() if ": " in line
        )
        issuer, key_id = lines.get("Issuer", ""), lines.get("Key-Id", "")
        if not is_key_name(issuer, key_id):
            raise BadInput(
                f"{path} does not say whose key it is: "
                'it needs the lines "Issuer: ..." and "Key-Id: ..." above the key.'
            )
        try:
            private = load_pem_private_key(content, None)
        except (ValueError, TypeError):
            raise BadInput(f"{path} holds no unencrypted private key in PEM form.") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise BadInput(f"{path} holds a key of another kind; tickets need an Ed25519 key.")
        return cls(issuer, key_id, private)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A public key that a gate trusts from ``valid_from`` to ``valid_until``, both included."""

    issuer: str
    key_id: str
    public: bytes
    valid_from: date
    valid_until: date
    revoked: bool = False

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature over the message is this key's."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def in_date(self, at: datetime) -> bool:
        """Whether the key may be used on the day of ``at``."""
        return self.valid_from <= at.date() <= self.valid_until


class KeyRing:
    """The public keys that a gate knows."""

    def __init__(self, keys: Iterable[PublicKey]) -> None:
        self._keys = {(key.issuer, key.key_id): key for key in keys}

    def find(self, issuer: str, key_id: str) -> PublicKey | None:
        """Find a key by its name."""
        return self._keys.get((issuer, key_id))

    def __len__(self) -> int:
        return len(self._keys)

    @classmethod
    def load(cls, path: Path) -> "KeyRing":
        """Read a registry. Raises ``BadInput``."""
        registry = read_toml(path, "key registry")
        if registry.get("version") != _VERSION:
            raise BadInput(f"{path} is not a key registry of version {_VERSION}.")
        entries = registry.get("key", [])
        if not isinstance(entries, list) or set(registry) - {"version", "key"}:
            raise BadInput(f'{path} may only hold "version" and entries that begin with [[key]].')
        keys = [_entry(entry, f"{path}, key {n}") for n, entry in enumerate(entries, 1)]
        ring = cls(keys)
        if len(ring) != len(keys):
            raise BadInput(f"{path} names the same issuer and key id twice.")
        return ring


def keygen(
    folder: Path, issuer: str, key_id: str, valid_from: date, valid_until: date
) -> tuple[Path, Path]:
    """Make a key pair: a new private key file and an entry in the folder's registry.

    Returns the paths of the private key and of the registry. Nothing that exists
    is overwritten. Raises ``BadInput``.
    """
    if not is_key_name(issuer, key_id):
        raise BadInput(
            "An issuer and a key id are 1 to 16 letters, digits, dots, dashes or underscores each."
        )
    if valid_until < valid_from:
        raise BadInput(f"The key would end ({valid_until}) before it begins ({valid_from}).")
    registry, private = folder / REGISTRY_NAME, folder / f"{issuer}-{key_id}.pem"
    if registry.exists() and KeyRing.load(registry).find(issuer, key_id) is not None:
        raise BadInput(f"{registry} already has key {key_id} of {issuer}; choose another key id.")
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    entry = (
        f"\n[[key]]\n"
        f'issuer = "{issuer}"\n'
        f'id = "{key_id}"\n'
        f'public = "{base64.b64encode(key.public_key().public_bytes_raw()).decode()}"\n'
        f"valid_from = {valid_from}\n"
        f"valid_until = {valid_until}\n"
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_secret(private, f"Issuer: {issuer}\nKey-Id: {key_id}\n".encode() + pem)
        new = not registry.exists()
        with registry.open("a", encoding="utf-8") as file:
            file.write(_HEADING + entry if new else entry)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror}.") from None
    return private, registry


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read.

    Raises ``BadInput`` when it exists or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except FileExistsError:
        raise BadInput(f"{path} exists already and is not overwritten; move it away.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.") from None


def _entry(entry: object, where: str) -> PublicKey:
    if not isinstance(entry, Mapping):
        raise BadInput(f"{where} is not a table.")
    given = set(entry)
    if missing := sorted(_FIELDS - given):
        raise BadInput(f"{where} lacks {missing[0]!r}.")
    if unknown := sorted(given - _FIELDS - _OPTIONAL):
        raise BadInput(f"{where} has an unknown entry {unknown[0]!r}.")
    issuer, key_id = entry["issuer"], entry["id"]
    if (
        not isinstance(issuer, str)
        or not isinstance(key_id, str)
        or not is_key_name(issuer, key_id)
    ):
        raise BadInput(f"{where}: issuer and id are 1 to 16 letters, digits, dots or dashes each.")
    valid_from, valid_until = (
        _day(entry[name], where, name) for name in ("valid_from", "valid_until")
    )
    revoked = entry.get("revoked", False)
    if not isinstance(revoked, bool):
        raise BadInput(f"{where}: revoked is true or false.")
    return PublicKey(
        issuer=issuer,
        key_id=key_id,
        public=_public(entry["public"], where),
        valid_from=valid_from,
        valid_until=valid_until,
        revoked=revoked,
    )


def _day(value: Any, where: str, name: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise BadInput(f"{where}: {name} is a date such as 2026-11-24, without quotes.")


def _public(value: Any, where: str) -> bytes:
    try:
        public = base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error):
        public = b""
    if len(public) != _PUBLIC_BYTES:
        raise BadInput(f"{where}: public is not {_PUBLIC_BYTES} bytes in base64.")
    if not is_sound(public):
        raise BadInput(f"{where}: public is a weak key, which signs nothing; make another.")
    return public
