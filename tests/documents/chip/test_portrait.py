"""The portrait in data group 2: by what it begins with, in both encodings."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from station_gate.documents.chip.portrait import find_portrait
from station_gate.documents.chip.tlv import Malformed, write
from station_gate.issuing.chip import portrait_group
from station_gate.problems import BadInput


def encoded(codec: str, size: tuple[int, int] = (60, 80), **options: object) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(file, codec, **options)
    return file.getvalue()


JPEG = encoded("JPEG")
JP2 = encoded("JPEG2000")
J2K = encoded("JPEG2000", no_jp2=True)


@pytest.mark.parametrize("said", [0, 1, 7])
@pytest.mark.parametrize(
    ("picture", "codec"), [(JPEG, "JPEG"), (JP2, "JPEG 2000"), (J2K, "JPEG 2000")]
)
def test_the_magic_counts_and_not_the_header(picture: bytes, codec: str, said: int) -> None:
    found = find_portrait(portrait_group(picture, (1, 1), said))
    assert found.codec == codec
    assert found.encoded == picture
    pixels = found.decode("DG2")
    assert pixels.shape == (80, 60, 3)
    assert abs(int(pixels[0].mean()) - int(pixels[-1].mean())) > 100  # the gradient is there


def test_a_jpeg_2000_is_the_same_picture_as_its_jpeg() -> None:
    def decoded(picture: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
        pixels = find_portrait(portrait_group(picture, (60, 80), 1)).decode("DG2")
        return pixels.astype(np.int16)

    assert np.abs(decoded(JPEG) - decoded(JP2)).mean() < 3


def record(picture: bytes, points: int = 0, length_off: int = 0) -> bytes:
    """Return data group 2 with feature points and a record length that is wrong."""
    information = points.to_bytes(2, "big") + bytes(14)
    image = bytes(12)
    block = (4 + 16 + 8 * points + 12 + len(picture)).to_bytes(4, "big") + information
    block += b"\xff\xd8\xff\x01\x02\x03\x04\x05" * points + image + picture
    size = (14 + len(block) + length_off).to_bytes(4, "big")
    whole = b"FAC\x00010\x00" + size + b"\x00\x01" + block
    return write(0x75, write(0x7F61, write(0x02, b"\x01") + write(0x7F60, write(0x5F2E, whole))))


@pytest.mark.parametrize("length_off", [-8, -1, 0, 8, 100_000])
def test_a_wrong_record_length_does_no_harm(length_off: int) -> None:
    assert find_portrait(record(JPEG, length_off=length_off)).encoded == JPEG


def test_feature_points_are_passed_over_even_where_they_look_like_a_picture() -> None:
    assert find_portrait(record(JPEG, points=3)).encoded == JPEG


def test_a_wrong_number_of_feature_points_is_made_good() -> None:
    group = portrait_group(JP2, (60, 80), 1)
    at = group.index(b"FAC\x00") + 18
    group = group[:at] + b"\xff\xff" + group[at + 2 :]
    assert find_portrait(group).encoded == JP2


def test_the_tagged_encoding_of_2019_is_read() -> None:
    # ISO/IEC 39794-5: version block, then representations; the picture is an OCTET STRING
    picture = write(0xA0, write(0x80, JP2) + write(0xA1, write(0x80, b"\x01")))
    block = write(0xA1, write(0x30, write(0x80, b"\x01") + write(0xA1, write(0xA0, picture))))
    data = write(0x65, write(0xA0, write(0x80, b"\x03") + write(0x81, b"\x07\xe3")) + block)
    header = write(0xA1, write(0x80, b"\x03\x01"))
    template = write(0x7F60, header + write(0x7F2E, data))
    found = find_portrait(write(0x75, write(0x7F61, write(0x02, b"\x01") + template)))
    assert (found.codec, found.encoded) == ("JPEG 2000", JP2)


def group_of(template: bytes) -> bytes:
    return write(0x75, write(0x7F61, write(0x02, b"\x01") + write(0x7F60, template)))


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (b"", "cut short"),
        (write(0x61, b""), "instead of 75"),
        (write(0x75, b""), "no portrait"),
        (write(0x75, write(0x7F61, b"")), "no portrait"),
        (group_of(b""), "no portrait"),
        (group_of(write(0x5F2E, b"")), "no record"),
        (group_of(write(0x5F2E, b"FAC\x00")), "no record"),
        (group_of(write(0x5F2E, b"IIR\x00" + JPEG * 9)), "no record"),
        (group_of(write(0x5F2E, b"FAC\x00" + bytes(60))), "neither JPEG nor"),
        (group_of(write(0x7F2E, write(0x04, b"GIF89a"))), "neither JPEG nor"),
        (portrait_group(encoded("PNG"), (60, 80), 0), "neither JPEG nor"),
        (
            portrait_group(JPEG + b"\xff\xda\x00\x08" * 40, (60, 80), 0),
            "more than 32 passes",
        ),
    ],
)
def test_what_is_wrong_is_said(group: bytes, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        find_portrait(group)


def test_an_ordinary_progressive_jpeg_is_no_danger() -> None:
    progressive = encoded("JPEG", progressive=True)
    assert find_portrait(portrait_group(progressive, (60, 80), 0)).decode("DG2").any()


@pytest.mark.parametrize("picture", [JPEG[:200], JP2[:120], J2K[:60]])
def test_a_cut_picture_gets_one_sentence(picture: bytes) -> None:
    with pytest.raises(BadInput, match=r"DG2: the picture is damaged|not a picture"):
        find_portrait(portrait_group(picture, (60, 80), 0)).decode("DG2")


def test_a_picture_far_too_large_is_refused_by_its_header() -> None:
    bomb = encoded("JPEG", (2500, 2500), quality=1)
    assert len(bomb) < 200_000
    with pytest.raises(BadInput, match="4 megapixels"):
        find_portrait(portrait_group(bomb, (60, 80), 0)).decode("DG2")


@given(st.binary(max_size=200), st.booleans())
def test_any_record_is_read_or_refused(data: bytes, tagged: bool) -> None:
    template = write(0x7F2E, data) if tagged else write(0x5F2E, b"FAC\x00" + data)
    try:
        found = find_portrait(group_of(template))
    except Malformed:
        return
    assert found.encoded in data
