"""Recordings come at their own times, the same way every time, and break honestly."""

import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from station_gate.capture.frame import Frame
from station_gate.capture.recording import Recording
from station_gate.capture.sources import FrameSource
from station_gate.problems import BadInput
from tests.capture.videos import HEIGHT, WIDTH, number_of, write_video


def _play(source: FrameSource, began: float, seconds: float, rate: float) -> list[Frame]:
    source.start(began)
    frames = []
    for tick in range(round(seconds * rate) + 1):
        frame = source.read(began + tick / rate)
        if frame is not None:
            frames.append(frame)
    return frames


@pytest.mark.parametrize(
    ("name", "codec"), [("a.avi", "MJPG"), ("a.mp4", "mp4v"), ("a.mkv", "FFV1")]
)
def test_each_frame_comes_at_its_own_time(tmp_path: Path, name: str, codec: str) -> None:
    recording = Recording(write_video(tmp_path / name, codec=codec))
    frames = _play(recording, began=100.0, seconds=2.0, rate=60)
    assert [number_of(frame.pixels) for frame in frames] == list(range(10))
    assert [frame.at for frame in frames] == pytest.approx(
        [100 + k / 10 for k in range(10)], abs=2e-3
    )
    assert {frame.source for frame in frames} == {name}
    assert recording.name == name
    assert recording.damaged is None
    assert recording.read(1000.0) is None


def test_a_slow_reader_gets_the_newest_frame(tmp_path: Path) -> None:
    recording = Recording(write_video(tmp_path / "a.avi"))
    recording.start(5.0)
    first, none, later = recording.read(5.0), recording.read(5.09), recording.read(5.55)
    assert first is not None
    assert number_of(first.pixels) == 0
    assert none is None
    assert later is not None
    assert number_of(later.pixels) == 5
    assert later.at == pytest.approx(5.5)


def test_a_frame_never_comes_before_its_time(tmp_path: Path) -> None:
    recording = Recording(write_video(tmp_path / "a.avi", fps=15))
    recording.start(0.1)
    for tick in range(200):
        now = 0.1 + tick / 30
        frame = recording.read(now)
        assert frame is None or frame.at <= now


def test_colours_are_rgb(tmp_path: Path) -> None:
    path = tmp_path / "red.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"FFV1"), 10, (64, 48))
    writer.write(np.full((48, 64, 3), (0, 0, 255), dtype=np.uint8))  # OpenCV's red
    writer.release()
    (frame,) = _play(Recording(path), 0.0, 1.0, 10)
    assert np.abs(frame.pixels[10, 10].astype(int) - (255, 0, 0)).max() < 8


def test_starting_again_plays_from_the_beginning(tmp_path: Path) -> None:
    recording = Recording(write_video(tmp_path / "a.avi"))
    first = _play(recording, 0.0, 0.5, 30)
    again = _play(recording, 70.0, 0.5, 30)
    assert len(first) == 6
    for one, two in zip(first, again, strict=True):
        assert np.array_equal(one.pixels, two.pixels)
        assert two.at == pytest.approx(one.at + 70.0)


def test_nothing_before_the_start_nor_after_the_stop(tmp_path: Path) -> None:
    recording = Recording(write_video(tmp_path / "a.avi"))
    assert recording.read(0.0) is None
    recording.start(0.0)
    recording.stop()
    assert recording.read(0.5) is None
    recording.close()
    recording.close()
    assert recording.read(0.5) is None


def test_holding_repeats_the_last_frame_at_its_rate(tmp_path: Path) -> None:
    recording = Recording(write_video(tmp_path / "a.avi", frames=3), hold=True)
    frames = _play(recording, 0.0, 1.0, 60)
    assert [number_of(frame.pixels) for frame in frames] == [0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2]
    assert [frame.at for frame in frames] == pytest.approx([k / 10 for k in range(11)])


def _cut(path: Path, kept: float) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    return path


@pytest.mark.parametrize("hold", [False, True])
def test_a_video_that_breaks_off_plays_up_to_there_and_says_so(
    tmp_path: Path, hold: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    recording = Recording(_cut(write_video(tmp_path / "cut.avi", frames=12), 0.5), hold=hold)
    frames = _play(recording, 0.0, 0.3, 10)
    assert [number_of(frame.pixels) for frame in frames] == [0, 1, 2, 3]
    assert recording.damaged is None
    recording.read(2.0)
    assert recording.damaged is not None
    assert "cut.avi: the video breaks off after" in recording.damaged
    assert "of 12 frames" in recording.damaged
    assert (recording.read(9.0) is not None) is hold
    assert capfd.readouterr() == ("", "")


def test_a_video_scrambled_in_the_middle_ends_there(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write_video(tmp_path / "scrambled.avi", frames=12)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + len(content) // 8] = b"\xa5" * (len(content) // 8)
    path.write_bytes(content)
    times = [[frame.at for frame in _play(Recording(path), 0.0, 3.0, 30)] for _ in range(2)]
    assert times[0] == times[1]
    assert 3 <= len(times[0]) <= 12
    assert capfd.readouterr() == ("", "")


def _missing(folder: Path) -> Path:
    return folder / "nowhere.avi"


def _folder(folder: Path) -> Path:
    (folder / "hall.avi").mkdir()
    return folder / "hall.avi"


def _empty(folder: Path) -> Path:
    (folder / "empty.avi").touch()
    return folder / "empty.avi"


def _text(folder: Path) -> Path:
    # FFmpeg itself would play a text file
    (folder / "notes.txt").write_text("no video at all\n" * 200)
    return folder / "notes.txt"


def _playlist(folder: Path) -> Path:
    write_video(folder / "secret.avi")
    (folder / "list.avi").write_text("#EXTM3U\n#EXTINF:1,\nsecret.avi\n")
    return folder / "list.avi"


def _only_a_header(folder: Path) -> Path:
    return _cut(write_video(folder / "header.avi"), 0.02)


def _without_index(folder: Path) -> Path:
    # MP4 keeps what it needs for playing at its end
    return _cut(write_video(folder / "cut.mp4", codec="mp4v"), 0.6)


def _header_then_zeros(folder: Path) -> Path:
    path = write_video(folder / "zeros.mkv", codec="FFV1")
    content = path.read_bytes()
    path.write_bytes(content[:64] + bytes(len(content) - 64))
    return path


def _huge(folder: Path) -> Path:
    path = folder / "huge.avi"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    return path


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.avi")
    return folder / "pipe.avi"


def _wall(folder: Path) -> Path:
    return _announcing(8_000, folder / "wall.avi")


def _city_wall(folder: Path) -> Path:
    return _announcing(30_000, folder / "wall.avi")


def _frames_of_no_size(folder: Path) -> Path:
    return _announcing(30_000, folder / "raw.avi", codec="I420")


def _announcing(side: int, path: Path, codec: str = "FFV1") -> Path:
    """Make a video whose header announces frames of ``side`` x ``side`` pixels."""
    content = write_video(path, codec=codec).read_bytes()
    size = WIDTH.to_bytes(4, "little") + HEIGHT.to_bytes(4, "little")
    assert size in content
    path.write_bytes(content.replace(size, side.to_bytes(4, "little") * 2))
    return path


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_missing, "no such file"),
        (_folder, "this is a folder"),
        (_empty, "is empty"),
        (_text, "not a video"),
        (_playlist, "not a video"),
        (_only_a_header, "no frame|damaged, cut short"),
        (_without_index, "damaged, cut short"),
        (_header_then_zeros, "no frame|damaged, cut short"),
        (_huge, "3,000 MB, more than the 2,000 MB"),
        (_pipe, "a device or a pipe"),
        (_wall, "8,000 x 8,000, more than 50 megapixels"),
        (_city_wall, "no usable size"),
        (_frames_of_no_size, "no frame that can be decoded"),
    ],
)
def test_what_is_no_video_is_refused_in_one_sentence(
    tmp_path: Path, make: Callable[[Path], Path], says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path)
    with pytest.raises(BadInput, match=says) as caught:
        Recording(path)
    assert path.name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_a_recording_of_a_passenger(shared_data: Path) -> None:
    path = shared_data / "passengers-draft" / "recordings" / "s1000_hall.avi"
    recording = Recording(path)
    frames = _play(recording, 0.0, 4.0, 60)
    assert len(frames) == 54
    assert frames[0].pixels.shape == (480, 640, 3)
    assert frames[-1].at == pytest.approx(53 / 15, abs=1e-3)
    assert recording.damaged is None


def test_every_real_clip_plays_to_its_end(shared_data: Path) -> None:
    clips = sorted(p for p in (shared_data / "clips").rglob("*") if p.suffix in (".mkv", ".mpg"))
    assert len(clips) > 20
    for clip in clips[::4]:
        recording = Recording(clip)
        frames = _play(recording, 0.0, 6.0, 30)
        assert len(frames) > 20
        assert recording.damaged is None, recording.damaged
