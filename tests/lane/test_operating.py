"""An operator's order, from a board's socket through the lane to the barrier and the journal."""

import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from station_gate.barrier.orders import DONE, EVACUATED, SafetyOrder
from station_gate.gate.events import BarrierReported, BeamChanged
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Action, Alarm, BarrierReport, Beam, Mode, Outcome, Step
from station_gate.journal.interventions import Intervention
from station_gate.journal.records import Records, Wanted
from station_gate.lane.orders import Command
from station_gate.lane.view import LaneView
from station_gate.operators.link.folder import socket_path
from station_gate.operators.link.protocol import (
    Answer,
    Ended,
    Intervened,
    News,
    Notices,
    Order,
    State,
    decode_news,
    encode,
)
from station_gate.operators.link.server import Direct, GatePort
from station_gate.operators.publishing import Publisher
from station_gate.testing.lanerig import GOOD_TICKET, LaneRig


class Operated:
    """A lane on a port, and a board that is connected to it."""

    def __init__(self, folder: Path, direct: Direct | None = None) -> None:
        self.path = folder / "journal.sqlite"
        self.now = 0.0
        self._port = GatePort(folder, "Gate 4", direct)
        publisher = Publisher(self._port, clock=lambda: 1000.0 + self.now)
        self._publisher = publisher
        self.rig = LaneRig(self.path, publisher)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(20)
        self._socket.connect(str(socket_path(folder, "Gate 4")))
        self._file = self._socket.makefile("rb")
        self.heard: list[News | None] = []
        self.view = self.rig.view
        self.run(0.1)

    def reopen(self) -> None:
        """Open another lane in place of one that has failed."""
        self.rig = LaneRig(self.path, self._publisher)
        self.run(1 / 30)

    def run(self, seconds: float) -> LaneView:
        end = self.rig.now + seconds
        while self.rig.now < end - 1e-9:
            self.now = self.rig.now = self.rig.now + 1 / 30
            self.view = self.rig.lane.advance(self.rig.now)
        return self.view

    def until(self, step: Step) -> LaneView:
        for _ in range(3000):
            if self.view.step is step:
                return self.view
            self.run(1 / 30)
        raise AssertionError(f"still {self.view.step}")

    def order(self, command: Command, reason: str = "because") -> Answer:
        self._socket.sendall(encode(Order(order="1", command=command, reason=reason)))
        while True:
            self.run(1 / 30)
            self._socket.settimeout(0.02)
            try:
                while True:
                    self.heard.append(decode_news(self._file.readline()))
                    if isinstance(answer := self.heard[-1], Answer):
                        return answer
            except TimeoutError:
                # a file that timed out once reads no more
                self._file = self._socket.makefile("rb")

    def order_while_it_stands_still(self, command: Command) -> Answer:
        """Give an order of which the lane hears nothing, because nobody drives it."""
        self._socket.sendall(encode(Order(order="1", command=command, reason="because")))
        self._socket.settimeout(20)
        self._file = self._socket.makefile("rb")
        while not isinstance(news := decode_news(self._file.readline()), Answer):
            pass
        return news

    def last(self, kind: type[News]) -> News:
        """Return what was heard last of a kind; an order makes all be heard before its answer."""
        return next(each for each in reversed(self.heard) if isinstance(each, kind))

    # methods, because a type checker would take a property to stay what it was
    def mode(self) -> Mode:
        return self.view.mode

    def alarm(self) -> Alarm:
        return self.view.alarm

    @property
    def interventions(self) -> list[Intervention]:
        with closing(Records.open(self.path)) as records:
            return records.interventions(Wanted())

    def close(self) -> None:
        self._file.close()
        self._socket.close()
        self._port.close()


@pytest.fixture
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    folder = tmp_path_factory.mktemp("op")
    folder.chmod(0o700)
    with closing(Operated(folder)) as gate:
        yield gate


def test_somebody_without_a_ticket_is_let_in_and_the_journal_has_the_reason(
    gate: Operated,
) -> None:
    answer = gate.order(Command.OPEN, "  mother with a pram ")
    assert answer.done
    assert gate.until(Step.GO).transaction == 1
    gate.until(Step.IDLE)
    (kept,) = gate.interventions
    assert (kept.command, kept.reason, kept.done) == ("open", "mother with a pram", True)
    assert (kept.gate, kept.transaction) == ("Gate 4", 1)
    (decision,) = gate.rig.log.decisions
    assert (decision.outcome, decision.reason) == (Outcome.ASSISTED, Reason.STAFF_OPENED)
    assert any("mother with a pram" in line for line in gate.rig.log.lines)


def test_a_refused_passenger_is_let_in(gate: Operated) -> None:
    gate.rig.document = None
    gate.rig.ticket.hold_up(GOOD_TICKET, gate.rig.now)
    gate.until(Step.DOCUMENT)
    gate.rig.ticket.take_away()
    gate.rig.lane.act(Action.HELP)
    gate.until(Step.ASSISTANCE)
    assert "past staff_wanted" in gate.order(Command.OPEN, "seen the passport").text
    gate.run(1.0)
    assert gate.view.barrier == 1.0
    assert gate.order(Command.OPEN).done is False, "it is open already"
    assert [each.done for each in gate.interventions] == [True, False]
    gate.until(Step.IDLE)
    gate.order(Command.LOCK)
    ended = gate.last(Ended)
    assert isinstance(ended, Ended)
    assert ended.decision == gate.rig.log.decisions[0]


def test_modes_follow_orders_and_an_evacuation_only_ends_with_a_reset(gate: Operated) -> None:
    assert gate.order(Command.LOCK).done
    assert gate.mode() is Mode.LOCKED
    assert not gate.order(Command.LOCK).done
    assert gate.order(Command.KEEP_OPEN).done
    assert gate.mode() is Mode.FREE_PASSAGE
    assert not gate.order(Command.OPEN).done
    assert gate.order(Command.EVACUATE).done
    gate.run(1.0)
    assert gate.view.barrier == 1.0
    assert "only reset" in gate.order(Command.LOCK).text
    assert gate.mode() is Mode.EVACUATION
    assert gate.order(Command.RESET).done
    gate.run(2.0)
    assert (gate.view.mode, gate.view.barrier) == (Mode.IN_SERVICE, 0.0)
    assert [(each.command, each.done) for each in gate.interventions] == [
        ("lock", True),
        ("lock", False),
        ("keep_open", True),
        ("open", False),
        ("evacuate", True),
        ("lock", False),
        ("reset", True),
    ]


def test_a_lane_that_is_opened_anew_stays_as_operators_left_it(gate: Operated) -> None:
    gate.order(Command.EVACUATE)
    gate.reopen()
    assert gate.mode() is Mode.EVACUATION
    gate.order(Command.RESET)
    gate.reopen()
    assert gate.mode() is Mode.IN_SERVICE


def test_a_reset_does_not_mend_a_broken_camera(gate: Operated) -> None:
    gate.order(Command.LOCK)
    gate.rig.camera.failed = "The camera is gone."
    gate.run(0.1)
    assert gate.mode() is Mode.LOCKED
    answer = gate.order(Command.RESET)
    assert "stays out of service: The camera is gone." in answer.text
    assert gate.mode() is Mode.FAULTY
    gate.rig.camera.failed = None
    gate.run(0.1)
    assert gate.mode() is Mode.IN_SERVICE


def test_a_reset_does_not_mend_a_broken_barrier(gate: Operated) -> None:
    gate.rig.lane.receive(BarrierReported(report=BarrierReport.FAULT))
    gate.run(0.1)
    assert gate.view.trouble == "The barrier reports a fault."
    assert "stays out of service" in gate.order(Command.RESET).text
    assert gate.mode() is Mode.FAULTY


def test_an_alarm_stays_on_every_board_until_it_is_acknowledged(gate: Operated) -> None:
    gate.rig.lane.receive(BeamChanged(beam=Beam.SAFETY, blocked=True))
    gate.run(0.1)
    assert gate.alarm() is Alarm.INTRUSION
    gate.rig.lane.receive(BeamChanged(beam=Beam.SAFETY, blocked=False))
    gate.run(3.0)
    assert gate.alarm() is Alarm.NONE
    gate.order(Command.LOCK)
    notices = gate.last(Notices)
    assert isinstance(notices, Notices)
    (notice,) = notices.notices
    assert (notice.kind, notice.ended is not None) == ("alarm", True)
    assert gate.order(Command.ACKNOWLEDGE, "looked, nobody there").done
    assert gate.last(Notices) == Notices(notices=())
    assert not gate.order(Command.ACKNOWLEDGE).done
    assert [each.command for each in gate.interventions] == ["lock", "acknowledge", "acknowledge"]
    told = gate.last(Intervened)
    assert isinstance(told, Intervened)
    assert told.intervention.answer == gate.interventions[-1].answer


def test_a_state_is_told_when_it_changes_and_else_once_a_second(gate: Operated) -> None:
    gate.run(3.0)
    gate.order(Command.EVACUATE)
    gate.order(Command.ACKNOWLEDGE)
    states = [each for each in gate.heard if isinstance(each, State)]
    assert 3 <= len(states) <= 6
    assert states[-1].mode is Mode.EVACUATION
    assert states[-1].clock == "09:40"


def test_nothing_of_the_passenger_but_numbers_and_codes_goes_out(gate: Operated) -> None:
    gate.rig.document = None
    gate.rig.ticket.hold_up(GOOD_TICKET, gate.rig.now)
    gate.until(Step.DOCUMENT)
    gate.rig.lane.act(Action.CANCEL)
    gate.order(Command.LOCK)
    said = b"".join(encode(each) for each in gate.heard if each is not None)
    assert b"ended" in said
    assert b"RIVERA" not in said.upper()


def test_a_gate_whose_journal_fails_obeys_and_says_so(gate: Operated) -> None:
    with sqlite3.connect(gate.path) as connection:
        connection.execute("DROP TABLE intervention")
    connection.close()
    answer = gate.order(Command.EVACUATE)
    assert answer.done
    assert "not on record" in answer.text
    assert gate.mode() is Mode.EVACUATION


class Holder:
    """Whoever holds the barrier, and does as it is told."""

    def __init__(self) -> None:
        self.mode = Mode.IN_SERVICE
        self.taken: list[SafetyOrder] = []

    def command(self, mode: Mode) -> None:
        self.mode = mode

    def is_done(self, mode: Mode) -> bool:
        return self.mode is mode

    def take_orders(self) -> list[SafetyOrder]:
        taken, self.taken = self.taken, []
        return taken


def test_what_was_done_without_the_lane_is_taken_in_and_put_on_record(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("op")
    folder.chmod(0o700)
    holder = Holder()
    with closing(Operated(folder, holder)) as gate:
        answer = gate.order_while_it_stands_still(Command.EVACUATE)
        assert answer.done
        assert holder.mode is Mode.EVACUATION
        assert gate.mode() is Mode.IN_SERVICE, "nobody has driven the lane"
        gate.reopen()
        gate.run(1.0)
        assert (gate.view.mode, gate.view.barrier) == (Mode.EVACUATION, 1.0)
        (kept,) = gate.interventions
        assert (kept.command, kept.done, kept.answer) == ("evacuate", True, answer.text)
        gate.reopen()
        assert gate.mode() is Mode.EVACUATION
        assert gate.order(Command.RESET).done
        assert [each.command for each in gate.interventions] == ["evacuate", "reset"]


def taken(command: str, *, ago: float = 0.0, done: bool = True) -> SafetyOrder:
    """Make an order that the barrier's process took itself."""
    return SafetyOrder(
        order=command,
        command=command,
        reason="smoke",
        user=1,
        at=time.time() - ago,
        done=done,
        answer=DONE[Mode.EVACUATION] if done else EVACUATED,
        operator="alice",
    )


def test_what_the_barrier_took_itself_is_shown_and_put_on_record(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("op")
    folder.chmod(0o700)
    holder = Holder()
    with closing(Operated(folder, holder)) as gate:
        holder.taken = [taken("evacuate", ago=90.0), taken("lock", done=False)]
        gate.run(1.0)
        assert (gate.view.mode, gate.view.barrier) == (Mode.EVACUATION, 1.0)
        first, second = gate.interventions
        assert (first.command, first.operator, first.reason) == ("evacuate", "alice", "smoke")
        assert first.done
        assert "Written down 9" in first.answer
        assert (second.command, second.done, second.answer) == ("lock", False, EVACUATED)
        gate.reopen()
        assert gate.mode() is Mode.EVACUATION, "the next lane, too"


def test_a_gate_that_is_reset_elsewhere_stays_out_of_service_while_it_is_broken(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("op")
    folder.chmod(0o700)
    holder = Holder()
    with closing(Operated(folder, holder)) as gate:
        holder.taken = [taken("lock")]
        gate.run(0.1)
        gate.rig.recognition.failed = "Face recognition has crashed."
        gate.run(0.1)
        holder.taken = [taken("reset")]
        gate.run(0.1)
        assert gate.mode() is Mode.FAULTY
        gate.rig.recognition.failed = None
        gate.run(0.1)
        assert gate.mode() is Mode.IN_SERVICE


def test_a_lane_that_fails_is_told_at_once(gate: Operated) -> None:
    gate.rig.to_face()
    gate.run(0.1)
    gate.order(Command.ACKNOWLEDGE)
    before = gate.last(State)
    assert isinstance(before, State)
    assert (before.step, before.transaction) == (Step.FACE, 1)

    gate.rig.lane.give_up(RuntimeError("a fault of the program"))
    gate.reopen()
    gate.order(Command.ACKNOWLEDGE)
    states = [each for each in gate.heard if isinstance(each, State)]
    told = next(each for each in states if each.failed)
    assert (told.step, told.mode, told.transaction) == (Step.OUT_OF_SERVICE, Mode.FAULTY, None)
    assert "a fault of the program" in str(told.failed)
    assert states[-1].failed is None
    assert states[-1].mode is Mode.IN_SERVICE
