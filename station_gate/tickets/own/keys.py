"""Public keys of ticket issuers, which a gate trusts.

The public keys stand in one TOML file, ``keys.toml``, which may be copied from
gate to gate. Keys that are out of date stay in it, so that an old ticket is told
apart from a stranger's.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from station_gate.problems import BadInput
from station_gate.tickets.own.cose import is_key_name
from station_gate.tickets.own.ed25519 import is_sound
from station_gate.tomlfile import read_toml

REGISTRY_NAME = "keys.toml"
VERSION = 1
_PUBLIC_BYTES = 32
_FIELDS = {"issuer", "id", "public", "valid_from", "valid_until"}
_OPTIONAL = {"revoked"}


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
        """Return whether the signature over the message is this key's."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def in_date(self, at: datetime) -> bool:
        """Return whether the key may be used on the day of ``at``."""
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
        if registry.get("version") != VERSION:
            raise BadInput(f"{path} is not a key registry of version {VERSION}.")
        entries = registry.get("key", [])
        if not isinstance(entries, list) or set(registry) - {"version", "key"}:
            raise BadInput(f'{path} may only hold "version" and entries that begin with [[key]].')
        keys = [_entry(entry, f"{path}, key {n}") for n, entry in enumerate(entries, 1)]
        ring = cls(keys)
        if len(ring) != len(keys):
            raise BadInput(f"{path} names the same issuer and key id twice.")
        return ring


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
