"""Tickets as pictures of QR codes."""

import io
from pathlib import Path

import segno

from station_gate.problems import BadInput

MOST_BYTES = 2331
"""What a QR code holds at error correction M: version 40 in byte mode, ISO/IEC 18004 table 7."""

_PIXELS_PER_MODULE = 8  # 57 modules and the quiet zone: 520 pixels, 44 mm at 300 dpi
_QUIET_ZONE = 4  # modules, ISO/IEC 18004 section 9.1


def write_qr_png(payload: bytes, path: Path) -> None:
    """Draw bytes as a QR code, level M, byte mode, black on white with its quiet zone.

    Raises ``BadInput`` when the payload does not fit or the file cannot be written.
    """
    code = _make(payload)
    try:
        with path.open("wb") as file:
            code.save(file, kind="png", scale=_PIXELS_PER_MODULE, border=_QUIET_ZONE)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.") from None


def modules(payload: bytes) -> list[list[bool]]:
    """Give the modules of the same code, row by row, dark ones ``True``; no quiet zone.

    Raises ``BadInput`` as ``write_qr_png`` does.
    """
    return [[bool(module) for module in row] for row in _make(payload).matrix]


def in_characters(payload: bytes) -> str:
    """Draw the same code with half blocks, for a terminal that prints dark on light or not."""
    picture = io.StringIO()
    _make(payload).terminal(picture, border=_QUIET_ZONE, compact=True)
    return picture.getvalue()


def _make(payload: bytes) -> segno.QRCode:
    if not 0 < len(payload) <= MOST_BYTES:
        raise BadInput(f"A QR code holds 1 to {MOST_BYTES} bytes, not {len(payload)}.")
    return segno.make_qr(payload, error="m", mode="byte", boost_error=False)
