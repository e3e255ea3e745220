"""What the ticket reader's camera sees of a code is there to be shown, and not for long."""

import numpy as np
import pytest

from station_gate.barcodes.zbar import Corners
from station_gate.capture.frame import Frame
from station_gate.lane.scanning import InStepScanner, Scan
from station_gate.lane.ticketdesk import TicketDesk
from tests.barcodes.pictures import Picture, Scene, draw

PAYLOAD = np.random.default_rng(190).bytes(190)


class Shown:
    """A camera in front of which a test holds pictures."""

    name = "test"
    failed = None

    def __init__(self) -> None:
        self.picture: Picture | None = None

    def start(self, now: float) -> None:
        del now

    def read(self, now: float) -> Frame | None:
        return None if self.picture is None else Frame(self.picture, now, self.name)

    def stop(self) -> None: ...

    def close(self) -> None: ...


class Glimpsing(InStepScanner):
    """Recognises a code in every frame without reading it."""

    def __init__(self, outline: Corners) -> None:
        super().__init__()
        self._outline = outline

    def submit(self, pixels: Picture) -> None:
        self._found.append(Scan(pixels, [], [self._outline]))


def square(side: float) -> Corners:
    return ((100.0, 100.0), (100 + side, 100.0), (100 + side, 100 + side), (100.0, 100 + side))


def test_a_code_that_is_read_is_outlined_for_a_moment() -> None:
    camera = Shown()
    desk = TicketDesk(camera, InStepScanner())
    assert desk.poll(0.0, wanted=True) == []
    assert desk.sight(0.0) is None
    camera.picture = draw(PAYLOAD, Scene(module=4))
    assert desk.poll(1.0, wanted=True) == [PAYLOAD]
    camera.picture = None
    sight = desk.sight(1.5)
    assert sight is not None
    assert sight.read
    (outline,) = sight.outlines
    assert np.allclose(np.mean(outline, axis=0), 0.5, atol=0.01)
    assert np.ptp(outline, axis=0)[0] == pytest.approx(57 * 4 / 640, abs=0.02)
    assert desk.sight(3.0) is None


@pytest.mark.parametrize(("side", "far"), [(60.0, True), (240.0, False)])
def test_a_code_that_is_not_read_says_what_would_help(side: float, far: bool) -> None:
    camera = Shown()
    desk = TicketDesk(camera, Glimpsing(square(side)))
    camera.picture = np.zeros((480, 640, 3), np.uint8)
    assert desk.poll(1.0, wanted=True) == []
    sight = desk.sight(1.0)
    assert sight is not None
    assert (sight.read, sight.far) == (False, far)
    assert not desk.seen(1.0)


def test_nothing_is_left_of_a_passenger_who_is_gone() -> None:
    camera = Shown()
    desk = TicketDesk(camera, InStepScanner())
    camera.picture = draw(PAYLOAD, Scene(module=4))
    desk.poll(1.0, wanted=True)
    desk.forget()
    assert desk.sight(1.0) is None


def test_a_code_whose_print_is_torn_is_recognised_as_one() -> None:
    torn = draw(PAYLOAD, Scene(module=5))
    torn[200:300, 260:420] = 128
    scanner = InStepScanner()
    glimpses: list[Corners] = []
    for _ in range(8):
        scanner.submit(torn)
        (scan,) = scanner.poll()
        assert scan.codes == []
        glimpses += scan.glimpses
    assert glimpses
    assert np.allclose(np.mean(glimpses[0], axis=0), (320, 240), atol=12)
