"""Live cameras, with a device that a test plays; and the sentences where there is none."""

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from station_gate.capture import camera as camera_module
from station_gate.capture import cameras as cameras_module
from station_gate.capture import feed as feed_module
from station_gate.capture.camera import Camera, CameraView, SharedCamera
from station_gate.capture.cameras import open_device
from station_gate.capture.devices import FoundCamera, list_cameras
from station_gate.capture.feed import STALL, UNDECODABLE, CameraFeed
from station_gate.capture.frame import Frame
from station_gate.problems import DeviceMissing, ExitCode

_PATIENCE = 20.0
"""Seconds until a test gives up on the thread; never part of what is asserted."""


class PlayedDevice:
    """A camera that delivers a frame when the test says so, and not before."""

    def __init__(self) -> None:
        self._frames: queue.Queue[int | None] = queue.Queue()
        self.released = threading.Event()
        self.decoded = 0

    def deliver_rubbish(self) -> None:
        """Give a frame that cannot be decoded."""
        self._frames.put(-1)

    def deliver(self, blue: int) -> None:
        self._frames.put(blue)

    def pull_the_cable(self) -> None:
        self._frames.put(None)

    def grab(self) -> bool:
        return self._frames.get(timeout=_PATIENCE) is not None

    def read(self) -> tuple[bool, NDArray[np.uint8]]:
        blue = self._frames.get(timeout=_PATIENCE)
        self.decoded += 1
        if blue == -1:
            raise cv2.error("bad Huffman code")
        return blue is not None, self.picture(blue or 0)

    def picture(self, blue: int) -> NDArray[np.uint8]:
        return np.full((48, 64, 3), (blue, 0, 0), dtype=np.uint8)

    def release(self) -> None:
        self.released.set()


class Bench:
    """A feed on played devices and a clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.devices: list[PlayedDevice] = []
        self.plugged = True
        self.broken = 0
        """How many times opening raises an error."""
        self.asked = threading.Semaphore(0)
        self.feed = CameraFeed("3", opener=self._open, clock=lambda: self.now)

    def _open(self, camera: str) -> PlayedDevice | None:
        assert camera == "3"
        self.asked.release()
        if self.broken:
            self.broken -= 1
            raise OSError("the bus is being reset")
        if not self.plugged:
            return None
        self.devices.append(PlayedDevice())
        return self.devices[-1]

    def take(self, view: CameraView, now: float) -> Frame:
        """Wait until the thread has brought a frame that is new to the view."""
        pause = threading.Event()
        for _ in range(round(_PATIENCE / 0.002)):
            frame = view.read(now)
            if frame is not None:
                return frame
            pause.wait(0.002)
        raise AssertionError("the thread brought no frame")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(feed_module, "RETRY", 0.001)
    bench = Bench()
    yield bench
    for device in bench.devices:
        device.pull_the_cable()
    bench.feed.close()


def _blue(frame: Frame) -> int:
    return int(frame.pixels[0, 0, 2])


def test_frames_come_as_rgb_on_the_lanes_clock(bench: Bench) -> None:
    view = CameraView(bench.feed)
    view.start(5.0)
    bench.now += 0.25
    bench.devices[0].deliver(200)
    bench.devices[0].deliver(201)  # the first may have been grabbed before anybody looked
    frame = bench.take(view, 6.0)
    assert frame.at == pytest.approx(5.25)
    assert frame.source == view.name == "camera 3"
    assert frame.pixels[0, 0].tolist() in ([0, 0, 200], [0, 0, 201])
    assert view.failed is None


def test_the_newest_frame_wins_and_comes_once(bench: Bench) -> None:
    view = CameraView(bench.feed)
    view.start(0.0)
    for blue in range(1, 31):
        bench.devices[0].deliver(blue)
    seen = [_blue(bench.take(view, 1.0))]
    while seen[-1] != 30:
        seen.append(_blue(bench.take(view, 1.0)))
    assert seen == sorted(set(seen))
    assert view.read(2.0) is None


def test_a_frame_is_never_later_than_now(bench: Bench) -> None:
    view = CameraView(bench.feed)
    view.start(5.0)
    bench.now += 0.5
    bench.devices[0].deliver(1)
    bench.devices[0].deliver(1)
    assert bench.take(view, 5.1).at == 5.1


def test_two_sources_share_one_camera(bench: Bench) -> None:
    ticket, face = CameraView(bench.feed), CameraView(bench.feed)
    ticket.start(0.0)
    face.start(10.0)
    bench.devices[0].deliver(7)
    bench.devices[0].deliver(7)
    one, two = bench.take(ticket, 1.0), bench.take(face, 11.0)
    assert (_blue(one), _blue(two)) == (7, 7)
    assert two.at == pytest.approx(one.at + 10.0)
    ticket.stop()
    bench.devices[0].deliver(9)
    while _blue(bench.take(face, 12.0)) != 9:
        pass
    assert ticket.read(2.0) is None


def test_a_shared_camera_makes_sources_and_stays_open_for_them(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module, "CameraFeed", lambda _: bench.feed)
    shared = SharedCamera("3")
    ticket, face = shared.source(), shared.source()
    ticket.start(0.0)
    ticket.close()
    face.start(0.0)
    bench.devices[0].deliver(5)
    bench.devices[0].deliver(5)
    assert _blue(bench.take(face, 1.0)) == 5
    bench.devices[0].deliver(5)
    shared.close()
    assert bench.devices[0].released.wait(_PATIENCE)


def test_closing_a_camera_of_ones_own_lets_go_of_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module, "CameraFeed", lambda _: bench.feed)
    camera = Camera("3")
    camera.start(0.0)
    bench.devices[0].pull_the_cable()
    camera.close()
    assert camera.read(1.0) is None
    bench.devices[0].pull_the_cable()
    assert bench.devices[0].released.wait(_PATIENCE)


def test_nobody_looking_means_no_frame_in_memory(bench: Bench) -> None:
    view = CameraView(bench.feed)
    assert view.read(0.0) is None
    view.start(0.0)
    bench.devices[0].deliver(1)
    bench.devices[0].deliver(1)
    bench.take(view, 1.0)
    view.stop()
    assert bench.feed.newest() is None
    assert view.read(1.0) is None
    view.stop()
    view.start(2.0)
    assert view.read(2.0) is None, "nothing from before the start"


def test_a_frame_from_before_the_start_is_not_given(bench: Bench) -> None:
    first, second = CameraView(bench.feed), CameraView(bench.feed)
    first.start(0.0)
    bench.devices[0].deliver(1)
    bench.devices[0].deliver(1)
    bench.take(first, 0.0)
    bench.now += 1.0
    second.start(1.0)
    shot = bench.feed.newest()
    assert shot is not None
    assert (second.read(1.0) is None) == (shot.at < bench.now)


def test_a_lost_camera_is_said_and_opened_again(bench: Bench) -> None:
    view = CameraView(bench.feed)
    view.start(0.0)
    bench.plugged = False
    bench.devices[0].pull_the_cable()
    bench.devices[0].pull_the_cable()
    assert bench.devices[0].released.wait(_PATIENCE)
    bench.now += STALL + 0.1
    assert view.failed is not None
    assert view.failed.startswith("camera 3 gives no picture that can be decoded;")
    for _ in range(3):  # it keeps trying
        assert bench.asked.acquire(timeout=_PATIENCE)
    bench.plugged = True
    while len(bench.devices) < 2:
        assert bench.asked.acquire(timeout=_PATIENCE)
    bench.devices[1].deliver(42)
    assert _blue(bench.take(view, 9.0)) == 42
    assert view.failed is None


def test_a_frame_that_cannot_be_decoded_costs_no_thread(bench: Bench) -> None:
    view = CameraView(bench.feed)
    view.start(0.0)
    bench.devices[0].deliver_rubbish()  # perhaps taken undecoded: nobody looked at first
    bench.devices[0].deliver_rubbish()
    assert bench.devices[0].released.wait(_PATIENCE)
    while len(bench.devices) < 2:
        assert bench.asked.acquire(timeout=_PATIENCE)
    bench.devices[1].deliver(9)
    assert _blue(bench.take(view, 9.0)) == 9


def test_a_camera_that_only_falls_silent_is_said_too(bench: Bench) -> None:
    assert bench.feed.failed is None
    bench.now += STALL
    assert bench.feed.failed is None
    bench.now += 0.1
    assert bench.feed.failed is not None
    assert bench.feed.failed.startswith("camera 3 has given no picture for more than 3 seconds;")


def test_of_frames_that_nobody_wants_one_a_second_is_decoded(bench: Bench) -> None:
    for _ in range(5):
        bench.devices[0].deliver(1)
    bench.devices[0].pull_the_cable()
    assert bench.devices[0].released.wait(_PATIENCE)
    assert bench.devices[0].decoded == 1
    assert bench.feed.newest() is None


_USELESS: dict[str, Callable[[], NDArray[np.generic] | None]] = {
    "no array": lambda: None,
    "no pixels": lambda: np.zeros((0, 0, 3), np.uint8),
    "a gray one": lambda: np.zeros((48, 64), np.uint8),
    "fractions": lambda: np.zeros((48, 64, 3), np.float32),
    "two channels": lambda: np.zeros((48, 64, 2), np.uint8),
    "one pixel": lambda: np.zeros((1, 1, 3), np.uint8),
    "one line": lambda: np.zeros((1, 5000, 3), np.uint8),
}


@pytest.mark.parametrize("looked_at", [True, False])
@pytest.mark.parametrize("kind", [*_USELESS, "an error", "refused"])
def test_a_second_of_pictures_that_cannot_be_decoded_is_a_fault(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, kind: str, looked_at: bool
) -> None:
    """Also while nobody looks: the fault is known before a passenger stands there."""
    view = CameraView(bench.feed)
    if kind in _USELESS:
        monkeypatch.setattr(PlayedDevice, "picture", lambda self, blue: _USELESS[kind]())
    if looked_at:
        view.start(0.0)

    device = bench.devices[0]
    spoil = {"an error": device.deliver_rubbish, "refused": device.pull_the_cable}
    for _ in range(3):  # the first may be taken undecoded
        spoil.get(kind, lambda: device.deliver(1))()
    assert bench.devices[0].released.wait(_PATIENCE)
    assert bench.feed.failed is None, "one is not a fault yet"
    while len(bench.devices) < 2:
        assert bench.asked.acquire(timeout=_PATIENCE)
    bench.now += UNDECODABLE
    assert view.failed is not None
    assert view.failed.startswith("camera 3 gives no picture that can be decoded; check its cable")
    monkeypatch.undo()
    bench.devices[1].deliver(9)
    view.start(0.0)
    bench.devices[1].deliver(9)
    assert _blue(bench.take(view, 9.0)) == 9
    assert view.failed is None


def test_a_driver_that_raises_costs_no_thread(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = CameraView(bench.feed)
    view.start(0.0)

    def break_down(device: PlayedDevice) -> None:
        device.released.set()
        raise RuntimeError("the driver is gone")

    monkeypatch.setattr(PlayedDevice, "release", break_down)
    bench.broken = 3
    bench.devices[0].pull_the_cable()
    bench.devices[0].pull_the_cable()
    while len(bench.devices) < 2:
        assert bench.asked.acquire(timeout=_PATIENCE)
    bench.devices[1].deliver(4)
    assert _blue(bench.take(view, 9.0)) == 4
    assert bench.broken == 0


def test_closing_lets_go_of_the_camera(bench: Bench) -> None:
    bench.devices[0].deliver(1)
    threading.Timer(0.01, bench.devices[0].deliver, [1]).start()
    bench.feed.close()
    assert bench.devices[0].released.wait(_PATIENCE)


class HangingDriver:
    """A driver that hangs when a camera is opened, until the test lets it go on."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.device = PlayedDevice()
        self.openings = 0

    def open(self, camera: str) -> PlayedDevice:
        self.openings += 1
        assert self.goes_on.wait(_PATIENCE)
        if self.openings == 1:
            raise OSError("the bus was reset meanwhile")
        return self.device


def test_a_camera_that_hangs_at_being_opened_is_waited_for_beside_the_lane(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_module, "OPENS_WITHIN", 0.01)
    monkeypatch.setattr(feed_module, "RETRY", 0.001)
    driver = HangingDriver()
    feed = CameraFeed("3", opener=driver.open)
    view = CameraView(feed)
    view.start(0.0)
    assert view.read(0.1) is None
    assert view.failed == "camera 3 does not open; check its cable, it is waited for."
    driver.goes_on.set()
    driver.device.deliver(7)
    while (frame := view.read(9.0)) is None:
        threading.Event().wait(0.002)
    assert _blue(frame) == 7
    assert view.failed is None
    driver.device.pull_the_cable()
    feed.close()


def test_a_camera_that_opens_after_nobody_wants_it_any_more_is_let_go_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_module, "OPENS_WITHIN", 0.01)
    monkeypatch.setattr(feed_module, "RETRY", 0.001)
    driver = HangingDriver()
    driver.openings = 1
    feed = CameraFeed("3", opener=driver.open)
    feed.close()
    driver.goes_on.set()
    assert driver.device.released.wait(_PATIENCE)


def _none(devices: Path = Path("/dev")) -> tuple[FoundCamera, ...]:
    return ()


def _two(devices: Path = Path("/dev")) -> tuple[FoundCamera, ...]:
    return (FoundCamera(0, "Webcam C270", True), FoundCamera(2, "Doc Cam", False))


@pytest.mark.parametrize(
    ("index", "cameras", "says"),
    [
        (0, _none, r"no camera 0 on this machine; cameras found: none; connect one"),
        (7, _two, r"no camera 7 .*found: 0 \(Webcam C270\), 2 \(Doc Cam\); connect"),
        (0, _two, r"camera 0 \(Webcam C270\) cannot be opened; close other programs"),
        (2, _two, r"camera 2 may not be opened by you; add yourself"),
    ],
)
def test_a_camera_that_cannot_be_opened(
    monkeypatch: pytest.MonkeyPatch,
    index: int,
    cameras: Callable[..., tuple[FoundCamera, ...]],
    says: str,
) -> None:
    monkeypatch.setattr(cameras_module, "list_cameras", cameras)
    with pytest.raises(DeviceMissing, match=says) as caught:
        CameraFeed(str(index), opener=lambda _: None)
    assert caught.value.exit_code is ExitCode.DEVICE


@pytest.mark.parametrize("index", [-1, 77])
def test_an_absent_camera_is_silent_but_for_its_sentence(
    index: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert open_device(str(index)) is None
    for make in (Camera, SharedCamera):
        with pytest.raises(DeviceMissing, match=f"no camera {index} on this machine"):
            make(str(index))
    assert capfd.readouterr() == ("", "")


def test_what_is_no_camera_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / "video0").write_bytes(b"a file, no device")
    (tmp_path / "video1").symlink_to("/dev/null")
    (tmp_path / "video2").symlink_to(tmp_path / "gone")
    (tmp_path / "videocard").touch()
    assert list_cameras(tmp_path) == ()


def test_a_camera_is_listed_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def answers(handle: int, request: int, answer: bytearray) -> int:
        assert request == 0x80685600
        answer[16:26] = b"Cam\x1b[0m 1\0\xff"
        answer[88] = next(capabilities)
        return 0

    capabilities = iter([1, 0, 1])
    monkeypatch.setattr(fcntl, "ioctl", answers)
    in_turn = [tmp_path / name for name in ("video10", "video3", "video2")]
    monkeypatch.setattr(Path, "glob", lambda *_: iter(in_turn))
    for node in in_turn:
        node.touch()
    found = list_cameras(tmp_path)
    assert [str(camera) for camera in found] == ["2 (Cam[0m 1)", "10 (Cam[0m 1)"]
    assert all(camera.allowed for camera in found)


def test_a_camera_without_permission_is_listed_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> int:
        raise PermissionError

    (tmp_path / "video4").touch()
    monkeypatch.setattr("os.open", forbidden)
    assert list_cameras(tmp_path) == (FoundCamera(4, "video4", allowed=False),)
