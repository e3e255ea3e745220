"""``station-gate ticket inspect``: what the codes in a picture, a video or a file say."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from station_gate.assembly.resources import fixture
from station_gate.barcodes.reader import Barcode, BarcodeReader, other_code
from station_gate.capture.image import read_image
from station_gate.capture.video import Video, is_video
from station_gate.documents.formats import PICTURES
from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput, ExitCode
from station_gate.tickets.explain import explain
from station_gate.tickets.formats import Trust
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.summary import Fact, summarise
from station_gate.tickets.ticketlines import HOLDS, Line
from station_gate.tickets.uic.registry import UicKeys
from station_gate.zones import machine_zone

JSON_VERSION = 2
_PICTURES = PICTURES | {".gif", ".ppm", ".pgm"}
_MOST_BYTES = 2953  # what a QR code holds as bytes: version 40-L, ISO/IEC 18004 table 7
_MOST_FRAMES = 5_000  # of a video: some three minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A code, and where it was."""

    payload: bytes
    symbology: str
    place: str
    """In words."""
    frame: int | None = None
    """Of a video, counted from 1."""
    seconds: float | None = None
    """From the video's beginning."""


@dataclass(frozen=True, slots=True)
class _Explained:
    found: Found
    facts: list[Fact]
    lines: list[Line]

    @property
    def signature_holds(self) -> bool:
        return any(
            field == "signature" and value == HOLDS and not note.startswith("key_date")
            for field, value, note in self.lines
        )


def run_inspect(path: Path, issuers: Path | None, uic_keys: Path | None, as_json: bool) -> ExitCode:
    """Say what every code in a file says; the answer is no without a good signature."""
    trust = Trust(
        own=KeyRing.load(issuers or fixture("issuer/keys.toml")),
        uic=UicKeys.load(uic_keys or fixture("issuer/uic-keys.xml")),
    )
    now = datetime.now(machine_zone())
    explained = []
    for found in find_codes(path):
        lines = explain(found.payload, trust, now)
        facts = summarise(lines, found.payload, trust, now)
        explained.append(_Explained(found, facts, lines))
    if as_json:
        codes = [_plain(each) for each in explained]
        print(json.dumps({"version": JSON_VERSION, "codes": codes}))
    else:
        print("\n\n".join(_text(each) for each in explained))
    good = any(each.signature_holds for each in explained)
    return ExitCode.OK if good else ExitCode.NO


def find_codes(path: Path) -> list[Found]:
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
        return [Found(payload=payload, symbology="raw bytes", place="the file's bytes")]
    return _in_picture(path)


def _in_picture(path: Path) -> list[Found]:
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
        Found(payload=c.payload, symbology=c.symbology, place=f"{_name(c)} in the picture")
        for c in codes
    ]


def _in_video(path: Path) -> list[Found]:
    reader, video = BarcodeReader(), Video(path)
    frame = 0
    try:
        while frame < _MOST_FRAMES and (moment := video.next()) is not None:
            frame += 1
            if codes := reader.read(moment.pixels):
                return [
                    Found(
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


def _plain(explained: _Explained) -> dict[str, object]:
    found = explained.found
    return {
        "symbology": found.symbology,
        "bytes": len(found.payload),
        "frame": found.frame,
        "seconds": found.seconds,
        "signature_holds": explained.signature_holds,
        "summary": dict(explained.facts),
        "fields": [{"field": f, "value": v, "note": n} for f, v, n in explained.lines],
    }


def _text(explained: _Explained) -> str:
    facts = [*explained.facts, ("read", explained.found.place)]
    width = max(len(about) for about, _ in facts)
    top = [f"{about:<{width}}  {words}" for about, words in facts]
    width = max(len(field) for field, _, _ in explained.lines)
    below = [
        f"  {field:<{width}}  {value}" + (f"  ({note})" if note else "")
        for field, value, note in explained.lines
    ]
    return "\n".join([*top, "", "field by field", *below])
