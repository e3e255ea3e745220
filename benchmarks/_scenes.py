"""What the kiosk's benchmarks draw: each screen as a function of the seconds it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.observation import Coaching
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Step
from station_gate.lane.view import Journey, LaneView

Film = Sequence[NDArray[np.uint8]]
"""What a camera saw: frames, uint8 (H, W, 3) RGB."""
Scene = Callable[[float], LaneView]
CAMERA_RATE = 15
"""Frames a second, as the fixtures are filmed."""


def scenes(film: Film) -> dict[str, Scene]:
    """Give the screens in a passenger's order; ``film`` is what the camera sees."""
    journey = Journey(
        train="SG 127",
        origin="Harbour",
        destination="Northfield",
        departure="14:52",
        coach="7",
        seat="12A",
        platform="4",
    )
    base = replace(
        LaneView.idle(clock="14:38"),
        tries_left=1,
        refused_at=Step.FACE,
        journey=journey,
        coaching=Coaching.HOLD_STILL,
        progress=0.5,
        barrier=1.0,
    )

    def show(step: Step, **changes: object) -> Scene:
        view = replace(base, step=step, **changes)  # type: ignore[arg-type]
        return lambda t: replace(view, now=t)

    def walking(t: float) -> LaneView:
        barrier = min(1.0, t / 0.45)
        return replace(base, step=Step.GO, now=t, barrier=barrier, passenger=min(1.0, t / 4))

    def capturing(t: float) -> LaneView:
        frame = film[int(t * CAMERA_RATE) % len(film)]
        return replace(base, step=Step.FACE, now=t, preview=frame, progress=min(1.0, t / 4))

    return {
        "idle": show(Step.IDLE),
        "ticket": show(Step.TICKET),
        "document": show(Step.DOCUMENT),
        "document seen": show(Step.DOCUMENT, document_seen=True),
        "face": capturing,
        "checking": show(Step.CHECKING),
        "waiting": show(Step.CHECKING, waits_for_lane=True, passenger=0.6),
        "go": walking,
        "take it back": show(Step.GO, document_left=True),
        "refused": show(Step.REFUSED, reason=Reason.FACE_MISMATCH),
        "assistance": show(Step.ASSISTANCE, reason=Reason.STAFF_WANTED),
        "more time": show(Step.TICKET, offer_more_time=True, deadline=9.0),
        "halt": show(Step.GO, alarm=Alarm.FRAUD),
        "out of service": show(Step.OUT_OF_SERVICE),
        "evacuation": show(Step.EVACUATION),
    }
