"""Picture files: the only place in the program that opens one."""

import threading
import warnings
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from station_gate.capture.files import first_bytes, usable_size
from station_gate.problems import BadInput

MOST_BYTES = 64_000_000
"""A picture file of a person or a card has a few megabytes; 64 MB is no such picture."""

MOST_PIXELS = 50_000_000
"""50 megapixels, what good cameras give: 150 MB once decoded, the most we spend on a picture."""

_FORMATS = ("PNG", "JPEG", "JPEG2000", "WEBP", "BMP", "GIF", "PPM")
# A closed list: TIFF is left out (its library writes to the terminal by itself), and so
# are EPS and others that run programs or open further files. JPEG 2000 is what chips hold.

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

_warnings_lock = threading.Lock()  # catch_warnings changes what all threads see


def read_image(path: str | Path) -> NDArray[np.uint8]:
    """Read a picture file upright: uint8 (H, W, 3) RGB, the caller's own.

    The EXIF orientation is applied, transparency is laid over white, 16-bit
    grays keep their upper 8 bits, of an animation the first frame counts.
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
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(BytesIO(content), formats=formats) as picture:
                width, height = picture.size
                if width * height > most_pixels:
                    raise _too_large(name, f"{width:,} x {height:,},", most_pixels)
                return _rgb(name, picture)
        except BadInput:
            raise
        except UnidentifiedImageError:
            raise BadInput(
                f"{name}: this is not a picture that can be read; use a PNG or JPEG file."
            ) from None
        except Image.DecompressionBombError:
            raise _too_large(name, "far", most_pixels) from None
        except Exception:  # a decoder may raise anything on hostile bytes; all mean the same
            raise BadInput(
                f"{name}: the picture is damaged or cut short; copy or photograph it again."
            ) from None


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
        white = Image.new("RGBA", flat.size, "white")
        flat = Image.alpha_composite(white, flat)
    flat = flat.convert("RGB")
    if orientation in _UPRIGHT:
        flat = flat.transpose(_UPRIGHT[orientation])
    return np.array(flat, dtype=np.uint8)


def _upper_byte(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    return (np.clip(values.astype(np.int64), 0, 0xFFFF) >> 8).astype(np.uint8)


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # broken EXIF beside a good picture: take the picture as it stands
        return 1
