"""One gate assembled: where sources, readers, faces, core, barrier and journal meet."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.lane.lane import Lane
    from station_gate.lane.live import LiveLane
    from station_gate.lane.narrator import Narrator
    from station_gate.lane.orders import Command, OrderKind
    from station_gate.lane.parts import Parts, assemble
    from station_gate.lane.station import Station
    from station_gate.lane.stream import Message, Stream, Subscriber
    from station_gate.lane.view import LaneView

__all__ = [
    "Command",
    "Lane",
    "LaneView",
    "LiveLane",
    "Message",
    "Narrator",
    "OrderKind",
    "Parts",
    "Station",
    "Stream",
    "Subscriber",
    "assemble",
]
__getattr__ = doors(__name__)
