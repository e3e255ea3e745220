"""Codes are found the same way in step and beside the lane."""

import time

import numpy as np
import pytest

from station_gate.capture.image import read_image
from station_gate.credentials.barcode import BarcodeReader
from station_gate.lane import scanning
from station_gate.lane.scanning import BackgroundScanner, InStepScanner, Scan
from tests.lane.rig import GOOD_TICKET


def wait_for(scanner: BackgroundScanner, answers: int) -> list[Scan]:
    found: list[Scan] = []
    end = time.monotonic() + 30
    while len(found) < answers and time.monotonic() < end:
        found += scanner.poll()
        time.sleep(0.005)
    return found


def test_both_scanners_find_the_same() -> None:
    ticket = read_image(GOOD_TICKET)
    step = InStepScanner()
    step.submit(ticket)
    (here,) = step.poll()
    assert step.poll() == []
    beside = BackgroundScanner()
    beside.submit(ticket)
    (there,) = wait_for(beside, 1)
    beside.close()
    step.close()
    assert [c.payload for c in here.codes] == [c.payload for c in there.codes]
    assert len(here.codes) == 1


def test_the_newest_frame_wins_and_nothing_waits() -> None:
    scanner = BackgroundScanner()
    empty = np.zeros((480, 640, 3), np.uint8)
    for _ in range(200):
        scanner.submit(empty)
    newest = read_image(GOOD_TICKET)
    scanner.submit(newest)
    found: list[Scan] = []
    end = time.monotonic() + 30
    # which frame reads which code is the ladder's affair, so pictures are told, not codes
    while not any(scan.pixels is newest for scan in found) and time.monotonic() < end:
        found += scanner.poll()
        time.sleep(0.005)
    scanner.close()
    assert any(scan.pixels is newest for scan in found), "the last frame was lost"
    assert len(found) < 201, "no frame was passed over"


def test_a_frame_that_cannot_be_searched_costs_only_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(reader: BarcodeReader, pixels: np.ndarray) -> Scan:
        if not pixels.any():
            raise RuntimeError("the reader fell over")
        return real(reader, pixels)

    real = scanning._scan
    monkeypatch.setattr(scanning, "_scan", refuse)
    scanner = BackgroundScanner()
    scanner.submit(np.zeros((48, 64, 3), np.uint8))
    scanner.submit(read_image(GOOD_TICKET))
    (found,) = wait_for(scanner, 1)
    scanner.close()
    assert len(found.codes) == 1
