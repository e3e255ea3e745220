"""What a passenger wants to see again of the accepted ticket."""

from collections.abc import Mapping
from datetime import datetime

from station_gate.gate.controller import Controller
from station_gate.lane.view import Journey


def journey_of(
    controller: Controller, station_names: Mapping[str, str], at: datetime
) -> Journey | None:
    """Give the lines of the present passenger's ticket; ``None`` before it, and on the way out.

    ``station_names`` are by the stations' codes; ``at`` is the time there, aware.
    """
    transaction = controller.transaction
    if transaction is None or transaction.ticket is None or controller.leads_out:
        return None  # nobody on the way out looks for a platform
    ticket = transaction.ticket
    train = controller.departure_of(ticket, at)

    def place(code: str, name: str) -> str:
        return station_names.get(code) or name or code

    return Journey(
        train=ticket.train,
        origin=place(ticket.origin, ticket.origin_name),
        # an area ticket leads to no station in particular
        destination=place(ticket.destination, ticket.destination_name) or ticket.product,
        departure=f"{train.moment:%H:%M}" if train.moment else "",
        coach=ticket.coach,
        seat=ticket.seat,
        platform=train.platform or "",
    )
