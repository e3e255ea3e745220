"""The two barcodes of the UIC, opened: #UT01/#UT02 containers (918.3) and DOSIPAS (U1, U2).

Nothing is trusted here and nothing interpreted: who claims to have signed what, the
signatures, and the records inside. A container is

    #UT 02 1080 00002 <64 bytes> 0123 <123 bytes of zlib>

with records inside of a name, a version, a length and data. A DOSIPAS barcode is one
UPER record: level 1 is what the issuer signed, level 2 what the passenger's app adds
and signs with a key that level 1 names.
"""

import re
import zlib
from dataclasses import dataclass

from station_gate.tickets.uic.damage import Damaged
from station_gate.tickets.uic.recognise import normal_id
from station_gate.tickets.uic.uper import barcode_header, decode, encode

MOST_BYTES = 2953  # what a QR code holds; a large Aztec code holds less
_MOST_UNZIPPED = 65536
_MOST_RECORDS = 32
_SIGNATURE_BYTES = {b"01": 50, b"02": 64}
_RECORD_HEADER = 12  # name 6, version 2, length 4
_HEADER = re.compile(rb"[!-~][ -~]{7} *\d+ *", re.ASCII)
_RECORD = re.compile(rb"(?:U_[A-Z]{4}|\d{4}[A-Z0-9]{2})[\d ]{2}[\d ]{3}\d")
"""What a record may begin with, and what the usual ones do."""
PADDING = b"\0 \t\r\n\xff"
"""What printers and readers put behind the data."""


@dataclass(frozen=True, slots=True)
class DataRecord:
    """One part of a barcode: "U_FLEX" 13, "U_HEAD" 01, "0080BL" 03; in DOSIPAS "FCB" 3."""

    name: str
    version: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Level2:
    """What stands around level 1 of a DOSIPAS barcode, and what level 1 says of it."""

    public_key: bytes
    """Empty for a barcode without a dynamic part."""
    key_algorithm: str
    signing_algorithm: str
    signature: bytes
    signed: bytes
    data: DataRecord | None
    end: tuple[int, int, int] | None
    """End of the barcode's validity, UTC: year, day of the year, minute of the day."""
    seconds: int | None
    """How long the code may be shown after its time stamp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """An opened barcode whose signatures nobody has checked yet."""

    kind: str
    """ "#UT01", "#UT02", "U1" or "U2"."""
    provider: str
    """Who signed it: the company's code without leading zeros, or a text."""
    key_id: str
    """Without leading zeros."""
    signature: bytes
    """Empty where there is none."""
    signed: bytes
    algorithm: str
    """The signature's object identifier; empty where only the registry knows it."""
    records: tuple[DataRecord, ...]
    level2: Level2 | None = None
    damage: str = ""
    """Why the records end before the data does; empty where they do not."""

    def find(self, name: str) -> DataRecord | None:
        """Find a record by its name."""
        return next((record for record in self.records if record.name == name), None)


def open_container(payload: bytes) -> Barcode:
    """Open a #UT container. Raises ``Damaged`` where not even its signature can be looked at.

    Its records are read as far as they go: what their issuer signed is for the reader of the
    records to judge. Padding behind the announced length is nobody's data: some printers
    fill a code up, some readers add the end of a line.
    """
    version = payload[3:5]
    if version not in _SIGNATURE_BYTES:
        raise Damaged("a container of another version")
    end = 14 + _SIGNATURE_BYTES[version]
    if not MOST_BYTES >= len(payload) > end + 4:
        raise Damaged(f"{len(payload)} bytes")
    length = number(payload[end : end + 4])
    if length is None:
        raise Damaged("letters in place of a number")
    compressed = payload[end + 4 : end + 4 + length]
    if len(compressed) != length or payload[end + 4 + length :].strip(PADDING):
        raise Damaged("a length that is not its own")
    content, damage = _unzip(compressed)
    records, broken = _records(content)
    return Barcode(
        kind=f"#UT{version.decode('ascii')}",
        provider=normal_id(_text(payload[5:9])),
        key_id=normal_id(_text(payload[9:14])),
        signature=payload[14:end],
        signed=compressed,
        algorithm="",
        records=records,
        damage=damage or broken,
    )


def _unzip(compressed: bytes) -> tuple[bytes, str]:
    """Decompress what can be, and say why not all of it."""
    unzip = zlib.decompressobj()
    try:
        content = unzip.decompress(compressed, _MOST_UNZIPPED)
    except zlib.error:
        return b"", "broken compression"
    if unzip.unconsumed_tail:
        return b"", f"more than {_MOST_UNZIPPED} bytes when decompressed"
    return content, "" if unzip.eof else "compression that does not end with the data"


def _records(content: bytes) -> tuple[tuple[DataRecord, ...], str]:
    """Take the records apart, and say why not all of them.

    A length that some issuers count in characters, not bytes, is set right by where the
    next record begins.
    """
    records: list[DataRecord] = []
    at = 0
    while content[at:].strip(PADDING):
        length = number(content[at + 8 : at + _RECORD_HEADER])
        name, version = content[at : at + 6], content[at + 6 : at + 8]
        if length is None or not (name + version).isascii():
            return tuple(records), "letters in place of a number"
        if not (name + version).decode("ascii").isprintable():
            return tuple(records), "signs in place of letters"
        if length < _RECORD_HEADER:
            return tuple(records), "a record's length that is not its own"
        end = _record_end(content, at, length)
        if len(records) == _MOST_RECORDS or any(r.name == name.decode("ascii") for r in records):
            return tuple(records), "too many records"
        data = content[at + _RECORD_HEADER : end]
        records.append(DataRecord(name.decode("ascii"), version.decode("ascii"), data))
        if end - at < length:
            return tuple(records), "a record's length that is not its own"
        at = end
    return tuple(records), ""


def _record_end(content: bytes, at: int, length: int) -> int:
    end = at + length
    characters = at + len(content[at:].decode("utf-8", "replace")[:length].encode())
    for candidate in (end, characters):
        if not content[candidate:].strip(PADDING) or _RECORD.match(content, candidate):
            return min(candidate, len(content))
    if _HEADER.match(content, end):
        return end
    following = _RECORD.search(content, end)
    return following.start() if following else len(content)


def number(digits: bytes) -> int | None:
    """Read a number that may be filled up with blanks; ``None`` for what is none."""
    stripped = digits.strip(b" ")
    return int(stripped) if stripped.isdigit() else None


def _text(characters: bytes) -> str:
    text = characters.decode("latin-1")
    if not (text.isascii() and text.isprintable()):
        raise Damaged("signs in place of letters")
    return text


def open_dosipas(payload: bytes) -> Barcode:
    """Open a DOSIPAS barcode. Raises ``Damaged``."""
    if len(payload) > MOST_BYTES:
        raise Damaged(f"{len(payload)} bytes")
    # the last character of "U1" or "U2" stands in bits 16 to 22
    schema = barcode_header(1 if payload[2] >> 1 & 0x7F == ord("1") else 2)
    header = decode(schema, "UicBarcodeHeader", payload, padding=PADDING)
    outer = header["level2SignedData"]
    inner = outer["level1Data"]
    records = tuple(
        _data_record(part["dataFormat"], part["data"]) for part in inner["dataSequence"]
    )
    if len({record.name for record in records}) != len(records) or len(records) > _MOST_RECORDS:
        raise Damaged("too many records")
    provider = inner.get("securityProviderNum", inner.get("securityProviderIA5", ""))
    added = outer.get("level2Data")
    end = (inner.get(f"endOfValidity{part}") for part in ("Year", "Day", "Time"))
    ends = tuple(part for part in end if part is not None)
    if ends and len(ends) != 3:
        raise Damaged("half of an end of validity")
    return Barcode(
        kind=header["format"],
        provider=normal_id(_text(str(provider).encode("latin-1", "replace"))),
        key_id=str(inner.get("keyId", "")),
        signature=outer.get("level1Signature", b""),
        signed=encode(schema, "Level1DataType", inner),
        algorithm=inner.get("level1SigningAlg", ""),
        records=records,
        level2=Level2(
            public_key=inner.get("level2PublicKey", b""),
            key_algorithm=inner.get("level2KeyAlg", ""),
            signing_algorithm=inner.get("level2SigningAlg", ""),
            signature=header.get("level2Signature", b""),
            signed=encode(schema, "Level2DataType", outer),
            data=_data_record(added["dataFormat"], added["data"]) if added else None,
            end=(ends[0], ends[1], ends[2]) if ends else None,
            seconds=inner.get("validityDuration"),
        ),
    )


def _data_record(data_format: str, data: bytes) -> DataRecord:
    name = _text(data_format.encode("latin-1", "replace"))
    if name[:3] in ("FCB", "FDC"):
        return DataRecord(name[:3], name[3:], data)
    return DataRecord(name, "", data)
