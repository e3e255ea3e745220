"""What a passenger sees of the ticket: the way that is travelled, looked up once a minute."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from station_gate.gate.gate import Gate
from station_gate.gate.timetable import Call, Timetable
from station_gate.gate.timings import Timings
from station_gate.lane.journey import Journeys
from tests.gate.travellers import AT, PROFILE, RETURN_TICKET, TICKET, shows

NAMES = {"HBR": "Harbour", "NFD": "Northfield"}


class Counted(Timetable):
    """A timetable that counts how often it is searched."""

    searches = 0

    def departures(
        self, station: Iterable[str], first: datetime, last: datetime, train: str | None = None
    ) -> list[Call]:
        Counted.searches += 1
        return super().departures(station, first, last, train)


def test_on_the_way_back_a_return_ticket_shows_the_way_back() -> None:
    core = Gate(PROFILE, Timings())
    core.receive(shows(replace(RETURN_TICKET, origin_name="Nord", destination_name="Haf")), 0.0)
    assert core.leads_out is False
    journey = Journeys(core, NAMES).at(AT)
    assert journey is not None
    # sold from Northfield to Harbour and back; here, in Harbour, the way back begins
    assert (journey.origin, journey.destination) == ("Harbour", "Northfield")
    unnamed = Journeys(core, {}).at(AT)
    assert unnamed is not None
    assert (unnamed.origin, unnamed.destination) == ("Haf", "Nord")


def test_the_way_there_is_shown_as_it_is_printed() -> None:
    core = Gate(PROFILE, Timings())
    core.receive(shows(TICKET), 0.0)
    journey = Journeys(core, NAMES).at(AT)
    assert journey is not None
    assert (journey.origin, journey.destination) == ("Harbour", "Northfield")


def test_the_timetable_is_searched_once_a_minute_and_not_in_every_frame() -> None:
    profile = replace(PROFILE, timetable=Counted([]))
    core = Gate(profile, Timings())
    core.receive(shows(TICKET), 0.0)
    journeys = Journeys(core, NAMES)
    Counted.searches = 0
    moments: list[datetime] = [AT + timedelta(seconds=tick / 30) for tick in range(30 * 50)]
    for moment in moments:
        journeys.at(moment)
    assert Counted.searches == 1
    journeys.at(AT + timedelta(minutes=1))
    assert Counted.searches == 2
