"""Flaps, beams and alarm: who is in the lane, and may the flaps move?

The guard couples the barrier and the alarm machine of ``tables`` to the beams.
It knows nothing of tickets: the gate tells it whether the person in the
lane has permission, and is told what that person did.

Opening is not believed until the barrier says so. Flaps that were told to open and
have not answered within ``ANSWER``, or that report anything else while they must be
open, are told again, as often as it takes; meanwhile they count as faulty, with an alarm.
"""

from typing import Literal

from station_gate.gate.effects import AlarmChanged, CloseBarrier, Effect, OpenBarrier, PlayCue
from station_gate.gate.floor import Floor
from station_gate.gate.tables import (
    ALARM,
    BARRIER,
    REPORTED,
    AlarmSignal,
    Barrier,
    BarrierSignal,
    PassageSignal,
    follow,
)
from station_gate.gate.terms import Alarm, BarrierReport, Beam, Cue

_CUES = {
    Alarm.INTRUSION: Cue.ALARM_INTRUSION,
    Alarm.FRAUD: Cue.ALARM_FRAUD,
    Alarm.BARRIER: Cue.ALARM_INTRUSION,
}
ANSWER = 1.0
"""Seconds within which the barrier must say that it has opened, after which it is told
again: real flaps move in 0.3 to 0.6 s (docs/constants.md)."""


class Guard:
    """Barrier and alarm; appends its effects to the list it was given."""

    def __init__(self, out: list[Effect], alarm_holds: float) -> None:
        self._out = out
        self._alarm_holds = alarm_holds
        self._wanted: Literal[Barrier.OPEN, Barrier.CLOSED] | None = None
        """How the flaps must be, or come to be as soon as nobody is between them."""
        self.answer_by: float | None = None
        """When the barrier must have said that it is open; ``None``: nothing is awaited."""
        self.floor = Floor()
        self.barrier = Barrier.CLOSED
        self.alarm = Alarm.NONE
        self.quiet_at: float | None = None
        """When the alarm ends, its cause having gone."""

    # ------------------------------------------------------------------ the flaps

    def open(self, now: float) -> None:
        """Open and keep open until told otherwise."""
        self._wanted = Barrier.OPEN
        self._open(now)

    def insist(self, now: float) -> None:
        """Command again that the flaps open, if they do not say that they are."""
        if self.stuck:
            self._disobeyed(now)
        elif self.barrier is not Barrier.OPEN and self.answer_by is not None:
            self._command_open(now)

    def close(self) -> None:
        """Close as soon as nobody is in the safety zone."""
        self._wanted = Barrier.CLOSED
        if self.barrier is not Barrier.OPENING:
            self.answer_by = None
        self._close_if_free()

    def report(self, report: BarrierReport, now: float) -> None:
        """Take in what the barrier says of itself."""
        self._move(REPORTED[report])
        if self.barrier in (Barrier.OPEN, Barrier.CLOSED):
            self.answer_by = None
        if report is BarrierReport.OPENED:
            self._close_if_free()
        elif self.barrier is self._wanted is Barrier.CLOSED:
            self._wanted = None
        if self._wanted is Barrier.OPEN:
            if self.barrier is Barrier.CLOSED:
                self._disobeyed(now)
            elif self.barrier is Barrier.FAULT:
                self.answer_by = now
            elif self.barrier is not Barrier.OPEN and self.answer_by is None:
                self.answer_by = now + ANSWER

    @property
    def stuck(self) -> bool:
        """Whether the flaps are told again and again to open, and do not say that they have."""
        return self.barrier is Barrier.FAULT and self.answer_by is not None

    def _open(self, now: float) -> None:
        self._move(BarrierSignal.OPEN)
        self._command_open(now)

    def _command_open(self, now: float) -> None:
        # a command to close that is not on its way yet is overtaken: it must not come after
        self._out[:] = [effect for effect in self._out if not isinstance(effect, CloseBarrier)]
        self._out.append(OpenBarrier())
        self.answer_by = now + ANSWER

    def _disobeyed(self, now: float) -> None:
        """Command again what was not done; it is a fault until the barrier obeys."""
        self._move(BarrierSignal.FAULT)
        self._command_open(now)
        self.quiet_at = None
        self._ring(AlarmSignal.STUCK)

    def _close_if_free(self) -> None:
        moving = self.barrier in (Barrier.OPENING, Barrier.OPEN, Barrier.OBSTRUCTED)
        if self._wanted is Barrier.CLOSED and moving and self.floor.zone_free:
            self._move(BarrierSignal.CLOSE)
            self._out.append(CloseBarrier())
            self.answer_by = None

    def _move(self, signal: BarrierSignal) -> None:
        self.barrier = follow("barrier", BARRIER, self.barrier, signal)

    # ------------------------------------------------------------------ the people

    def beam(
        self,
        beam: Beam,
        blocked: bool,
        now: float,
        *,
        permitted: bool,
        passing: bool,
        alarmed: bool,
    ) -> PassageSignal | None:
        """Take in a beam's state; return what the person with permission did, if anything.

        ``permitted``: one person may be in the lane; ``passing``: that person is
        in the safety zone or beyond; ``alarmed``: others raise an alarm.
        """
        inside = self.floor.through_zone
        if not self.floor.change(beam, blocked):
            return None
        if blocked:
            return self._on_blocked(beam, now, permitted, passing, alarmed)
        return self._on_freed(beam, inside)

    def _on_blocked(
        self, beam: Beam, now: float, permitted: bool, passing: bool, alarmed: bool
    ) -> PassageSignal | None:
        if beam is Beam.SAFETY and self.barrier is Barrier.CLOSING:
            self._open(now)  # and close again when the zone is free
        if beam is Beam.ENTRY:
            if passing and alarmed and not self.floor.clear:
                self._ring(AlarmSignal.INTRUDED)  # somebody close behind the passenger
            return None
        if permitted and self.floor.through_zone:
            return PassageSignal.STEPPED_IN
        if not alarmed:
            return None
        # nobody may be here; by the exit beam one came either through or the wrong way
        crossed = beam is Beam.EXIT and self.floor.through_zone
        self._ring(AlarmSignal.CROSSED if crossed else AlarmSignal.INTRUDED)
        return None

    def _on_freed(self, beam: Beam, inside: bool) -> PassageSignal | None:
        if beam is Beam.SAFETY:
            # before the exit beam or behind the entry's: nobody can tell until they reach one
            self._close_if_free()
        elif beam is Beam.ENTRY and inside and not self.floor.through_zone:
            return PassageSignal.STEPPED_BACK
        elif beam is Beam.EXIT and self.floor.through_zone:
            self.floor.forget()
            return PassageSignal.WENT_THROUGH
        return None

    # ------------------------------------------------------------------ the alarm

    def watch(self, now: float, *, permitted: bool, passing: bool) -> None:
        """Let the alarm end a while after its cause has gone."""
        follower = passing and self.floor.blocked(Beam.ENTRY)
        stranger = not permitted and not self.floor.clear
        if self.alarm is Alarm.NONE or follower or stranger or self.stuck:
            self.quiet_at = None
        elif self.quiet_at is None:
            self.quiet_at = now + self._alarm_holds

    def tick(self, now: float) -> None:
        """Command again what was not answered; end the alarm when it is due."""
        if self.answer_by is not None and now >= self.answer_by:
            self._disobeyed(now)
        if self.quiet_at is not None and now >= self.quiet_at:
            self.quiet_at = None
            self._ring(AlarmSignal.QUIET)

    def _ring(self, signal: AlarmSignal) -> None:
        alarm = follow("alarm", ALARM, self.alarm, signal)
        if alarm is self.alarm:
            return
        self.alarm = alarm
        self._out.append(AlarmChanged(alarm=alarm))
        if alarm in _CUES:
            self._out.append(PlayCue(cue=_CUES[alarm]))
