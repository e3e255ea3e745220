"""The search for codes goes on until something is a ticket, whatever else is in the picture."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import segno
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from station_gate.barcodes import looking
from station_gate.barcodes.areas import Area
from station_gate.barcodes.looking import Turn
from station_gate.barcodes.reader import Barcode, BarcodeReader
from station_gate.capture.image import read_image
from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.ticket import sign_ticket
from tests.barcodes.pictures import Picture, Scene, background, draw

PAYLOAD = np.random.default_rng(190).bytes(190)
ADVERTISEMENT = b"https://example.com/summer-sale?utm_source=poster"
ROUND = 9
"""Frames until each way of looking has been tried."""


def any_code(_: bytes) -> bool:
    """Where a payload is no ticket, and what is tried is not the search for one."""
    return True


def read_within(frames: int, pictures: list[Picture], payload: bytes) -> bool:
    reader = BarcodeReader()
    return any(
        payload in [code.payload for code in reader.read(pictures[number % len(pictures)])]
        for number in range(frames)
    )


# ---------------------------------------------------------------------- beside other codes

WORN = {
    "blurred": Scene(blur=2),
    "little contrast": Scene(contrast=0.08),
    "noisy": Scene(noise=60),
    "in deep shade": Scene(shadow=0.95),
    "light on dark": Scene(inverted=True, blur=1.2),
}


@pytest.mark.parametrize("worn", WORN.values(), ids=WORN)
@pytest.mark.parametrize("first", [True, False], ids=["left", "right"])
def test_a_worn_ticket_is_read_beside_a_clear_code_that_is_none(
    key: IssuerKey, ticket: Ticket, worn: Scene, first: bool
) -> None:
    payload = sign_ticket(ticket, key)
    pictures = []
    for frame in range(3):
        poster = draw(ADVERTISEMENT, Scene(module=6), 1, frame)
        pair = [draw(payload, worn, 2, frame), poster][:: 1 if first else -1]
        pictures.append(np.concatenate(pair, axis=1))
    assert not read_within(1, pictures, payload)
    assert read_within(2 * ROUND, pictures, payload)
    found = [code.payload for code in BarcodeReader().read_still(pictures[0])]
    assert payload in found


def test_what_is_no_ticket_is_told_as_well_and_followed() -> None:
    pictures = [draw(ADVERTISEMENT, Scene(module=6), 1, frame) for frame in range(4)] * 3
    reader = BarcodeReader()
    for picture in pictures:
        assert [code.payload for code in reader.read(picture)] == [ADVERTISEMENT]
    assert [code.payload for code in reader.read_still(pictures[0])] == [ADVERTISEMENT]


def test_a_ticket_that_has_been_judged_is_no_end_of_the_search(
    key: IssuerKey, ticket: Ticket
) -> None:
    clear, worn = sign_ticket(ticket, key), PAYLOAD
    picture = np.concatenate(
        [draw(clear, Scene(module=5), 1), draw(worn, Scene(blur=2), 2)], axis=1
    )
    reader = BarcodeReader()
    for _ in range(2 * ROUND):
        assert [code.payload for code in reader.read(picture)] == [clear]
    reader.pass_over([clear])
    found = {code.payload for _ in range(ROUND) for code in reader.read(picture)}
    assert found == {clear, worn}


# ---------------------------------------------------------------------- stacks that fill the frame


def filling(payload: bytes, share: float, turned: int, size: tuple[int, int]) -> Picture:
    """Return a PDF417 that takes a share of the frame's width, or of its height when it stands."""
    code = np.array(
        zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.PDF417).to_image(scale=6)
    )
    code = np.ascontiguousarray(np.rot90(np.pad(code, 12, constant_values=255), turned // 90))
    width, height = size
    scale = share * min(width / code.shape[1], height / code.shape[0])
    shown = (min(width, round(code.shape[1] * scale)), min(height, round(code.shape[0] * scale)))
    code = cv2.resize(code, shown, interpolation=cv2.INTER_AREA)
    hall = background(size, turned)
    left, top = (width - shown[0]) // 2, (height - shown[1]) // 2
    hall[top : top + shown[1], left : left + shown[0]] = code * 0.85 + 15
    hall += np.random.default_rng(turned).normal(0, 4, hall.shape)
    return np.repeat(np.clip(hall, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


@pytest.mark.parametrize("share", [0.6, 0.7, 0.8, 0.9, 1.0])
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("length", [40, 190])
def test_a_stack_that_fills_the_frame_is_read_live(share: float, turned: int, length: int) -> None:
    payload = PAYLOAD[:length]
    picture = filling(payload, share, turned, (1280, 720))
    reader = BarcodeReader()
    found = {code.payload for _ in range(4) for code in reader.read(picture)}
    assert found == {payload}


@pytest.mark.parametrize("size", [(260, 100), (340, 160), (640, 200)])
def test_a_frame_that_is_hardly_more_than_a_stack_is_read_live(size: tuple[int, int]) -> None:
    picture = filling(b"TICKET 1", 1.0, 0, size)
    assert read_within(ROUND, [picture], b"TICKET 1")


# ---------------------------------------------------------------------- no false value


def test_what_was_corrected_to_its_limit_is_believed_when_read_in_two_ways(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corners = ((10.0, 10.0), (90.0, 10.0), (90.0, 90.0), (10.0, 90.0))
    ways: list[object] = []

    def corrected(_: NDArray[np.uint8], turn: Turn) -> list[Barcode]:
        ways.append(turn.prepare)
        return [Barcode(b"wrong as easily", "pdf417", corners, unused=0.0)]

    monkeypatch.setattr(looking, "_zxing", corrected)
    reader = BarcodeReader()
    picture = np.zeros((100, 100, 3), np.uint8)
    assert reader.read(picture) == []
    assert ways
    assert reader.glimpses[0] == corners
    assert [code.payload for code in reader.read(picture)] == [b"wrong as easily"]


def test_a_stack_that_was_once_read_wrongly_is_read_right(shared_data: Path) -> None:
    picture = read_image(shared_data / "cases/peers/barcodes/pdf417_turned_270_read_wrong.webp")
    for turned in range(4):
        seen = np.ascontiguousarray(np.rot90(picture, turned))
        reader = BarcodeReader(any_code)
        live = {code.payload for _ in range(2 * ROUND) for code in reader.read(seen)}
        still = {code.payload for code in reader.read_still(seen)}
        assert live == still == {b"A PDF 417 barcode with ASCII text"}


# ---------------------------------------------------------------------- colours and grounds


def modules(payload: bytes, symbology: str = "qr", scale: int = 4) -> NDArray[np.bool_]:
    """Dark modules, with a quiet zone of four."""
    if symbology == "qr":
        drawn = np.array(segno.make_qr(payload, error="m", mode="byte").matrix) > 0
    else:
        kind = {"aztec": zxingcpp.BarcodeFormat.Aztec, "pdf417": zxingcpp.BarcodeFormat.PDF417}
        drawn = np.array(zxingcpp.create_barcode(payload, kind[symbology]).to_image(scale=1)) < 128
    return np.kron(np.pad(drawn, 4), np.ones((scale, scale))) > 0


@pytest.mark.parametrize("colour", [(255, 255, 255), (200, 200, 205), (138, 180, 248)])
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_light_modules_on_a_transparent_ground_are_read(
    tmp_path: Path, colour: tuple[int, int, int], mode: str
) -> None:
    dark = modules(PAYLOAD)
    pixels = np.zeros((*dark.shape, 4), np.uint8)
    pixels[dark] = (*colour, 255)
    path = tmp_path / "ticket.png"
    picture = Image.fromarray(pixels)
    picture.quantize(8).save(path) if mode == "P" else picture.convert(mode).save(path)
    (code,) = BarcodeReader(any_code).read_still(read_image(path))
    assert code.payload == PAYLOAD
    assert read_within(ROUND, [read_image(path)], PAYLOAD)


def test_dark_modules_on_a_transparent_ground_are_read(tmp_path: Path) -> None:
    dark = modules(PAYLOAD)
    pixels = np.zeros((*dark.shape, 4), np.uint8)
    pixels[dark] = (20, 30, 90, 255)
    Image.fromarray(pixels).save(tmp_path / "ticket.png")
    (code,) = BarcodeReader(any_code).read_still(read_image(tmp_path / "ticket.png"))
    assert code.payload == PAYLOAD


def luma(colour: tuple[int, int, int]) -> float:
    return float(np.dot(colour, (0.299, 0.587, 0.114)))


PAIRS = {
    "red on green": ((210, 30, 30), (20, 132, 20)),
    "green on red": ((20, 132, 20), (210, 30, 30)),
    "blue on olive": ((30, 30, 230), (60, 55, 15)),
    "orange on blue": ((190, 90, 10), (60, 104, 255)),
}


@pytest.mark.parametrize(("ink", "ground"), PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize("symbology", ["qr", "aztec", "pdf417"])
def test_colours_of_one_lightness_are_read_by_one_of_them(
    ink: tuple[int, int, int], ground: tuple[int, int, int], symbology: str
) -> None:
    assert abs(luma(ink) - luma(ground)) < 8
    dark = modules(PAYLOAD[:60], symbology)
    picture = np.full((360, 760, 3), (90, 110, 100), np.uint8)
    height, width = dark.shape
    picture[40 : 40 + height, 60 : 60 + width] = np.where(dark[:, :, None], ink, ground)
    assert read_within(2 * ROUND, [picture], PAYLOAD[:60])
    assert PAYLOAD[:60] in [code.payload for code in BarcodeReader(any_code).read_still(picture)]


# ---------------------------------------------------------------------- the longest codes

LONGEST = {
    "bytes": segno.make_qr(bytes(range(256)) * 11 + bytes(137), mode="byte", error="l"),
    "digits": segno.make_qr("1234567890" * 708 + "123456789", mode="numeric", error="l"),
    "letters": segno.make_qr("STATION$%*" * 429 + "GATE12", mode="alphanumeric", error="l"),
}


@pytest.mark.parametrize(("kind", "length"), [("bytes", 2953), ("digits", 7089), ("letters", 4296)])
def test_the_longest_qr_codes_are_read(kind: str, length: int) -> None:
    code = LONGEST[kind]
    assert code.version == 40
    gray = np.array(list(code.matrix_iter(scale=4, border=4)))
    gray = np.where(gray > 0, 20, 235).astype(np.uint8)
    picture = np.full((760, 1000, 3), 128, np.uint8)
    picture[10 : 10 + gray.shape[0], 100 : 100 + gray.shape[1]] = gray[:, :, None]
    (still,) = BarcodeReader(any_code).read_still(picture)
    assert len(still.payload) == length
    assert read_within(ROUND, [picture[:750]], still.payload)


def test_a_frame_that_is_dense_all_over_is_looked_at_with_few_pixels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noise = np.random.default_rng(4).integers(0, 256, (720, 1280), np.uint8)
    everywhere = (0, 0, 1280, 720)
    prepared: list[int] = []
    look_at, read = looking.look_at, zxingcpp.read_barcodes

    def of_the_place(gray: NDArray[np.uint8], **options: Any) -> Any:
        prepared.append(gray.size)
        return read(gray, **options)

    def watched(gray: NDArray[np.uint8], area: Area, turn: Turn, zbar: Any) -> Any:
        place = area == everywhere and not turn.whole
        with monkeypatch.context() as patch:
            if place:
                patch.setattr(zxingcpp, "read_barcodes", of_the_place)
            return look_at(gray, area, turn, zbar)

    monkeypatch.setattr("station_gate.barcodes.reader.look_at", watched)
    reader = BarcodeReader()
    for _ in range(45):  # five rounds: every place has had its turn
        assert not reader.read(np.dstack([noise] * 3))
    assert len(prepared) == 5  # once in a frame of one round, where it is not all of it already
    assert max(prepared) <= 1.01 * 640 * 360
