"""Codes are found the same way in step and beside the lane."""

import os
import signal
import time
from collections.abc import Callable

import numpy as np
import pytest

from station_gate.capture.image import read_image
from station_gate.lane.scanning import BackgroundScanner, CodeReading, InStepScanner, Scan
from station_gate.processes.watched import WatchedProcess
from station_gate.testing.lanerig import GOOD_TICKET


def wait_for(scanner: BackgroundScanner, answers: int) -> list[Scan]:
    found: list[Scan] = []
    end = time.monotonic() + 30
    while len(found) < answers and time.monotonic() < end:
        found += scanner.poll()
        time.sleep(0.005)
    return found


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_both_scanners_find_the_same() -> None:
    ticket = read_image(GOOD_TICKET)
    step = InStepScanner()
    step.submit(ticket)
    (here,) = step.poll()
    assert step.poll() == []
    beside = BackgroundScanner()
    beside.submit(ticket)
    (there,) = wait_for(beside, 1)
    beside.stop()
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
    scanner.stop()
    assert any(scan.pixels is newest for scan in found), "the last frame was lost"
    assert len(found) < 201, "no frame was passed over"


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_crash_while_codes_are_read_is_a_fault_that_passes(number: signal.Signals) -> None:
    scanner = BackgroundScanner()
    ticket = read_image(GOOD_TICKET)
    scanner.submit(ticket)
    assert wait_for(scanner, 1)
    os.kill(scanner.pid or 0, number)
    until(lambda: scanner.failed)
    assert scanner.failed is not None
    assert scanner.failed.startswith("The reading of ticket codes ")
    scanner.submit(ticket)
    until(lambda: scanner.failed is None)
    scanner.submit(ticket)
    (found,) = wait_for(scanner, 1)[-1:]
    assert len(found.codes) == 1
    scanner.stop()


def test_a_hang_while_codes_are_read_is_a_fault_and_no_hindrance_to_quitting() -> None:
    process = WatchedProcess("The reading of ticket codes", CodeReading, answer=1.0)
    scanner = BackgroundScanner(process)
    ticket = read_image(GOOD_TICKET)
    scanner.submit(ticket)
    assert wait_for(scanner, 1)
    hung = scanner.pid or 0
    os.kill(hung, signal.SIGSTOP)
    scanner.submit(ticket)
    until(lambda: scanner.failed)
    assert scanner.pid != hung
    until(lambda: scanner.failed is None)
    os.kill(scanner.pid or 0, signal.SIGSTOP)
    scanner.submit(ticket)
    scanner.stop()
    scanner.submit(ticket)
    assert scanner.poll() == []


def test_a_lane_that_is_done_leaves_no_frame_to_the_next() -> None:
    scanner = BackgroundScanner()
    scanner.submit(read_image(GOOD_TICKET))
    wait_for(scanner, 1)
    scanner.submit(read_image(GOOD_TICKET))
    scanner.close()
    assert scanner.poll() == []
    scanner.stop()
