"""The simulated barrier: flaps with a position over time, people in the lane, beams."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.barrier.driven import DrivenBarrier
    from station_gate.barrier.port import Barrier
    from station_gate.barrier.simulated import SimulatedBarrier
    from station_gate.barrier.wired import WiredBarrier

__all__ = [
    "Barrier",
    "DrivenBarrier",
    "SimulatedBarrier",
    "WiredBarrier",
]
__getattr__ = doors(__name__)
