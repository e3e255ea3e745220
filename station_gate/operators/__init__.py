"""How people in charge see and order gates."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.lane.orders import Command
    from station_gate.operators.board.app import BoardApp
    from station_gate.operators.link.client import Watcher
    from station_gate.operators.link.protocol import Order
    from station_gate.operators.link.server import GatePort

__all__ = [
    "BoardApp",
    "Command",
    "GatePort",
    "Order",
    "Watcher",
]
__getattr__ = doors(__name__)
