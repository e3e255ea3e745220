"""Picture files: what is read is right, and what cannot be read is said in one sentence."""

import io
import os
import re
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from station_gate.capture.image import MOST_BYTES, read_image
from station_gate.capture.video import is_video
from station_gate.problems import BadInput, ExitCode

_RED, _GREEN, _BLUE, _WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def _corners() -> Image.Image:
    """Red top left, green top right, blue bottom left, white bottom right; 40 wide, 20 high."""
    picture = Image.new("RGB", (40, 20), _WHITE)
    picture.paste(_RED, (0, 0, 20, 10))
    picture.paste(_GREEN, (20, 0, 40, 10))
    picture.paste(_BLUE, (0, 10, 20, 20))
    return picture


def _noise(width: int = 200, height: int = 200) -> NDArray[np.uint8]:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)


def _encoded(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def _refusal(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_image(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert sentence.count("; ") >= 1, "what is wrong; what to do"
    assert caught.value.exit_code is ExitCode.BAD_INPUT
    return sentence


@pytest.mark.parametrize("kind", ["png", "bmp", "ppm", "webp", "jpeg2000"])
def test_pixels_come_as_rgb(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "picture"
    lossless = {"lossless": True} if kind == "webp" else {}
    _corners().save(path, kind, **lossless)
    pixels = read_image(path)
    assert pixels.dtype == np.uint8
    assert pixels.shape == (20, 40, 3)
    assert pixels.flags.c_contiguous
    assert pixels.flags.writeable
    assert tuple(pixels[2, 2]) == _RED
    assert tuple(pixels[2, 38]) == _GREEN
    assert tuple(pixels[18, 2]) == _BLUE


def test_a_jpeg_comes_as_rgb(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    _corners().save(path, quality=95)
    assert np.abs(read_image(path)[3, 3].astype(int) - _RED).max() < 12


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_exif_orientation_is_applied(tmp_path: Path, orientation: int) -> None:
    # store the picture as a camera held that way would, then read it upright again
    stored = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    picture = _corners() if stored is None else _corners().transpose(stored)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "photo.png"
    picture.save(path, exif=exif)
    assert np.array_equal(read_image(path), np.asarray(_corners()))


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0"]
)
def test_broken_exif_beside_a_good_picture_does_no_harm(tmp_path: Path, exif: bytes) -> None:
    path = tmp_path / "photo.jpg"
    _corners().save(path, exif=exif)
    assert read_image(path).shape == (20, 40, 3)


def test_a_broken_exif_chunk_in_a_png_does_no_harm(tmp_path: Path) -> None:
    content = _encoded(_corners(), "png")
    chunk = b"eXIf" + b"no TIFF header at all"
    inserted = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    path = tmp_path / "photo.png"
    path.write_bytes(content[:33] + inserted + content[33:])  # behind the header chunk
    assert np.array_equal(read_image(path), np.asarray(_corners()))


def test_an_orientation_that_is_none_leaves_the_picture_as_it_stands(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 9
    path = tmp_path / "photo.png"
    _corners().save(path, exif=exif)
    assert np.array_equal(read_image(path), np.asarray(_corners()))


def test_sixteen_bit_grays_keep_their_upper_byte(tmp_path: Path) -> None:
    deep = np.array([[0, 255, 256, 0x8000, 0xFFFF]], dtype=np.uint16)
    path = tmp_path / "deep.png"
    Image.fromarray(deep).save(path)
    assert read_image(path)[0].tolist() == [[v, v, v] for v in (0, 0, 1, 128, 255)]
    path = tmp_path / "deep.pgm"
    path.write_bytes(b"P5 5 1 65535\n" + deep.astype(">u2").tobytes())
    assert read_image(path)[0, :, 0].tolist() == [0, 0, 1, 128, 255]


def test_sixteen_bit_colours_are_read(tmp_path: Path) -> None:
    row = b"\0" + struct.pack(">6H", 0xFFFF, 0, 0, 0, 0x8000, 0xFFFF)
    path = tmp_path / "deep.png"
    path.write_bytes(_png(2, 1, depth=16, colour=2, rows=row))
    assert read_image(path)[0].tolist() == [[255, 0, 0], [0, 128, 255]]


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 77, (77, 77, 77)),
        ("LA", (0, 0), (255, 255, 255)),
        ("RGBA", (255, 0, 0, 255), (255, 0, 0)),
        ("RGBA", (10, 20, 30, 0), (255, 255, 255)),
        ("RGBA", (0, 0, 0, 51), (204, 204, 204)),
        ("P", 3, (3, 3, 3)),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(
    tmp_path: Path, mode: str, colour: int | tuple[int, ...], expected: tuple[int, int, int]
) -> None:
    path = tmp_path / "picture.png"
    picture = Image.new(mode, (8, 8), colour)
    if mode == "P":
        picture.putpalette([v for gray in range(256) for v in (gray, gray, gray)])
    picture.save(path)
    assert tuple(read_image(path)[4, 4]) == expected


def test_a_transparent_palette_entry_is_white(tmp_path: Path) -> None:
    picture = Image.new("P", (8, 8), 0)
    picture.putpalette([10, 20, 30, 200, 100, 50])
    picture.putpixel((3, 3), 1)
    picture.save(tmp_path / "one.gif", transparency=0)
    picture.save(tmp_path / "many.png", transparency=bytes([0, 255]))
    for name in ("one.gif", "many.png"):
        pixels = read_image(tmp_path / name)
        assert tuple(pixels[0, 0]) == _WHITE
        assert tuple(pixels[3, 3]) == (200, 100, 50)


def test_cmyk_is_not_inverted(tmp_path: Path) -> None:
    path = tmp_path / "print.jpg"
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(path, quality=95)
    assert np.abs(read_image(path)[8, 8].astype(int) - _RED).max() < 12


@pytest.mark.parametrize("kind", ["gif", "png", "webp"])
def test_of_an_animation_the_first_frame_counts(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"moving.{kind}"
    first, second = Image.new("RGB", (16, 16), _RED), Image.new("RGB", (16, 16), _BLUE)
    first.save(path, save_all=True, append_images=[second], duration=100)
    assert np.abs(read_image(path)[8, 8].astype(int) - _RED).max() < 12


def _missing(folder: Path) -> Path:
    return folder / "nowhere.png"


def _folder(folder: Path) -> Path:
    (folder / "pictures").mkdir()
    return folder / "pictures"


def _empty(folder: Path) -> Path:
    (folder / "empty.png").touch()
    return folder / "empty.png"


def _text(folder: Path) -> Path:
    (folder / "notes.png").write_text("this is not a picture\n" * 20)
    return folder / "notes.png"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.png")
    return folder / "pipe.png"


def _huge_file(folder: Path) -> Path:
    path = folder / "huge.png"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)  # sparse: it takes no room
    return path


def _loop(folder: Path) -> Path:
    (folder / "loop.png").symlink_to("loop.png")
    return folder / "loop.png"


def _long_name(folder: Path) -> Path:
    return folder / ("x" * 400 + ".png")


def _float(folder: Path) -> Path:
    (folder / "float.ppm").write_bytes(b"Pf 2 2 -1.0\n" + struct.pack("<4f", 0, 0.5, 1, 2))
    return folder / "float.ppm"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_missing, "no such file"),
        (_folder, "this is a folder"),
        (_empty, "is empty"),
        (_text, "not a picture"),
        (_pipe, "a device or a pipe"),
        (_huge_file, "2,000 MB, more than the 64 MB"),
        (_loop, "cannot be looked up"),
        (_long_name, "cannot be looked up"),
        (_float, "floating-point"),
    ],
)
def test_what_is_no_picture_is_refused_in_one_sentence(
    tmp_path: Path, make: Callable[[Path], Path], says: str
) -> None:
    assert says in _refusal(make(tmp_path))


def test_a_device_and_a_name_with_nul_are_refused() -> None:
    assert "a device or a pipe" in _refusal(Path("/dev/zero"))
    with pytest.raises(BadInput, match="cannot be looked up"):
        read_image("pict\0ure.png")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(_encoded(_corners(), "png"))
    path.chmod(0)
    assert "permissions" in _refusal(path)


@pytest.mark.parametrize(
    ("error", "says"),
    [(PermissionError(), "permissions"), (OSError(5, "Input/output error"), "check the disk")],
)
@pytest.mark.parametrize("step", ["open", "stat"])
def test_a_file_that_the_system_does_not_give_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, says: str, step: str
) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(_encoded(_corners(), "png"))

    def refuses(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Path, step, refuses)
    expected = "cannot be looked up" if step == "stat" and error.errno else says
    assert expected in _refusal(path)


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "bmp", "webp", "jpeg2000"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_picture_cut_short_is_refused(
    tmp_path: Path, kind: str, kept: float, capfd: pytest.CaptureFixture[str]
) -> None:
    content = _encoded(Image.fromarray(_noise()), kind)
    path = tmp_path / f"cut.{kind}"
    path.write_bytes(content[: int(len(content) * kept)])
    assert re.search("damaged or cut short|not a picture", _refusal(path))
    assert capfd.readouterr() == ("", "")


def test_a_corrupt_picture_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    content = bytearray(_encoded(Image.fromarray(_noise()), "png"))
    middle = len(content) // 2
    content[middle : middle + 2000] = bytes(2000)
    path = tmp_path / "corrupt.png"
    path.write_bytes(content)
    assert "damaged" in _refusal(path)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "bmp", "webp", "jpeg2000", "ppm"])
def test_scrambled_bytes_never_raise_anything_else(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    content = _encoded(Image.fromarray(_noise(32, 32)), kind)
    chance = np.random.default_rng(3)
    path = tmp_path / f"scrambled.{kind}"
    refusals = []
    for _ in range(150):
        scrambled = bytearray(content)
        for place in chance.integers(0, min(len(content), 400), 8):
            scrambled[place] = chance.integers(0, 256)
        path.write_bytes(scrambled)
        try:
            assert read_image(path).dtype == np.uint8
        except BadInput as problem:
            refusals.append(str(problem))
    assert refusals
    assert all(path.name in sentence for sentence in refusals)
    assert capfd.readouterr() == ("", "")


def _png(width: int, height: int, *, depth: int = 8, colour: int = 2, rows: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = zlib.compress(rows)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [7_100, 10_000, 30_000])
def test_too_large_a_picture_is_refused_from_its_header(tmp_path: Path, side: int) -> None:
    path = tmp_path / "wall.png"
    path.write_bytes(_png(side, side))
    tracemalloc.start()
    try:
        assert "more than 50 megapixels" in _refusal(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_the_limit_on_bytes_is_inclusive(tmp_path: Path) -> None:
    content = _encoded(_corners(), "png")
    path = tmp_path / "padded.png"
    path.write_bytes(content)
    with path.open("r+b") as file:
        file.truncate(MOST_BYTES)
    assert read_image(path).shape == (20, 40, 3)
    with path.open("r+b") as file:
        file.truncate(MOST_BYTES + 1)
    assert "64 MB" in _refusal(path)


def test_a_real_photograph(shared_data: Path) -> None:
    path = next((shared_data / "lfw").rglob("*.jpg"))
    pixels = read_image(path)
    assert pixels.shape == (250, 250, 3)
    assert 20 < pixels.mean() < 235


# ---------------------------------------------------------------------- the end of a JPEG


JPEGS: dict[str, dict[str, object]] = {
    "baseline": {"quality": 90},
    "progressive": {"quality": 90, "progressive": True},
    "restarts": {"quality": 80, "restart_marker_rows": 1},
    "half the colours": {"quality": 70, "subsampling": 2},
}


def _jpeg(options: dict[str, object], mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.fromarray(_noise(90, 70)).convert(mode).save(out, "jpeg", **options)
    return out.getvalue()


@pytest.mark.parametrize("options", JPEGS.values(), ids=JPEGS)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("lost", [1, 2])
def test_a_jpeg_that_only_lacks_its_end_mark_is_read(
    tmp_path: Path, options: dict[str, object], mode: str, lost: int
) -> None:
    whole = _jpeg(options, mode)
    assert whole.endswith(b"\xff\xd9")
    for name, content in (("whole", whole), ("cut", whole[:-lost])):
        (tmp_path / f"{name}.jpg").write_bytes(content)
    pixels = read_image(tmp_path / "cut.jpg")
    assert np.array_equal(pixels, read_image(tmp_path / "whole.jpg"))


@pytest.mark.parametrize("options", JPEGS.values(), ids=JPEGS)
@pytest.mark.parametrize("lost", [4, 8, 40, 400])
def test_a_jpeg_that_lacks_more_is_refused(
    tmp_path: Path, options: dict[str, object], lost: int
) -> None:
    (tmp_path / "cut.jpg").write_bytes(_jpeg(options)[:-lost])
    assert "damaged or cut short" in _refusal(tmp_path / "cut.jpg")


def test_a_progressive_jpeg_that_lacks_a_scan_is_refused(tmp_path: Path) -> None:
    content = _jpeg({"quality": 90, "progressive": True})
    scans = [match.start() for match in re.finditer(b"\xff\xda", content)]
    assert len(scans) > 3
    for last in (1, 2):
        (tmp_path / "cut.jpg").write_bytes(content[: scans[-last]])
        assert "damaged or cut short" in _refusal(tmp_path / "cut.jpg")


# ---------------------------------------------------------------------- telephones' pictures


def _boxes(brand: bytes, *others: bytes) -> bytes:
    brands = brand + bytes(4) + b"".join(others)
    return struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands + bytes(500)


@pytest.mark.parametrize("name", ["ticket.avif", "ticket.png", "ticket"])
def test_an_avif_picture_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    _corners().save(path, "avif", quality=95)
    pixels = read_image(path)
    assert pixels.shape == (20, 40, 3)
    assert np.abs(pixels[4, 4].astype(int) - _RED).max() < 30
    assert not is_video(path)


@pytest.mark.parametrize(
    "content",
    [_boxes(b"heic", b"mif1", b"heic"), _boxes(b"mif1", b"heic"), _boxes(b"heix"), _boxes(b"msf1")],
)
def test_a_heic_picture_is_named_as_what_it_is(tmp_path: Path, content: bytes) -> None:
    for name in ("ticket.heic", "ticket.jpg", "ticket"):
        path = tmp_path / name
        path.write_bytes(content)
        assert "HEIC pictures are not read here; save it as a JPEG or PNG" in _refusal(path)
        assert not is_video(path)


def test_a_film_in_the_same_boxes_is_still_one(tmp_path: Path) -> None:
    for brand in (b"isom", b"mp42", b"qt  "):
        (tmp_path / "film").write_bytes(_boxes(brand, b"avc1"))
        assert is_video(tmp_path / "film")


def test_a_broken_avif_picture_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "ticket.avif").write_bytes(_encoded(_corners(), "avif")[:200])
    assert re.search("damaged|not read here", _refusal(tmp_path / "ticket.avif"))


# ---------------------------------------------------------------------- transparent grounds


@pytest.mark.parametrize(
    ("drawn", "ground"),
    [((255, 255, 255), (0, 0, 0)), ((138, 180, 248), (0, 0, 0)), ((40, 90, 60), _WHITE)],
)
def test_what_is_drawn_on_a_transparent_ground_stands_out(
    tmp_path: Path, drawn: tuple[int, int, int], ground: tuple[int, int, int]
) -> None:
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture.paste((*drawn, 255), (10, 10, 30, 30))
    picture.save(tmp_path / "code.png")
    pixels = read_image(tmp_path / "code.png")
    assert tuple(pixels[0, 0]) == ground
    assert tuple(pixels[20, 20]) == drawn
