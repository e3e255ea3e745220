"""Makes the files of a specimen chip: zone, portrait, and a security object over both."""

import hashlib
import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
from asn1crypto import cms, x509
from numpy.typing import NDArray
from PIL import Image

from station_gate.documents.chip.files import COM_FILE, SOD_FILE, ChipFiles, group_file
from station_gate.documents.chip.securityobject import LDS_TYPE, LdsSecurityObject
from station_gate.documents.chip.tlv import write
from station_gate.issuing.authority import Signer
from station_gate.problems import BadInput

_PORTRAIT_BYTES = 18_000
"""A usual portrait in a passport has 12 to 20 kB."""
_HEIGHT = 531
"""Pixels: 45 mm at 300 dpi."""
JPEG, JPEG_2000 = "JPEG", "JPEG2000"
_DATA_TYPES = {JPEG: 0, JPEG_2000: 1}


def issue_chip(
    zone: str, portrait: NDArray[np.uint8], signer: Signer, *, codec: str = JPEG
) -> ChipFiles:
    """Make a chip's files; ``portrait`` is uint8 (H, W, 3) RGB, ``codec`` how it is encoded."""
    groups = {1: write(0x61, write(0x5F1F, zone.encode("ascii"))), 2: _portrait(portrait, codec)}
    com = write(0x5F01, b"0107") + write(0x5F36, b"040000") + write(0x5C, b"\x61\x75")
    return ChipFiles(
        com=write(0x60, com),
        sod=security_object_of(groups, signer),
        groups=groups,
    )


def write_files(files: ChipFiles, folder: Path) -> None:
    """Write a chip's files into a folder, which is made. Raises ``BadInput``."""
    named = {SOD_FILE: files.sod}
    if files.com is not None:
        named[COM_FILE] = files.com
    named |= {group_file(number): content for number, content in files.groups.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in named.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise BadInput(
            f"{folder}: the chip's files cannot be written ({error.strerror}); "
            "name a folder that can be written."
        ) from None


def security_object_of(
    groups: Mapping[int, bytes], signer: Signer, *, digest: str = "sha256"
) -> bytes:
    """Sign the data groups (number to file); ``digest`` hashes them and the contents."""
    listed = [
        {"number": number, "value": hashlib.new(digest, content).digest()}
        for number, content in sorted(groups.items())
    ]
    lds = LdsSecurityObject(
        {"version": 0, "hash_algorithm": {"algorithm": digest}, "hashes": listed}
    ).dump()
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": [LDS_TYPE]},
            {"type": "message_digest", "values": [hashlib.new(digest, lds).digest()]},
        ]
    )
    certificate = x509.Certificate.load(signer.certificate)
    named = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": named}),
            "digest_algorithm": {"algorithm": digest},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": signer.sign(attributes.dump()),
        }
    )
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": digest}],
            "encap_content_info": {"content_type": LDS_TYPE, "content": lds},
            "certificates": [certificate],
            "signer_infos": [info],
        }
    )
    whole = cms.ContentInfo({"content_type": "signed_data", "content": signed})
    return write(0x77, whole.dump())


def _portrait(pixels: NDArray[np.uint8], codec: str) -> bytes:
    picture = Image.fromarray(pixels)
    if picture.height > _HEIGHT:
        width = round(picture.width * _HEIGHT / picture.height)
        picture = picture.resize((width, _HEIGHT), Image.Resampling.LANCZOS)
    encoded = _jpeg(picture) if codec == JPEG else _jpeg_2000(picture)
    return portrait_group(encoded, picture.size, _DATA_TYPES[codec])


def portrait_group(encoded: bytes, size: tuple[int, int], data_type: int) -> bytes:
    """Put an encoded picture of (width, height) into data group 2, as ISO/IEC 19794-5 does.

    ``data_type`` is what the header says of the encoding: 0 JPEG, 1 JPEG 2000.
    """
    # no feature points; sex, eyes, hair, properties, expression and pose are not given
    information = struct.pack(">HBBB", 0, 0, 0, 0) + bytes(3 + 2 + 3 + 3)
    image = struct.pack(">BBHHBBHH", 1, data_type, *size, 1, 2, 0, 0)
    block = struct.pack(">I", 4 + 16 + 12 + len(encoded)) + information + image + encoded
    record = b"FAC\x00010\x00" + struct.pack(">IH", 14 + len(block), 1) + block
    header = write(
        0xA1,
        write(0x80, b"\x01\x01")  # ICAO header version
        + write(0x81, b"\x02")  # a facial feature
        + write(0x87, b"\x01\x01")  # format owner: ISO/IEC JTC 1/SC 37
        + write(0x88, b"\x00\x08"),  # format: ISO/IEC 19794-5
    )
    template = write(0x7F60, header + write(0x5F2E, record))
    return write(0x75, write(0x7F61, write(0x02, b"\x01") + template))


def _jpeg(picture: Image.Image) -> bytes:
    for quality in range(92, 10, -4):  # pragma: no branch - every portrait fits at last
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality)
        if file.tell() <= _PORTRAIT_BYTES:
            break
    return file.getvalue()


def _jpeg_2000(picture: Image.Image) -> bytes:
    file = BytesIO()
    rate = picture.width * picture.height * 3 / _PORTRAIT_BYTES
    picture.save(file, "JPEG2000", quality_mode="rates", quality_layers=[rate])
    return file.getvalue()
