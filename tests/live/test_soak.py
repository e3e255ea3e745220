"""The soak's own reckoning: what it must find is put there, and it is found."""

from dataclasses import replace
from pathlib import Path

import pytest

from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.gate.uses import Spent
from station_gate.journal.journal import Journal
from tests.journal.passengers import AT, lost, reserve, spend, use
from tools.soak import Passenger, account, every_fault


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """One who passed and one who was refused, and two who are not accounted for.

    One was in the open gate when it was killed, one is said to have passed with a ticket that
    is not spent.
    """
    journal = Journal.open(tmp_path / "journal.sqlite")
    journal.join("Gate 4")
    assert reserve(journal, use("GOOD"), "Gate 4", 1)
    spend(journal, use("GOOD"), "Gate 4", 1)
    assert reserve(journal, use("OPEN"), "Gate 4", 4)
    open_for = replace(lost(4), ticket_id="OPEN")
    journal.write(open_for, "Gate 4", AT, Spent(use=use("OPEN")))
    refused = Decision(
        transaction=2, outcome=Outcome.REFUSED, reason=Reason.NO_FACE, ticket_id="REFUSED"
    )
    journal.write(refused, "Gate 4", AT)
    unspent = Decision(transaction=3, outcome=Outcome.PASSED, reason=None, ticket_id="UNSPENT")
    journal.write(unspent, "Gate 4", AT)
    journal.close()
    return tmp_path / "journal.sqlite"


def came(ticket: str, **seen: bool) -> Passenger:
    return Passenger(ticket, began=True, **seen)


def test_everybody_is_counted_and_nothing_is_wrong(journal: Path) -> None:
    passengers = [
        came("GOOD", let_in=True),
        came("REFUSED"),
        came("KILLED", cut_off=True),
        came("OPEN", let_in=True, cut_off=True),
        Passenger("TURNED AWAY"),
    ]
    ends, wrong = account(passengers, journal)
    assert wrong == []
    assert sum(ends.values()) == len(passengers)
    assert (ends["passed"], ends["refused"]) == (1, 1)


@pytest.mark.parametrize(
    ("passenger", "says"),
    [
        (came("GONE"), "GONE began and has no record"),
        (came("UNSPENT", let_in=True), "UNSPENT: passed 1, spent False"),
        (came("OPEN", let_in=True), "OPEN: passed 0, spent True"),
    ],
)
def test_whoever_is_lost_is_found(journal: Path, passenger: Passenger, says: str) -> None:
    _, wrong = account([came("GOOD"), passenger], journal)
    assert says in wrong


def test_a_ticket_that_is_spent_and_never_came_is_found(journal: Path) -> None:
    _, wrong = account([came("REFUSED")], journal)
    assert "GOOD is spent and never came" in wrong


def test_half_an_hour_tries_everything_twice() -> None:
    assert 2 * len(every_fault()) <= 30
