"""The codes of a file that shows some: a picture, a video, or a code's bytes."""

from dataclasses import dataclass
from pathlib import Path

from station_gate.barcodes.reader import Barcode, BarcodeReader, other_code
from station_gate.capture.image import PICTURES, read_image
from station_gate.capture.video import Video, is_video
from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput

_PICTURES = PICTURES | {".gif", ".ppm", ".pgm"}
_MOST_BYTES = 2953
"""What a QR code holds as bytes: version 40-L, ISO/IEC 18004 table 7."""
_MOST_FRAMES = 5_000
"""Of a video: some three minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCode:
    """A code, and where it was."""

    payload: bytes
    symbology: str
    place: str
    """In words."""
    frame: int | None = None
    """Of a video, counted from 1."""
    seconds: float | None = None
    """From the video's beginning."""


def find_codes(path: Path) -> list[FoundCode]:
    """Find the codes of a picture, of the first frame of a video that shows any, or raw bytes.

    What is no picture by its name, no video by its contents and no longer than a code
    can hold is taken as a code's bytes. Raises ``BadInput`` where there is no code.
    """
    if path.suffix.lower() in _PICTURES:
        return _in_picture(path)
    if path.is_file() and is_video(path):
        return _in_video(path)
    if path.suffix.lower() == ".bin" or (path.is_file() and path.stat().st_size <= _MOST_BYTES):
        usable_size(path, "ticket payload", _MOST_BYTES)
        payload = first_bytes(path, _MOST_BYTES)
        return [FoundCode(payload=payload, symbology="raw bytes", place="the file's bytes")]
    return _in_picture(path)


def _in_picture(path: Path) -> list[FoundCode]:
    pixels = read_image(path)
    codes = BarcodeReader().read_still(pixels)
    if not codes:
        if other := other_code(pixels):
            raise BadInput(
                f"The code in {path} is of the kind {other}, which no ticket has; "
                "tickets are QR, Aztec or PDF417 codes."
            )
        raise BadInput(
            f"No code can be read in {path}; take it sharp, straight, "
            "and with the white edge around it."
        )
    return [
        FoundCode(payload=c.payload, symbology=c.symbology, place=f"{_name(c)} in the picture")
        for c in codes
    ]


def _in_video(path: Path) -> list[FoundCode]:
    reader, video = BarcodeReader(), Video(path)
    frame = 0
    try:
        while frame < _MOST_FRAMES and (moment := video.next()) is not None:
            frame += 1
            if codes := reader.read(moment.pixels):
                return [
                    FoundCode(
                        payload=code.payload,
                        symbology=code.symbology,
                        place=f"{_name(code)} in frame {frame}, at {moment.time:.2f} s",
                        frame=frame,
                        seconds=round(moment.time, 3),
                    )
                    for code in codes
                ]
    finally:
        video.close()
    raise BadInput(
        f"No code can be read in the {frame} frames of {path}; "
        "hold it still for a second, nearer, and without reflections."
    )


def _name(code: Barcode) -> str:
    return {"qr": "QR code", "aztec": "Aztec code", "pdf417": "PDF417"}[code.symbology]
