"""GTFS feeds: the bundled line, the same as a zip file, and everything that can be wrong."""

import csv
import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from station_gate.gate.timetable import Timetable
from station_gate.problems import BadInput
from station_gate.timetable import tables
from station_gate.timetable.feed import load_feed
from tests.conftest import FIXTURES

BUNDLED = FIXTURES / "timetable"
MORNING, NIGHT = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 21, 3, tzinfo=UTC)


def read(path: Path) -> Timetable:
    return load_feed(path).timetable


def departures(path: Path, station: str = "HBR") -> list[tuple[str, str, str]]:
    return [
        (call.trip.title, f"{call.departure:%H:%M}", call.platform)
        for call in read(path).departures([station], MORNING, NIGHT)
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
    (last,) = read(BUNDLED).departures(["MDW"], MORNING, NIGHT, "SG 127")
    assert last.leads_to("Northfield")
    assert last.trip.to == "Northfield"


def test_days_come_from_both_calendars() -> None:
    feed = read(BUNDLED)
    days = {
        day: bool(feed.departures(["HBR"], *day_of(day), "SG 300"))
        for day in ("2026-11-20", "2026-11-21", "2026-12-25", "2026-12-26", "2036-01-03")
    }
    assert list(days.values()) == [True, False, False, True, False]


def day_of(day: str) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(f"{day}T00:00Z"), datetime.fromisoformat(f"{day}T23:59Z")


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
    (call,) = read(feed).departures(["HBR"], MORNING, datetime(2026, 11, 20, 9, 50, tzinfo=UTC))
    assert call.trip.to == "Airport", "the last stop, where no sign is given"


def test_numbers_go_by_their_route_as_well(feed: Path) -> None:
    change(feed / "trips.txt", "SG 127", "127")
    found = read(feed)
    for name in ("127", "SG 127", "sg127"):
        (call,) = found.departures(["HBR"], MORNING, NIGHT, name)
        assert call.trip.title == "SG 127"


def test_a_feed_with_a_route_for_each_train(feed: Path) -> None:
    change(feed / "routes.txt", "coast,SGR,SG,", "coast,SGR,ICE 1234,")
    change(feed / "trips.txt", "SG 127", "1234")
    calls = read(feed).departures(["HBR"], MORNING, NIGHT, "ICE1234")
    assert datetime(2026, 11, 20, 10, 5, tzinfo=UTC) in {call.departure for call in calls}


def test_a_stop_without_a_time_is_on_the_way_and_no_place_to_board(feed: Path) -> None:
    change(feed / "stop_times.txt", "127,10:18:00,10:19:00", "127,,")
    found = read(feed)
    assert not found.departures(["BAY"], MORNING, NIGHT, "SG 127")
    assert found.calls_in_order("SG 127", ["HBR"], ["BAY"], ["NFD"])
    change(feed / "stop_times.txt", "127,10:30:00,10:31:00", "127,,10:31:00")
    assert read(feed).departures(["MDW"], MORNING, NIGHT, "SG 127")


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
        (put("stops.txt", b"\xff\xfea"), "no text in UTF-8 or UTF-16"),
        (put("stops.txt", b"stop_id\n"), "no trip that a gate could use .*call nowhere"),
        (put("stop_times.txt", b"trip_id,stop_id,stop_sequence\n"), "no trip that a gate"),
    ],
)
def test_a_feed_that_nothing_can_be_made_of_is_one_sentence(
    feed: Path, harm: Callable[[Path], object], words: str
) -> None:
    harm(feed)
    for path in (feed, zipped(feed)):
        with pytest.raises(BadInput, match=words) as caught:
            load_feed(path)
        assert str(path) in str(caught.value)


REPEATED = b"trip_id,start_time,end_time,headway_secs\n"
FLEX = (
    "trip_id,stop_id,stop_sequence,arrival_time,departure_time,pickup_type,"
    "start_pickup_drop_off_window,location_id\n"
)


def with_columns(feed: Path) -> None:
    """Give stop_times.txt the columns of on-demand trips."""
    rows = list(csv.DictReader((feed / "stop_times.txt").read_text().splitlines()))
    with (feed / "stop_times.txt").open("w") as file:
        writer = csv.DictWriter(file, FLEX.strip().split(","), restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def on_demand(feed: Path) -> None:
    with_columns(feed)
    add("trips.txt", "coast,daily,bus,,,")(feed)
    add("stop_times.txt", "bus,,1,,,2,08:00:00,area\nbus,,2,,,1,08:00:00,area")(feed)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (add("stops.txt", "X,,X,0,0,0,NOWHERE,"), "1 stops whose station is missing"),
        (add("stops.txt", "X,,X,0,0,0,,,,,,,Y"), "1 rows with more values than columns"),
        (add("stop_times.txt", "1,1:00:00,1:00:00,HBR,1,0"), "1 rows left out whose trip"),
        (add("stop_times.txt", "127,1:00:00,1:00:00,X,9,0\n" * 3), "3 rows left out whose stop"),
        (add("stop_times.txt", "126,1:00:00,1:00:00,HBR,x,0"), "that is no number"),
        (add("stop_times.txt", "126,1,1:00:00,HBR,9,0"), "1 trips left out with a time"),
        (add("stop_times.txt", "126,1:60:00,1:00:00,HBR,9,0"), "1 trips left out with a time"),
        (add("stop_times.txt", "126,99:00:00,99:00:00,HBR,9,0"), "1 trips left out with a time"),
        (add("stop_times.txt", "126,1:00:00,1:00:00,HBR,9,0"), "1 trips left out that go back"),
        (add("trips.txt", "coast,never,126,,,"), "1 trips left out whose service"),
        (add("trips.txt", "bus,daily,126,,,"), "1 trips left out whose route"),
        (add("trips.txt", "coast,daily,128,,,"), "1 trips left out that call nowhere"),
        (add("calendar.txt", "x,1,1,1,1,1,1,1,2026-01-01,20260101"), "1 services left out"),
        (add("calendar.txt", "x,1,1,1,1,1,1,1,20261301,20260101"), "1 services left out"),
        (add("calendar_dates.txt", "daily,20261120,3"), "1 exceptions left out"),
        (
            put("frequencies.txt", REPEATED + b"126,1,2,3\n"),
            "1 rows",
        ),
        (on_demand, "1 trips left out that run on demand"),
        (put("agency.txt", b"agency_timezone\nEurope/Atlantis\n"), "1 agencies in a time zone"),
    ],
)
def test_what_cannot_be_used_costs_no_feed_and_is_counted(
    feed: Path, harm: Callable[[Path], object], words: str
) -> None:
    harm(feed)
    for path in (feed, zipped(feed)):
        (line,) = load_feed(path).left_out
        assert words in line
        assert str(path) in line
        assert ("SG 127", "10:05", "4") in departures(path)


@pytest.mark.parametrize(
    "harm",
    [
        add("calendar.txt", "x,1,1,1,1,1,1,1,20200101,20991231"),
        swap("calendar.txt", "20271231", "20991231"),
        add("stops.txt", "X,,X,0,0,0,,,,,"),  # a comma too many
        put("feed_info.txt", b"feed_lang\n" + b"x" * 5000),
        put("frequencies.txt", REPEATED),
        lambda feed: change(feed / "stop_times.txt", "10:05:00,HBR", "10:05,HBR"),
    ],
)
def test_what_no_gate_needs_is_not_looked_at(feed: Path, harm: Callable[[Path], object]) -> None:
    harm(feed)
    assert load_feed(feed).left_out == ()
    assert departures(feed) == departures(BUNDLED)


def test_blanks_behind_the_commas_and_long_values_of_unused_columns(feed: Path) -> None:
    for file in feed.iterdir():
        rows = list(csv.reader(file.read_text().splitlines()))
        rows[0].append("url")
        for row in rows[1:]:
            row.append("https://example.org/" + "x" * 5000)
        quoted = [", ".join(f'"{value}"' for value in row) for row in rows]
        file.write_text("\r\n".join(quoted), encoding="utf-8-sig")
    assert departures(feed) == departures(BUNDLED)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_tables_in_other_encodings(feed: Path, encoding: str) -> None:
    change(feed / "stops.txt", "Harbour", "Zürich Flughäfen")
    for file in feed.iterdir():
        file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))
    assert departures(feed, "Zürich Flughäfen")


def test_a_feed_in_a_folder_of_its_zip_file(feed: Path) -> None:
    path = feed.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in feed.iterdir():
            archive.write(file, f"export/2026/{file.name}")
            archive.writestr(f"__MACOSX/export/2026/._{file.name}", b"\0\5\x16\7")
    assert departures(path) == departures(BUNDLED)


def test_times_are_the_agencys_and_clocks_the_stations(feed: Path) -> None:
    (feed / "agency.txt").write_text(
        "agency_id,agency_name,agency_url,agency_timezone\nSGR,S,https://x.org,Europe/London\n"
    )
    with_zone = (feed / "stops.txt").read_text().splitlines()
    (feed / "stops.txt").write_text(
        "\n".join([with_zone[0] + ",stop_timezone", *(f"{r},Europe/Paris" for r in with_zone[1:])])
    )
    call = read(feed).departures(["HBR"], MORNING, NIGHT, "SG 127")[0]
    assert call.departure == datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
    assert f"{call.departure.astimezone(call.zone):%H:%M}" == "11:05"


def test_times_count_from_noon_minus_twelve_hours(feed: Path) -> None:
    (feed / "agency.txt").write_text("agency_timezone\nEurope/Berlin\n")
    change(feed / "calendar.txt", "20260101", "20200101")
    berlin = ZoneInfo("Europe/Berlin")

    def leaves(day: int, month: int) -> list[str]:
        first = datetime(2026, month, day, tzinfo=berlin)
        calls = table.departures(["HBR"], first, first + timedelta(hours=23), "SG 127")
        return [f"{call.departure.astimezone(berlin):%d %H:%M}" for call in calls]

    change(feed / "stop_times.txt", "127,10:05:00,10:05:00", "127,01:30:00,01:30:00")
    # on the day on which clocks go forward 01:30 is half past midnight by the clock, and on the
    # one on which they go back half past two for the first time
    table = read(feed)
    assert leaves(29, 3) == ["29 00:30"]
    assert leaves(25, 10) == ["25 02:30"]
    assert leaves(26, 10) == ["26 01:30"]


def test_trips_that_run_every_so_often(feed: Path) -> None:
    head = b"trip_id,start_time,end_time,headway_secs,exact_times\n"
    (feed / "frequencies.txt").write_bytes(head + b"127,06:00:00,07:00:00,1200,1\n")
    times = {time for title, time, _ in departures_of_the_day(feed) if title == "SG 127"}
    assert times == {"06:00", "06:20", "06:40"}
    (feed / "frequencies.txt").write_bytes(head + b"127,06:00:00,07:00:00,1200,0\n")
    assert "SG 127" not in {title for title, *_ in departures_of_the_day(feed)}
    assert read(feed).calls_in_order("SG 127", ["HBR"], ["NFD"])
    (line,) = load_feed(feed).left_out
    assert "1 trips without departures" in line


def departures_of_the_day(path: Path) -> list[tuple[str, str, str]]:
    first = datetime(2026, 11, 20, tzinfo=UTC)
    return [
        (call.trip.title, f"{call.departure:%H:%M}", call.platform)
        for call in read(path).departures(["HBR"], first, NIGHT)
    ]


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
