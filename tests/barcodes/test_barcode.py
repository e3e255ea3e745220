"""Codes in drawn frames and in real pictures: damaged, turned, dim and hostile."""

import sys
from pathlib import Path

import numpy as np
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from station_gate.barcodes import looking
from station_gate.barcodes import reader as barcode
from station_gate.barcodes.areas import code_areas, cut_upright
from station_gate.barcodes.reader import BarcodeReader
from station_gate.barcodes.zbar import Zbar
from station_gate.capture.image import read_image
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.qr import write_qr_png
from station_gate.issuing.ticket import sign_ticket
from station_gate.problems import BadInput
from station_gate.tickets.checking import TicketRefused
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.own.ticketcode import decode
from tests.barcodes.pictures import Scene, draw
from tests.tickets.conftest import NOW

PAYLOAD = np.random.default_rng(190).bytes(190)  # no text in any character set
TURNS = 9

needs_zbar = pytest.mark.skipif(Zbar.load() is None, reason="libzbar is not on this machine")


def any_code(_: bytes) -> bool:
    """Most payloads here are no tickets; how the search goes on is in test_searching.py."""
    return True


def frames_needed(pixels: NDArray[np.uint8], payload: bytes = PAYLOAD) -> int:
    """How many frames that all look like this it takes until the code is read."""
    reader = BarcodeReader(any_code)
    for frame in range(1, TURNS + 1):
        if payload in [code.payload for code in reader.read(pixels)]:
            return frame
    raise AssertionError(f"not read in {TURNS} frames")


# ---------------------------------------------------------------------- good and degraded codes

EASY = {
    "straight": Scene(),
    "turned": Scene(turn=37),
    "upside down": Scene(turn=180),
    "tilted": Scene(tilt=45),
    "noisy": Scene(noise=40),
    "in deep shadow": Scene(shadow=0.9),
    "two pixels a module": Scene(module=2),
}
HARD = {
    "one and a quarter pixels a module": Scene(module=1.25),
    "low contrast": Scene(contrast=0.08),
    "blurred": Scene(blur=2),
    "on a screen": Scene(grid=0.8),
    "very noisy": Scene(noise=60),
}


@pytest.mark.parametrize("scene", EASY.values(), ids=EASY)
@pytest.mark.parametrize("seed", range(3))
def test_a_usable_code_is_read_in_the_first_frame(scene: Scene, seed: int) -> None:
    assert frames_needed(draw(PAYLOAD, scene, seed)) == 1


@pytest.mark.parametrize("scene", HARD.values(), ids=HARD)
@pytest.mark.parametrize("seed", range(3))
def test_a_bad_code_is_read_in_one_of_the_next_frames(scene: Scene, seed: int) -> None:
    pixels = draw(PAYLOAD, scene, seed)
    assert frames_needed(pixels) <= TURNS
    assert [code.payload for code in BarcodeReader(any_code).read_still(pixels)] == [PAYLOAD]


def test_preparing_a_frame_reads_what_the_plain_frame_does_not() -> None:
    assert frames_needed(draw(PAYLOAD, Scene(blur=2))) > 1


RUNGS = {
    "as a whole": (Scene(tilt=45), 0, 1),
    "tripled and sharpened": (Scene(symbology="aztec", blur=2), 0, 2),
    "smoothed": (Scene(symbology="aztec", noise=60), 0, 3),
    "smoothed and stretched": (Scene(contrast=0.05), 0, 3),
    "a stack, as it is": (Scene(symbology="pdf417", module=2, size=(1280, 720)), 1, 1),
    "a stack, smoothed": (Scene(symbology="pdf417", module=2.2, noise=50), 1, 4),
    "a stack, lit evenly": (Scene(symbology="pdf417", module=2.4, glare=0.2), 2, 4),
    "light on dark": (Scene(symbology="aztec", inverted=True), 0, 5),
    "a stack, doubled and sharpened": (Scene(symbology="pdf417", module=1.6, tilt=35), 0, 6),
    "a stack, light on dark": (Scene(symbology="pdf417", module=1.4, inverted=True), 1, 7),
    "a stack, lit evenly and sharper": (Scene(symbology="pdf417", module=1.3), 1, 8),
}


@pytest.mark.parametrize(("scene", "seed", "frame"), RUNGS.values(), ids=RUNGS)
def test_each_way_of_looking_reads_what_the_ways_before_it_do_not(
    scene: Scene, seed: int, frame: int
) -> None:
    assert frames_needed(draw(PAYLOAD, scene, seed)) == frame


@pytest.mark.parametrize("seed", range(3))
def test_what_only_deep_shade_or_a_moving_hand_hides_is_read(seed: int) -> None:
    short = PAYLOAD[:120]
    for scene in (
        Scene(shadow=0.95),
        Scene(symbology="pdf417", module=2.4, motion=5),
    ):
        reader = BarcodeReader()
        frames = (draw(short, scene, seed, number) for number in range(TURNS))
        assert any(short in [code.payload for code in reader.read(frame)] for frame in frames)


@pytest.mark.parametrize("motion", [3.0, 7.0])
def test_motion_does_not_turn_a_stack_of_bars(motion: float) -> None:
    """It blurs the edges across its own direction most; the bars still stand upright."""
    scene = Scene(symbology="pdf417", module=2.4, motion=motion)
    for seed in range(3):
        pixels = draw(PAYLOAD[:120], scene, seed)[:, :, 0]
        _, back = cut_upright(pixels, code_areas(pixels)[0])
        assert abs(np.degrees(np.arctan2(back[1, 0], back[0, 0]))) < 2


@pytest.mark.parametrize("turn", [45, 135])
def test_a_stack_of_bars_is_read_however_it_lies(turn: int) -> None:
    scene = Scene(symbology="pdf417", module=2.2, size=(1280, 720), turn=turn)
    pixels = draw(PAYLOAD, scene)
    assert frames_needed(pixels) == 1
    (code,) = BarcodeReader(any_code).read_still(pixels)
    assert code.symbology == "pdf417"
    corners = np.array(code.corners)
    assert np.allclose(corners.mean(0), (640, 360), atol=8)
    first_row = corners[1] - corners[0]
    lies = np.degrees(np.arctan2(first_row[1], first_row[0])) % 180
    assert abs(lies - turn) < 4


def test_a_code_beside_something_busier_has_its_turn_in_the_next_round() -> None:
    pixels = np.full((720, 1280, 3), 120, np.uint8)
    print_ = np.random.default_rng(3).integers(0, 2, (300, 300)) * 255
    pixels[40:640, 620:1220] = np.kron(print_, np.ones((2, 2)))[:, :, None]
    stack = draw(PAYLOAD[:40], Scene(symbology="pdf417", module=2))
    pixels[120:600] = np.where(
        np.arange(1280)[:, None] < 610, np.pad(stack, ((0, 0), (0, 640), (0, 0))), pixels[120:600]
    )
    reader = BarcodeReader()
    found = [bool(reader.read(pixels)) for _ in range(2 * TURNS)]
    assert TURNS <= found.index(True) < 2 * TURNS


@needs_zbar
def test_the_second_reader_gets_codes_without_a_quiet_zone() -> None:
    pixels = draw(PAYLOAD, Scene(quiet=0), 1)
    assert frames_needed(pixels) == 7  # the turn in which zbar looks
    (code,) = BarcodeReader(any_code).read_still(pixels)
    assert (code.payload, code.symbology) == (PAYLOAD, "qr")


@pytest.mark.parametrize(
    ("scene", "scale"),
    [
        (Scene(), 1),
        pytest.param(Scene(module=1.25), 1, id="doubled"),
        pytest.param(Scene(module=1.6, turn=8, tilt=10), 1, id="tripled"),
        pytest.param(Scene(), 4, id="reduced"),
    ],
)
def test_corners_are_in_the_frames_own_pixels(scene: Scene, scale: int) -> None:
    pixels = draw(PAYLOAD, scene).repeat(scale, axis=0).repeat(scale, axis=1)
    (code,) = BarcodeReader(any_code).read_still(pixels)
    assert len(code.corners) == 4
    corners = np.array(code.corners) / scale
    assert np.allclose(corners.mean(0), (320, 240), atol=3)
    radius = 57 * scene.module / np.sqrt(2)  # version 10 has 57 modules
    assert np.allclose(np.hypot(*(corners - (320, 240)).T), radius, atol=6)


@needs_zbar
def test_the_second_readers_corners_are_in_the_frames_own_pixels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(looking, "_zxing", lambda *_: [])
    pixels = draw(PAYLOAD, Scene()).repeat(3, axis=0).repeat(3, axis=1)
    (code,) = BarcodeReader(any_code).read_still(pixels)
    for x, y in code.corners:
        assert abs(abs(x / 3 - 320) - 57 * 2) < 5
        assert abs(abs(y / 3 - 240) - 57 * 2) < 5


def test_what_read_a_code_looks_at_the_next_frame_again() -> None:
    reader = BarcodeReader(any_code)
    blurred, noisy = draw(PAYLOAD, Scene(blur=2)), draw(PAYLOAD, Scene(noise=60))
    assert not reader.read(blurred)
    assert reader.read(blurred)
    assert reader.read(blurred)
    assert not reader.read(noisy)
    assert reader.read(noisy)
    assert reader.read(noisy)


def test_a_ticket_from_picture_file_to_gate(
    tmp_path: Path, key: IssuerKey, ring: KeyRing, ticket: Ticket
) -> None:
    write_qr_png(sign_ticket(ticket, key), tmp_path / "ticket.png")
    (code,) = BarcodeReader(any_code).read_still(read_image(tmp_path / "ticket.png"))
    assert decode(code.payload, ring, NOW).ticket == ticket


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_come_back_as_they_are(payload: bytes) -> None:
    drawn = segno.make_qr(payload, error="m", mode="byte", boost_error=False)
    modules = np.array([list(row) for row in drawn.matrix_iter(scale=4, border=4)])
    gray = np.where(modules > 0, 0, 255).astype(np.uint8)
    pixels = np.repeat(gray[:, :, None], 3, axis=2)
    assert [code.payload for code in BarcodeReader().read(pixels)] == [payload]
    zbar = Zbar.load()
    if zbar is not None:
        assert [found for found, _ in zbar.read(gray)] == [payload]


@settings(max_examples=6, deadline=None)
@given(st.sampled_from(["aztec", "pdf417"]), st.binary(min_size=1, max_size=300))
def test_any_bytes_come_back_from_codes_of_the_other_kinds(symbology: str, payload: bytes) -> None:
    pixels = draw(payload, Scene(symbology=symbology, module=2, size=(1280, 720)))
    (code,) = BarcodeReader(any_code).read_still(pixels)
    assert (code.payload, code.symbology) == (payload, symbology)


# ---------------------------------------------------------------------- hostile and empty frames


SHAPES = [(0, 0), (0, 5), (1, 1), (1, 3000), (3000, 1), (2, 900), (480, 640), (1500, 1100)]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_empty_frame_has_no_codes(shape: tuple[int, int]) -> None:
    reader = BarcodeReader()
    for value in (0, 255):
        pixels = np.full((*shape, 3), value, np.uint8)
        assert [reader.read(pixels) for _ in range(TURNS)] == [[]] * TURNS
        assert reader.read_still(pixels) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_whatever_a_frame_shows_nothing_is_raised(
    height: int, width: int, block: int, seed: int
) -> None:
    """Black and white blocks of every size, as dense as codes are, in frames of odd shapes."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 2, (height // block + 1, width // block + 1)) * rng.integers(1, 256)
    gray = np.kron(coarse, np.ones((block, block)))[:height, :width].astype(np.uint8)
    pixels = np.repeat(gray[:, :, None], 3, axis=2)
    reader = BarcodeReader()
    for _ in range(TURNS):
        for code in reader.read(pixels):
            assert 0 < len(code.payload) <= barcode.MOST_BYTES
    for code in reader.read_still(pixels):
        assert len(code.corners) >= 4


def test_noise_has_no_codes() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (240, 320, 3), np.uint8)
    assert BarcodeReader(any_code).read_still(pixels) == []


def test_no_look_is_at_more_pixels_than_its_time_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """However large a frame is: that bounds the time without a clock."""
    looked_at = []

    def look(gray: NDArray[np.uint8], **_: object) -> list[object]:
        looked_at.append(gray.size)
        return []

    monkeypatch.setattr(zxingcpp, "read_barcodes", look)
    reader = BarcodeReader()
    reader._zbar = None
    huge = draw(PAYLOAD, Scene(module=6)).repeat(6, axis=0).repeat(6, axis=1)
    assert huge.size > 30_000_000
    for _ in range(TURNS):
        assert reader.read(huge) == []
    assert len(looked_at) <= 2 * TURNS + 2  # three each where all of it is looked at
    assert max(looked_at) <= 1.01 * 1280 * 720


def test_a_reader_that_fails_finds_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("hostile")

    monkeypatch.setattr(zxingcpp, "read_barcodes", fail)
    assert BarcodeReader().read(draw(PAYLOAD, Scene())) == []
    assert "hostile" in caplog.text


def gray_code(code: segno.QRCode) -> NDArray[np.uint8]:
    modules = np.array([list(row) for row in code.matrix_iter(scale=4, border=4)])
    return np.where(modules > 0, 0, 255).astype(np.uint8)


def test_one_part_of_a_divided_code_does_no_harm() -> None:
    # pyzbar.decode raises on these
    part = gray_code(segno.make_sequence("A" * 300, symbol_count=2)[0])
    reader = BarcodeReader()
    pixels = np.repeat(part[:, :, None], 3, axis=2)
    for _ in range(TURNS):
        reader.read(pixels)
    reader.read_still(pixels)
    zbar = Zbar.load()
    if zbar is not None:
        zbar.read(part)


@pytest.mark.parametrize(
    "code",
    [
        segno.make_qr("\x0e\x0f\x00\x1b[2J"),
        segno.make_qr("点茗", mode="kanji"),
        segno.make_qr("Müller", encoding="utf-8", eci=True),
        segno.make_qr("0" * 500, mode="numeric"),
        segno.make_qr(b"x" * 2900, error="l"),
    ],
    ids=["control bytes", "kanji", "character set switch", "numbers", "very large"],
)
def test_codes_of_other_kinds_are_answered_and_are_no_tickets(
    code: segno.QRCode, ring: KeyRing
) -> None:
    pixels = np.repeat(gray_code(code)[:, :, None], 3, axis=2)
    (found,) = BarcodeReader(any_code).read_still(pixels)
    with pytest.raises(TicketRefused) as caught:
        decode(found.payload, ring, NOW)
    assert caught.value.reason is Reason.NOT_A_TICKET


def test_a_payload_that_no_code_can_hold_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = draw(PAYLOAD, Scene())
    assert BarcodeReader(any_code).read_still(pixels)
    monkeypatch.setattr(looking, "MOST_BYTES", len(PAYLOAD) - 1)
    assert BarcodeReader(any_code).read_still(pixels) == []


def test_a_view_with_negative_strides_is_read() -> None:
    pixels = draw(PAYLOAD, Scene())[::-1, ::-1]
    assert [code.payload for code in BarcodeReader().read(pixels)] == [PAYLOAD]


def test_two_codes_in_one_frame_are_both_read() -> None:
    one, two = draw(PAYLOAD, Scene(module=2)), draw(b"another", Scene(module=2))
    found = BarcodeReader().read(np.concatenate([one, two], axis=1))
    assert {code.payload for code in found} == {PAYLOAD, b"another"}


# ---------------------------------------------------------------------- the second reader


def test_without_zbar_the_reader_works_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyzbar", None)  # what an absent libzbar amounts to
    reader = BarcodeReader()
    assert not reader.has_second_reader
    assert [code.payload for code in reader.read(draw(PAYLOAD, Scene()))] == [PAYLOAD]
    assert reader.read_still(draw(PAYLOAD, Scene(quiet=0), 1)) == []


@needs_zbar
def test_a_zbar_without_the_binary_switch_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyzbar import wrapper

    monkeypatch.setattr(wrapper, "zbar_image_scanner_set_config", lambda *_: 1)
    assert Zbar.load() is None


@needs_zbar
def test_a_zbar_that_fails_finds_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from pyzbar import wrapper

    def fail(*_: object) -> None:
        raise ValueError("hostile")

    monkeypatch.setattr(wrapper, "zbar_scan_image", fail)
    assert BarcodeReader(any_code).read_still(draw(PAYLOAD, Scene(quiet=0), 1)) == []
    assert "hostile" in caplog.text


# ---------------------------------------------------------------------- real pictures


def test_real_barcode_pictures_are_all_answered(shared_data: Path, ring: KeyRing) -> None:
    pictures = sorted((shared_data / "uic" / "barcodes").glob("*.png"))
    assert pictures
    reader = BarcodeReader(any_code)
    read = {}
    for path in pictures:
        codes = reader.read_still(read_image(path))
        for code in codes:
            with pytest.raises(TicketRefused):
                decode(code.payload, ring, NOW)
        read[path.stem] = [code.symbology for code in codes]
    wanted = {"qr": "qrcode", "aztec": "aztec", "pdf417": "pdf417"}
    for symbology, stem in wanted.items():
        ours = [found for name, found in read.items() if name.startswith(stem)]
        assert ours
        assert ours == [[symbology]] * len(ours)


# ---------------------------------------------------------------------- drawing codes


def test_a_code_that_cannot_be_drawn_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="1 to 2331 bytes, not 2332"):
        write_qr_png(bytes(2332), tmp_path / "code.png")
    with pytest.raises(BadInput, match="1 to 2331 bytes, not 0"):
        write_qr_png(b"", tmp_path / "code.png")
    with pytest.raises(BadInput, match="cannot be written"):
        write_qr_png(b"x", tmp_path / "nowhere" / "code.png")


def test_the_largest_code_is_drawn_and_read(tmp_path: Path) -> None:
    payload = np.random.default_rng(0).bytes(2331)
    write_qr_png(payload, tmp_path / "code.png")
    (code,) = BarcodeReader(any_code).read_still(read_image(tmp_path / "code.png"))
    assert code.payload == payload
