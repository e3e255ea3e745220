"""What is kept: transaction records and ticket redemption; numbers and reasons only."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.journal.interventions import Intervention
    from station_gate.journal.journal import Journal
    from station_gate.journal.purging import purge
    from station_gate.journal.records import Record, Records, Wanted
    from station_gate.journal.redemptions import Keeper, Redemptions

__all__ = [
    "Intervention",
    "Journal",
    "Keeper",
    "Record",
    "Records",
    "Redemptions",
    "Wanted",
    "purge",
]
__getattr__ = doors(__name__)
