"""Private keys: an issuer's, which signs tickets, and the operator's secret.

``station_gate.tickets.own.keys`` has the public halves, which a gate trusts.
"""

import base64
import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from station_gate.documents.binding import KEY_BYTES
from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked
from station_gate.tickets.own.cose import is_key_name
from station_gate.tickets.own.keys import REGISTRY_NAME, VERSION, KeyRing

_MOST_BYTES = 10_000  # an Ed25519 key in PEM form has 119
_HEADING = f"""\
# Public keys of ticket issuers: a gate lets in only tickets signed with one of these.
# Both dates belong to the time a key may be used. A key that must no longer be
# trusted gets the line: revoked = true
version = {VERSION}
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


def make_document_key(path: Path) -> bytes:
    """Write a new random secret, readable by its owner only. Raises ``BadInput``."""
    key = secrets.token_bytes(KEY_BYTES)
    write_secret(path, key.hex().encode("ascii") + b"\n")
    return key


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
