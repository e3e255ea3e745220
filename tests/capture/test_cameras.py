"""Cameras by their names: numbers, nodes, streams, films, and kinds that others bring."""

from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest

from station_gate.capture import cameras
from station_gate.capture.camera import Camera
from station_gate.capture.cameras import CameraKind, kind_of, open_device, shown, why_absent
from station_gate.problems import DeviceMissing, WrongUsage
from tests.conftest import FIXTURES

FILM = FIXTURES / "recordings/turns_rivera.mp4"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("0", "0"),
        ("12", "12"),
        ("v4l2:/dev/video2", "/dev/video2"),
        ("rtsp://10.0.0.7/stream", "//10.0.0.7/stream"),
        ("file:hall.mp4", "hall.mp4"),
    ],
)
def test_a_name_has_a_kind_and_a_place(name: str, place: str) -> None:
    assert kind_of(name)[1] == place


@pytest.mark.parametrize("name", ["", "front", "v4l2:", "usb:3", "http://10.0.0.7/", "0x1", "1 2"])
def test_a_name_that_is_none_is_told_what_names_look_like(name: str) -> None:
    with pytest.raises(WrongUsage, match=r"names no camera; write a number or .* file:FILM\.mp4"):
        open_device(name)


def test_a_password_is_never_shown() -> None:
    name = "rtsp://staff:secret@127.0.0.1:1/hall"
    assert shown(name) == "rtsp://127.0.0.1:1/hall"
    assert "secret" not in why_absent(name)
    with pytest.raises(DeviceMissing, match=r"camera rtsp://127\.0\.0\.1:1/hall does not answer"):
        Camera(name)


def test_a_film_is_played_over_and_over_at_its_own_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr("time.sleep", lambda wait: now.__setitem__(0, now[0] + wait))
    device = open_device(f"file:{FILM}")
    assert device is not None
    took, first = device.read()
    assert took
    frames = 1
    while frames < 5000:
        took, picture = device.read()
        assert took
        if np.array_equal(picture, first):
            break
        frames += 1
    device.release()
    assert 30 < frames < 5000
    assert now[0] == pytest.approx(frames / 10, abs=0.1)  # it has 10 frames a second


@pytest.mark.parametrize("place", ["/nowhere.mp4", "https:hall.mp4", "tcp:1.mp4"])
def test_a_film_that_is_none(place: str) -> None:
    assert open_device(f"file:{place}") is None
    assert "is no video that can be played" in why_absent(f"file:{place}")


def test_a_node_that_is_not_there(tmp_path: Path) -> None:
    assert open_device(f"v4l2:{tmp_path}/video9") is None
    assert "cannot be opened" in why_absent(f"v4l2:{tmp_path}/video9")


def test_another_package_brings_a_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = CameraKind(example="mine:1", open=lambda place: None, absent=lambda place: f"no {place}")
    monkeypatch.setattr(EntryPoint, "load", lambda entry: mine)
    entry = EntryPoint(name="mine", value="mine:KIND", group=cameras.GROUP)
    monkeypatch.setattr(
        cameras, "entry_points", lambda group, name: [entry] if name == "mine" else []
    )
    assert kind_of("mine:7") == (mine, "7")
    with pytest.raises(DeviceMissing, match="no 7"):
        Camera("mine:7")
    with pytest.raises(WrongUsage):
        kind_of("other:7")
