"""``station-gate ticket inspect`` on tickets of every format, as pictures and as raw bytes."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from station_gate.barcodes.finding import find_codes
from station_gate.problems import BadInput
from tests.barcodes.pictures import Scene, draw
from tests.cli.test_cli import run, sentence
from tests.conftest import FIXTURES

SCENARIOS = FIXTURES / "scenarios"


def test_a_picture_of_a_railways_ticket() -> None:
    done = run("ticket", "inspect", SCENARIOS / "genuine_uic_ticket/ticket.png")
    assert done.returncode == 0, done.stderr
    assert "railway ticket (DOSIPAS, U2)" in done.stdout
    assert "Diego Moreno" in done.stdout
    forged = run("ticket", "inspect", SCENARIOS / "uic_ticket_tampered/ticket.png")
    assert forged.returncode == 1
    assert "signature: wrong" in forged.stdout
    assert "WRONG: it was changed, or somebody else made it" in forged.stdout


def test_a_file_of_raw_bytes(tmp_path: Path) -> None:
    payload = tmp_path / "pass.bin"
    payload.write_bytes(b"M1SHARMA/ARJUN        EUTO127 HBRNFDSG 0127 324Y012A0001 100")
    done = run("ticket", "inspect", payload, "--json")
    assert done.returncode == 1
    (code,) = json.loads(done.stdout)["codes"]
    assert code["symbology"] == "raw bytes"
    assert code["summary"]["journey"] == "HBR to NFD with SG 127"
    assert code["fields"][1] == {
        "field": "name",
        "value": "SHARMA/ARJUN",
        "note": "surname/given names",
    }
    payload.write_bytes(b"")
    assert "empty" in sentence(run("ticket", "inspect", payload), 3)
    payload.write_bytes(bytes(5000))
    said = sentence(run("ticket", "inspect", payload), 3)
    assert "5,000 bytes, more than the" in said
    assert "use a smaller ticket payload" in said


def test_a_registry_that_is_none() -> None:
    ticket = SCENARIOS / "genuine_uic_ticket/ticket.png"
    wrong = FIXTURES / "issuer/keys.toml"
    told = sentence(run("ticket", "inspect", ticket, "--uic-keys", wrong), 3)
    assert "is not a UIC key registry" in told


def test_a_real_ticket_with_its_issuers_key(shared_data: Path) -> None:
    folder = shared_data / "uic"
    ticket = folder / "kitinerary/deutschebahn/20250227-Muster-918-9 Deutschland-Ticket.bin"
    registry = folder / "keys/uic-publickeys.xml"
    done = run("ticket", "inspect", ticket, "--uic-keys", registry)
    assert "Deutsche Bahn AG" in done.stdout
    assert "Max Mustermann" in done.stdout
    # whether the key is still in date depends on the day of the test
    assert "cannot be checked" not in done.stdout


def video(path: Path, shown_from: int, frames: int) -> Path:
    """Film a hall in which somebody then holds up a ticket that is too blurred at first."""
    (code,) = find_codes(FIXTURES / "scenarios/genuine_uic_ticket/ticket.png")
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15, (640, 480))
    for number in range(frames):
        blur = 5.0 if number < shown_from else 1.5
        picture = draw(code.payload, Scene(module=4, blur=blur, turn=10), 3, number)
        writer.write(picture)
    writer.release()
    return path


def test_a_video_is_gone_through_until_a_code_is_read(tmp_path: Path) -> None:
    (code,) = find_codes(video(tmp_path / "ticket.avi", 5, 20))
    assert code.symbology == "qr"
    assert code.frame is not None
    assert code.frame >= 6
    assert code.seconds == pytest.approx((code.frame - 1) / 15, abs=0.01)
    assert code.place == f"QR code in frame {code.frame}, at {code.seconds:.2f} s"


def test_a_video_without_a_code_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No code can be read in the 9 frames of"):
        find_codes(video(tmp_path / "ticket.avi", 9, 9))


def test_files_that_hold_no_code_are_one_sentence_each(tmp_path: Path) -> None:
    ticket = (FIXTURES / "scenarios/genuine_uic_ticket/ticket.png").read_bytes()
    broken, huge, film = tmp_path / "cut.png", tmp_path / "huge.bin", tmp_path / "huge.mp4"
    broken.write_bytes(ticket[: len(ticket) // 2])
    with huge.open("wb") as file:
        file.truncate(3_000_000_000)  # a hole: no such file is written
    with film.open("wb") as file:
        file.write(b"\0\0\0\x18ftypisom")
        file.truncate(3_000_000_000)
    for path, wanted in (
        (broken, "damaged"),
        (huge, "3,000 MB"),
        (film, "3,000 MB"),
        (tmp_path, "folder"),
        (tmp_path / "none.png", "no such file"),
        (tmp_path / "none", "no such file"),
    ):
        with pytest.raises(BadInput, match=wanted):
            find_codes(path)


def test_short_files_of_other_names_are_a_codes_bytes(tmp_path: Path) -> None:
    (tmp_path / "pass.txt").write_bytes(
        b"M1SHARMA/ARJUN        EUTO127 HBRNFDSG 0127 324Y012A0001 100"
    )
    (code,) = find_codes(tmp_path / "pass.txt")
    assert (code.symbology, code.payload[:8]) == ("raw bytes", b"M1SHARMA")
    (tmp_path / "page.txt").write_bytes(bytes(9000))
    with pytest.raises(BadInput, match="not a picture"):
        find_codes(tmp_path / "page.txt")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (zxingcpp.BarcodeFormat.Code128, "Code 128"),
        (zxingcpp.BarcodeFormat.EAN13, "EAN-13"),
        (zxingcpp.BarcodeFormat.DataMatrix, "Data Matrix"),
    ],
)
def test_a_code_of_another_kind_is_named(
    kind: zxingcpp.BarcodeFormat, said: str, tmp_path: Path
) -> None:
    code = zxingcpp.create_barcode("5901234123457", kind)
    image = np.asarray(zxingcpp.write_barcode_to_image(code, scale=4))
    path = tmp_path / "code.png"
    Image.fromarray(np.pad(image, 40, constant_values=255)).save(path)
    with pytest.raises(BadInput, match=f"is of the kind {said}, which no ticket has"):
        find_codes(path)
