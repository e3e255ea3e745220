"""What a passenger wants to see again of the accepted ticket."""

from collections.abc import Mapping
from datetime import datetime

from station_gate.gate.gate import Gate
from station_gate.gate.legs import Leg
from station_gate.gate.travel import Ticket
from station_gate.lane.view import Journey


class Journeys:
    """Gives the lines of one passenger's ticket after the other's.

    They are asked for in every frame and change once a minute at most: a timetable is not
    searched more often.
    """

    def __init__(self, gate: Gate, station_names: Mapping[str, str]) -> None:
        """``station_names`` are by the stations' codes."""
        self._gate = gate
        self._names = station_names
        self._made: tuple[object, Journey] | None = None

    def at(self, at: datetime) -> Journey | None:
        """Give the present passenger's; ``None`` before a ticket, and on the way out.

        ``at`` is the time at the station, aware.
        """
        transaction = self._gate.transaction
        if transaction is None or transaction.ride is None or self._gate.leads_out:
            self._made = None
            return None  # nobody on the way out looks for a platform
        ticket, leg = transaction.ride.ticket, transaction.ride.way.leg
        # with its minute in it, an area ticket's leg would be another one all the time
        key = ticket, leg.start, leg.end, at.replace(second=0, microsecond=0)
        if self._made is None or self._made[0] != key:
            self._made = key, self._journey(ticket, leg, at)
        return self._made[1]

    def _journey(self, ticket: Ticket, leg: Leg, at: datetime) -> Journey:
        train = self._gate.departure_of(ticket, leg, at)
        printed = {
            ticket.origin: ticket.origin_name,
            ticket.destination: ticket.destination_name,
        }

        def place(code: str) -> str:
            return self._names.get(code) or printed.get(code) or code

        # an area ticket leads to no station in particular
        area = not ticket.origin
        return Journey(
            train=ticket.train,
            origin=place(ticket.origin if area else leg.start),
            destination=place(ticket.destination if area else leg.end) or ticket.product,
            departure=f"{train.moment:%H:%M}" if train.moment else "",
            coach=ticket.coach,
            seat=ticket.seat,
            platform=train.platform or "",
        )
