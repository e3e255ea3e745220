"""What a lane is put together from and another may bring: each a narrow protocol.

They are defined where their kinds live, below the lane; this is the one place that names them
all. Who implements one holds it against its suite: ``tests/lane/test_framesources.py``,
``tests/barrier/test_port.py``, ``tests/faces/test_port.py``,
``tests/lane/test_documentreading.py``, ``tests/journal/test_redemptions.py``.
"""

from station_gate.barrier.port import Barrier
from station_gate.capture.sources import FrameSource
from station_gate.faces.worker import Recognition
from station_gate.journal.redemptions import Keeper, Redemptions
from station_gate.lane.documents import Documents
from station_gate.lane.orders import Operators
from station_gate.lane.scanning import Scanner
from station_gate.lane.stream import Subscriber

__all__ = [
    "Barrier",
    "Documents",
    "FrameSource",
    "Keeper",
    "Operators",
    "Recognition",
    "Redemptions",
    "Scanner",
    "Subscriber",
]
