"""What a document's own reading has checked ends in the decision record."""

from collections.abc import Iterator

import pytest

from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Action, Outcome, Step
from station_gate.lane.documentdesk import TAKING
from station_gate.testing.lanerig import LaneRig
from tests.conftest import FIXTURES


@pytest.fixture
def rig() -> Iterator[LaneRig]:
    rig = LaneRig()
    yield rig
    rig.lane.close()


def lay_down(rig: LaneRig, scenario: str, document: str) -> None:
    """Show a scenario's ticket and lay a document of the fixtures on the reader."""
    rig.document = FIXTURES / "chips" / document
    rig.ticket.hold_up(FIXTURES / "scenarios" / scenario / "ticket.png", rig.now)
    rig.until(Step.DOCUMENT)
    rig.ticket.take_away()


def test_a_chips_checks_stand_before_the_rules(rig: LaneRig) -> None:
    lay_down(rig, "genuine_chip", "park")
    rig.until(Step.FACE)
    rig.lane.act(Action.CANCEL)
    rig.until(Step.IDLE)
    (decision,) = rig.log.decisions
    names = [check.name for check in decision.checks]
    assert names[-5:] == [
        "dg2_hash",
        "zone_check_digits",
        "signing_state",
        "document_expiry",
        "name",
    ]
    assert all(check.passed for check in decision.checks)


@pytest.mark.parametrize(
    ("document", "reason", "failed"),
    [
        ("park_swapped", Reason.DOCUMENT_NOT_GENUINE, "dg2_hash"),
        ("diallo_new", Reason.DOCUMENT_ISSUER_UNKNOWN, "document_issuer"),
        ("diallo_sm2", Reason.DOCUMENT_NOT_CHECKABLE, "document_signature"),
    ],
)
def test_a_chip_that_is_not_genuine_never_reaches_the_camera(
    rig: LaneRig, document: str, reason: Reason, failed: str
) -> None:
    lay_down(rig, "genuine_chip", document)
    rig.until(Step.REFUSED)
    assert rig.view.reason is reason
    assert rig.recognition.job == 0  # its portrait was not even looked at
    rig.until(Step.IDLE)
    (decision,) = rig.log.decisions
    assert (decision.outcome, decision.reason) == (Outcome.REFUSED, reason)
    assert decision.checks[-1].name == failed
    assert not decision.checks[-1].passed
    assert any(f"{document}: " in line for line in rig.log.lines)


def test_a_resident_cards_checks_are_recorded_too(rig: LaneRig) -> None:
    lay_down(rig, "genuine_resident_card", "chen_resident")
    rig.until(Step.FACE)
    rig.lane.act(Action.CANCEL)
    rig.until(Step.IDLE)
    (decision,) = rig.log.decisions
    names = [check.name for check in decision.checks]
    assert names[-4:] == ["number_check_digit", "birth_in_number", "document_expiry", "name"]


def test_a_document_lies_on_the_reader_until_it_is_taken_back(rig: LaneRig) -> None:
    lay_down(rig, "genuine_chip", "park")
    assert not rig.view.document_left
    view = rig.until(Step.FACE)
    assert view.document_left
    assert not view.document_seen
    assert rig.run(TAKING - 0.2).document_left
    assert not rig.run(0.4).document_left


def test_a_refused_document_is_to_be_taken_back_too_and_may_be_laid_down_again(
    rig: LaneRig,
) -> None:
    lay_down(rig, "genuine_chip", "park_swapped")
    assert rig.until(Step.REFUSED).document_left
    rig.lane.act(Action.CANCEL)
    rig.run(1 / 30)
    lay_down(rig, "genuine_chip", "park")
    assert not rig.view.document_left


def test_whoever_gives_up_while_the_document_lies_there_is_reminded(rig: LaneRig) -> None:
    lay_down(rig, "genuine_chip", "park")
    while not rig.view.document_seen:
        rig.run(1 / 30)
    rig.lane.act(Action.CANCEL)
    view = rig.run(1 / 30)
    assert view.step is Step.IDLE
    assert view.document_left
    assert not rig.run(TAKING).document_left
