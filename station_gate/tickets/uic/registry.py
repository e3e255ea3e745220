"""The registry of UIC issuers' public keys: the XML file that the UIC publishes.

    <keys><key>
      <issuerName>...</issuerName><issuerCode>1080</issuerCode><id>7</id>
      <publicKey>base64 of a certificate or a key</publicKey>
      <signatureAlgorithm>SHA1withDSA(1024,160)</signatureAlgorithm>
      <startDate>2024-10-15</startDate><endDate>2026-10-15</endDate> ...
    </key>...</keys>

Keys vanish from the published file when they end, so an operator who wants to tell an
old key from a stranger's keeps the old entries. An entry that cannot be used does not
spoil the others; it is counted.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput
from station_gate.tickets.uic.recognise import normal_id
from station_gate.tickets.uic.signature import PublicKey, holds, load_key

_MOST_BYTES = 5_000_000  # the published file has 105,000
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class UicKey:
    """An issuer's public key, good from ``valid_from`` to ``valid_until``, both included."""

    provider: str
    key_id: str
    issuer_name: str
    public: PublicKey
    algorithm: str
    valid_from: date
    valid_until: date

    def in_date(self, at: datetime) -> bool:
        """Return whether the key may be used on the day of ``at``."""
        return self.valid_from <= at.date() <= self.valid_until

    def holds(self, signature: bytes, message: bytes, identifier: str) -> bool:
        """Whether a signature is this key's; ``identifier`` is what the ticket says of it."""
        return holds(self.public, signature, message, identifier=identifier, named=self.algorithm)


class UicKeys:
    """The UIC keys that a gate trusts; none where the operator gave no registry."""

    def __init__(self, keys: Iterable[UicKey] = (), *, unusable: int = 0) -> None:
        self._keys: dict[tuple[str, str], list[UicKey]] = {}
        for key in keys:
            self._keys.setdefault((key.provider, key.key_id), []).append(key)
        self.unusable = unusable
        """Entries of the file that hold no usable key."""

    def find(self, provider: str, key_id: str) -> list[UicKey]:
        """Find the keys of a name: several where an issuer used one number twice."""
        return self._keys.get((provider, key_id), [])

    def name_of(self, provider: str) -> str:
        """Give the company's name as its keys have it; empty for one without any."""
        return next((k[0].issuer_name for (who, _), k in self._keys.items() if who == provider), "")

    def __len__(self) -> int:
        return sum(len(keys) for keys in self._keys.values())

    @classmethod
    def load(cls, path: Path) -> "UicKeys":
        """Read a registry. Raises ``BadInput`` for a file that is none."""
        usable_size(path, "UIC key registry", _MOST_BYTES)
        content = first_bytes(path, _MOST_BYTES)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise BadInput(f"{path} declares entities, which no UIC key registry does.")
        try:
            root = ElementTree.fromstring(content)
        except ElementTree.ParseError as error:
            raise BadInput(f"{path} is not a UIC key registry: {error}.") from None
        if _name(root) != "keys":
            raise BadInput(f"{path} is not a UIC key registry: it begins with <{_name(root)}>.")
        entries = [_entry(element) for element in root.iter() if _name(element) == "key"]
        keys = [entry for entry in entries if entry is not None]
        if not keys:
            raise BadInput(f"{path} holds no key that can be used.")
        return cls(keys, unusable=len(entries) - len(keys))


def _name(element: ElementTree.Element) -> str:
    """Give an element's name in whatever namespace; comments have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _entry(element: ElementTree.Element) -> UicKey | None:
    fields = {_name(child): (child.text or "").strip() for child in element}

    def field(name: str) -> str:
        return fields.get(name, "")

    try:
        return UicKey(
            provider=normal_id(field("issuerCode")),
            key_id=normal_id(field("id")),
            issuer_name=field("issuerName"),
            # xsd:base64Binary may be wrapped
            public=load_key(base64.b64decode("".join(field("publicKey").split()), validate=True)),
            algorithm=field("signatureAlgorithm"),
            valid_from=_day(field("startDate")),
            valid_until=_day(field("endDate")),
        )
    except (ValueError, binascii.Error):
        return None


def _day(text: str) -> date:
    """Read xsd:date or xsd:dateTime, with a time zone or without: the day that it says."""
    read = _DATE.fullmatch(text)
    if read is None:
        raise ValueError("no date")
    return date.fromisoformat(read[1])
