"""GTFS feeds: the bundled line, the same as a zip file, and everything that can be wrong."""

import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from station_gate.problems import BadInput
from station_gate.timetable import tables
from station_gate.timetable.feed import load_feed
from tests.conftest import FIXTURES

BUNDLED = FIXTURES / "timetable"
MORNING, NIGHT = datetime(2026, 11, 20, 9), datetime(2026, 11, 21, 3)


def departures(path: Path, station: str = "HBR") -> list[tuple[str, str, str]]:
    return [
        (call.trip.title, f"{call.departure:%H:%M}", call.platform)
        for call in load_feed(path).departures([station], MORNING, NIGHT)
    ]


def test_the_bundled_line() -> None:
    assert departures(BUNDLED) == [
        ("SG 126", "09:50", "5"),
        ("SG 127", "10:05", "4"),
        ("SG 300", "10:20", "9"),
        ("SG 133", "13:05", "4"),
        ("SG 990", "23:55", "4"),
    ]
    for name in ("9900127", "harbour", "HBR-4"):
        assert departures(BUNDLED, name)
    (last,) = load_feed(BUNDLED).departures(["MDW"], MORNING, NIGHT, "SG 127")
    assert last.leads_to("Northfield")
    assert last.trip.to == "Northfield"


def test_days_come_from_both_calendars() -> None:
    feed = load_feed(BUNDLED)
    days = {
        day: bool(feed.departures(["HBR"], *day_of(day), "SG 300"))
        for day in ("2026-11-20", "2026-11-21", "2026-12-25", "2026-12-26", "2028-01-03")
    }
    assert list(days.values()) == [True, False, False, True, False]


def day_of(day: str) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(f"{day}T00:00"), datetime.fromisoformat(f"{day}T23:59")


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, tmp_path / "feed"))


def zipped(folder: Path) -> Path:
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    return path


def test_a_zip_file_says_the_same(feed: Path) -> None:
    assert departures(zipped(feed)) == departures(BUNDLED)


def test_less_than_everything_is_enough(feed: Path) -> None:
    (feed / "calendar.txt").unlink()
    (feed / "calendar_dates.txt").write_text(
        "service_id,date,exception_type\ndaily,20261120,1\nweekdays,20261120,2\n"
    )
    (feed / "routes.txt").write_text("route_id,route_long_name\ncoast,Coast\n")
    (feed / "trips.txt").write_text(
        "route_id,service_id,trip_id\n"
        + "".join(f"coast,daily,{n}\n" for n in (126, 127, 133, 990))
        + "coast,weekdays,300\n"
    )
    assert ("Coast", "10:05", "4") in departures(feed)
    (call,) = load_feed(feed).departures(["HBR"], MORNING, datetime(2026, 11, 20, 9, 50))
    assert call.trip.to == "Airport", "the last stop, where no sign is given"


def test_numbers_go_by_their_route_as_well(feed: Path) -> None:
    change(feed / "trips.txt", "SG 127", "127")
    found = load_feed(feed)
    for name in ("127", "SG 127", "sg127"):
        (call,) = found.departures(["HBR"], MORNING, NIGHT, name)
        assert call.trip.title == "SG 127"


def test_a_feed_with_a_route_for_each_train(feed: Path) -> None:
    change(feed / "routes.txt", "coast,SGR,SG,", "coast,SGR,ICE 1234,")
    change(feed / "trips.txt", "SG 127", "1234")
    calls = load_feed(feed).departures(["HBR"], MORNING, NIGHT, "ICE1234")
    assert datetime(2026, 11, 20, 10, 5) in {call.departure for call in calls}


def test_a_stop_without_a_time_is_on_the_way_and_no_place_to_board(feed: Path) -> None:
    change(feed / "stop_times.txt", "127,10:18:00,10:19:00", "127,,")
    found = load_feed(feed)
    assert not found.departures(["BAY"], MORNING, NIGHT, "SG 127")
    assert found.calls_in_order("SG 127", ["HBR"], ["BAY"], ["NFD"])
    change(feed / "stop_times.txt", "127,10:30:00,10:31:00", "127,,10:31:00")
    assert load_feed(feed).departures(["MDW"], MORNING, NIGHT, "SG 127")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def add(name: str, line: str) -> Callable[[Path], None]:
    def act(feed: Path) -> None:
        with (feed / name).open("a") as file:
            file.write(line + "\n")

    return act


def put(name: str, content: bytes) -> Callable[[Path], int]:
    return lambda feed: (feed / name).write_bytes(content)


def drop(name: str) -> Callable[[Path], None]:
    return lambda feed: (feed / name).unlink()


def swap(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda feed: change(feed / name, old, new)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (drop("trips.txt"), "has no trips.txt"),
        (lambda feed: [drop("calendar.txt")(feed), drop("calendar_dates.txt")(feed)], "calendar"),
        (swap("stops.txt", "stop_id", "id"), "no column 'stop_id'"),
        (put("stops.txt", b""), "no column 'stop_id'"),
        (put("stops.txt", b"stop_id\n\xff\xfe"), "no UTF-8"),
        (put("stops.txt", b'stop_id\n"HBR'), "line 2"),
        (put("stops.txt", b"stop_id\n" + b"x" * 300), "more than 200"),
        (add("stops.txt", "X,,X,0,0,0,NOWHERE,"), "no stop 'NOWHERE'"),
        (add("stops.txt", "X,,X,0,0,0,,,,,,,"), "13 values under 8"),
        (add("stop_times.txt", "1,1:00:00,1:00:00,HBR,1,0"), "no trip '1'"),
        (add("stop_times.txt", "127,1:00:00,1:00:00,X,9,0"), "no stop 'X'"),
        (add("stop_times.txt", "127,1:00:00,1:00:00,HBR,x,0"), "whole number"),
        (add("stop_times.txt", "127,1:00,1:00:00,HBR,9,0"), "no time"),
        (add("stop_times.txt", "127,1:60:00,1:00:00,HBR,9,0"), "no time"),
        (add("stop_times.txt", "127,99:00:00,99:00:00,HBR,9,0"), "no time"),
        (add("stop_times.txt", "127,1:00:00,1:00:00,HBR,9,0"), "back in time"),
        (add("trips.txt", "coast,never,127,,,"), "no calendar has the service 'never'"),
        (add("trips.txt", "bus,daily,127,,,"), "no route 'bus'"),
        (add("calendar.txt", "x,1,1,1,1,1,1,1,20260101,20250101"), "lasts 1 to"),
        (add("calendar.txt", "x,1,1,1,1,1,1,1,20260101,20560101"), "lasts 1 to"),
        (add("calendar.txt", "x,1,1,1,1,1,1,1,2026-01-01,20260101"), "no date"),
        (add("calendar.txt", "x,1,1,1,1,1,1,1,20261301,20260101"), "no date"),
        (add("calendar_dates.txt", "daily,20261120,3"), "exception_type"),
        (put("stops.txt", b"stop_id\n\n" + b"x" * 300), "line 3"),
        (put("frequencies.txt", b"trip_id\n127\n"), "frequencies.txt"),
    ],
)
def test_a_broken_feed_is_one_sentence(
    feed: Path, harm: Callable[[Path], object], words: str
) -> None:
    harm(feed)
    for path in (feed, zipped(feed)):
        with pytest.raises(BadInput, match=words) as caught:
            load_feed(path)
        assert str(path) in str(caught.value)


def test_an_empty_list_of_frequencies_is_none(feed: Path) -> None:
    (feed / "frequencies.txt").write_bytes(b"trip_id\n")
    assert departures(feed) == departures(BUNDLED)


def test_what_is_no_feed(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no timetable"):
        load_feed(tmp_path / "none.zip")
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with pytest.raises(BadInput, match="is no GTFS feed"):
        load_feed(tmp_path / "x.zip")
    with pytest.raises(BadInput, match=r"has no stops\.txt"):
        load_feed(tmp_path)


def test_a_locked_zip_file(feed: Path) -> None:
    path = zipped(feed)
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")  # the first entry of the directory
    while at >= 0:
        content[at + 8] |= 1  # "encrypted"
        at = content.find(b"PK\x01\x02", at + 1)
    path.write_bytes(content)
    with pytest.raises(BadInput, match="cannot be read"):
        load_feed(path)


def test_a_bomb_ends_at_its_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stops.txt", "stop_id\n" + "0" * 5_000_000)
        archive.writestr("routes.txt", "route_id\n")
    assert path.stat().st_size < 10_000
    with pytest.raises(BadInput, match="too large"):
        load_feed(path)
    monkeypatch.setattr(tables, "_MOST_BYTES", 100)
    with pytest.raises(BadInput, match="too large"):
        load_feed(BUNDLED)
    monkeypatch.undo()
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(BadInput, match="more than 3 rows"):
        load_feed(BUNDLED)


def test_a_zip_file_that_breaks_inside(feed: Path, tmp_path: Path) -> None:
    whole = bytearray(zipped(feed).read_bytes())
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        info = archive.getinfo("stop_times.txt")
    begin = info.header_offset + 30 + len("stop_times.txt")
    whole[begin + 20 : begin + 60] = bytes(40)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(whole)
    with pytest.raises(BadInput, match=r"stop_times\.txt"):
        load_feed(broken)
