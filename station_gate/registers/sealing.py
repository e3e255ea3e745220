"""Keys of registers and of people: who destroys 32 bytes erases backups, too.

Every person's data are sealed with AES-256-GCM under a key of that person alone, and that key
is wrapped by the register's. Whoever is erased loses their key; what a backup still holds of
them says nothing to anybody any more.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from station_gate.problems import BadInput, DeviceMissing

KEY = 32
"""Bytes of a key: AES-256."""
_NONCE = 12
"""Bytes of a nonce, as NIST SP 800-38D recommends; drawn anew for each sealing."""
_MODE = 0o600


def load_key(path: Path, *, make: bool) -> bytes:
    """Read a register's key, or make it if ``make`` and there is none.

    Raises ``BadInput`` for a file that is no key and ``DeviceMissing`` for one that cannot be
    read or written.
    """
    try:
        if make and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, secrets.token_bytes(KEY))
        key = path.read_bytes()
    except OSError as error:
        raise DeviceMissing(
            f"The register's key {path} cannot be used ({error.strerror}); without it nobody who "
            "is enrolled can be read. Put it back, or change its permissions."
        ) from None
    if len(key) != KEY:
        raise BadInput(
            f"{path} is no key of a register ({len(key)} bytes, not {KEY}); give the file that was "
            "made with it."
        )
    return key


def seal(key: bytes, content: bytes, about: str) -> bytes:
    """Seal bytes under a key; ``about`` says what they are, and no other may take their place."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """Open what ``seal`` made; ``ValueError`` for another key, another purpose or damage."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except (InvalidTag, ValueError):
        raise ValueError("sealed under another key, or damaged") from None


def digest(key: bytes, about: str) -> str:
    """Name something so that only who holds the key can tell what it was."""
    return hmac.new(key, about.encode(), hashlib.sha256).hexdigest()


def _write(path: Path, key: bytes) -> None:
    """Write a new key, on the disk before anything is sealed with it."""
    file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE)
    try:
        os.write(file, key)
        os.fsync(file)
    finally:
        os.close(file)
