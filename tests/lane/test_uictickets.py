"""A lane that meets railways' tickets: what the operator and the passenger read of them."""

from pathlib import Path
from typing import Any

from fixtures.library import railtickets
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Step
from station_gate.issuing.qr import write_qr_png
from station_gate.testing.lanerig import CLOCK, LaneRig


def shown(tmp_path: Path, **document: Any) -> LaneRig:
    """Return a rig before whose reader Alex Rivera holds a railway's ticket."""
    path = tmp_path / "ticket.png"
    write_qr_png(railtickets.signed(railtickets.record("Alex", "Rivera", "X1", **document)), path)
    rig = LaneRig()
    rig.ticket.hold_up(path, rig.now)
    return rig


def test_an_open_ticket_is_read_with_its_end(tmp_path: Path) -> None:
    rig = shown(tmp_path, openTicket=railtickets.open_ticket("O1", CLOCK.date()))
    view = rig.until(Step.DOCUMENT)
    assert view.journey is not None
    assert (view.journey.origin, view.journey.destination) == ("Harbour", "Northfield")
    assert (view.journey.train, view.journey.departure) == ("", "")
    assert any("9900127 to 9900128, good until 2026-11-21 03:00" in x for x in rig.log.lines)


def test_an_area_ticket_goes_to_staff_by_its_product(tmp_path: Path) -> None:
    rig = shown(tmp_path, **{"pass": {"passDescription": "Day Pass", "validFromDay": 2}})
    view = rig.until(Step.REFUSED)
    assert view.reason is Reason.TICKET_NEEDS_STAFF
    assert view.journey is not None
    assert view.journey.destination == "Day Pass"
    assert any("read: Day Pass, good until" in line for line in rig.log.lines)
