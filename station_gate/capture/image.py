"""Picture files: the only place in the program that opens one."""

import threading
import warnings
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from station_gate.capture.boxes import boxed_picture
from station_gate.capture.jpeg import with_end_mark
from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput

MOST_BYTES = 64_000_000
"""A picture file of a person or a card has a few megabytes; 64 MB is no such picture."""

MOST_PIXELS = 50_000_000
"""50 megapixels, what good cameras give: 150 MB once decoded, the most we spend on a picture."""

_FORMATS = ("PNG", "JPEG", "JPEG2000", "WEBP", "AVIF", "BMP", "GIF", "PPM")
# A closed list: TIFF is left out (its library writes to the terminal by itself), and so
# are EPS and others that run programs or open further files. JPEG 2000 is what chips hold.

_BRANDS = 256  # bytes of a file that may name what kind of picture its boxes hold

_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF 2.3, tag 0x0112: what brings each orientation upright; 1 already is."""

_CLEAR = 128  # of alpha: less is seen through
_LUMA = (0.299, 0.587, 0.114)  # of R, G and B: ITU-R BT.601
_LIGHT = 160.0  # of luma: on white such a thing has too little contrast to be read

_warnings_lock = threading.Lock()  # catch_warnings changes what all threads see
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".avif", ".bmp", ".jp2", ".heic", ".heif"})
"""Endings of the names of pictures; the last two are answered with what to do."""


def read_image(path: str | Path) -> NDArray[np.uint8]:
    """Read a picture file upright: uint8 (H, W, 3) RGB, the caller's own.

    The EXIF orientation is applied, transparency is laid over white, or over black
    where what is drawn on it is light, 16-bit grays keep their upper 8 bits, of an
    animation the first frame counts. A JPEG may lack its end mark, and nothing else.
    Raises ``BadInput`` with one sentence for everything that is not a readable
    picture of at most ``MOST_BYTES`` and ``MOST_PIXELS``; a picture that is too
    large is refused by its size or its header, without decoding it.
    """
    path = Path(path)
    size = usable_size(path, "picture", MOST_BYTES)
    return decode_image(first_bytes(path, size), str(path))


def decode_image(
    content: bytes,
    name: str,
    *,
    formats: tuple[str, ...] = _FORMATS,
    most_pixels: int = MOST_PIXELS,
) -> NDArray[np.uint8]:
    """Decode a picture file's bytes as ``read_image`` does; ``name`` says whose they are.

    ``formats`` are Pillow's names of what it may be, some of the default ones.
    Raises ``BadInput``.
    """
    try:
        return _decoded(content, name, formats, most_pixels)
    except BadInput:
        raise
    except UnidentifiedImageError:
        raise BadInput(f"{name}: {_unknown(content)}") from None
    except Image.DecompressionBombError:
        raise _too_large(name, "far", most_pixels) from None
    except Exception:  # a decoder may raise anything on hostile bytes; all mean the same
        pixels = _without_end_mark(content, name, most_pixels) if "JPEG" in formats else None
        if pixels is None:
            raise BadInput(
                f"{name}: the picture is damaged or cut short; copy or photograph it again."
            ) from None
        return pixels


def _decoded(
    content: bytes, name: str, formats: tuple[str, ...], most_pixels: int
) -> NDArray[np.uint8]:
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(content), formats=formats) as picture:
            width, height = picture.size
            if width * height > most_pixels:
                raise _too_large(name, f"{width:,} x {height:,},", most_pixels)
            return _rgb(name, picture)


def _without_end_mark(content: bytes, name: str, most_pixels: int) -> NDArray[np.uint8] | None:
    """Decode a JPEG file that lacks nothing but its end; ``None`` for every other."""

    def decode(mended: bytes) -> NDArray[np.uint8]:
        return _decoded(mended, name, ("JPEG",), most_pixels)

    try:
        mended = with_end_mark(content, decode)
        return None if mended is None else decode(mended)
    except Exception:  # as above
        return None


def _unknown(content: bytes) -> str:
    if kind := boxed_picture(content[:_BRANDS]):
        return f"{kind} pictures are not read here; save it as a JPEG or PNG file."
    return "this is not a picture that can be read; use a PNG or JPEG file."


def _too_large(name: str, how: str, most_pixels: int) -> BadInput:
    return BadInput(
        f"{name}: the picture is too large ({how} more than"
        f" {most_pixels // 1_000_000} megapixels); use a smaller picture."
    )


def _rgb(name: str, picture: Image.Image) -> NDArray[np.uint8]:
    picture.load()
    orientation = _orientation(picture)
    if picture.mode == "F":
        raise BadInput(
            f"{name}: the picture has floating-point pixels; save it as an ordinary PNG or JPEG."
        )
    flat: Image.Image = picture
    if picture.mode.startswith("I"):  # I;16 and, for PPM, I holding 16 bits
        flat = Image.fromarray(_upper_byte(np.asarray(picture)))
    if flat.has_transparency_data:
        flat = flat.convert("RGBA")
        ground = "black" if _is_light(np.asarray(flat)) else "white"
        flat = Image.alpha_composite(Image.new("RGBA", flat.size, ground), flat)
    flat = flat.convert("RGB")
    if orientation in _UPRIGHT:
        flat = flat.transpose(_UPRIGHT[orientation])
    return np.array(flat, dtype=np.uint8)


def _is_light(pixels: NDArray[np.uint8]) -> bool:
    """Return whether what borders on transparent places, RGBA (H, W, 4), would be lost on white."""
    clear = pixels[:, :, 3] < _CLEAR
    edge = np.zeros_like(clear)
    edge[:, 1:] |= clear[:, :-1]
    edge[:, :-1] |= clear[:, 1:]
    edge[1:] |= clear[:-1]
    edge[:-1] |= clear[1:]
    bordering = pixels[edge & ~clear][:, :3]
    return bool(len(bordering)) and float(np.median(bordering @ _LUMA)) > _LIGHT


def _upper_byte(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    return (np.clip(values.astype(np.int64), 0, 0xFFFF) >> 8).astype(np.uint8)


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # broken EXIF beside a good picture: take the picture as it stands
        return 1
