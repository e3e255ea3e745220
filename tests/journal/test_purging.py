"""What is old is deleted for good; a ticket that may come again is not forgotten."""

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from station_gate.gate.uses import Spent
from station_gate.journal.interventions import Intervention
from station_gate.journal.journal import Journal
from station_gate.journal.purging import BATCH, Purged, days_before
from station_gate.journal.records import Records, Wanted
from station_gate.problems import WrongUsage
from tests.journal.passengers import lost, passed, records, reserve, use

NOW = datetime(2026, 11, 24, 8, 30)
OLD = NOW - timedelta(days=100)
BEFORE = NOW - timedelta(days=90)
ORDER = Intervention(
    gate="A1",
    at=OLD,
    operator="alice",
    command="open",
    reason="a wheelchair",
    done=True,
    answer="Done.",
    transaction=None,
)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1e9

    def __call__(self) -> float:
        return self.now


def passes(
    journal: Journal, number: int, ticket: str, at: datetime, good_until: date | None
) -> None:
    assert journal.reserve(use(ticket), "A1", lost(number), at, good_until)
    assert journal.write(passed(number, ticket), "A1", at, Spent(use=use(ticket)))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path, clock: Clock) -> Path:
    """Keep that a hundred days ago three passed, one with a yearly pass; one passed today."""
    path = tmp_path / "journal.sqlite"
    with closing(Journal.open(path, clock)) as journal:
        passes(journal, 1, "day ticket", OLD, OLD.date())
        passes(journal, 2, "yearly pass", OLD, OLD.date() + timedelta(days=300))
        passes(journal, 3, "of an older version", OLD, None)
        journal.intervene(ORDER)
        clock.now += timedelta(days=100).total_seconds()
        passes(journal, 4, "today", NOW, NOW.date())
        journal.intervene(replace(ORDER, at=NOW, reason="a pram"))
    return path


def test_what_is_old_goes_and_what_may_come_again_stays(path: Path, clock: Clock) -> None:
    with closing(Journal.open(path, clock)) as journal:
        assert journal.purge(BEFORE, NOW, dry=True) == Purged(3, 1, 1)
        assert journal.purge(BEFORE, NOW) == Purged(3, 1, 1)
        assert journal.purge(BEFORE, NOW) == Purged(0, 0, 0)
        assert not reserve(journal, use("yearly pass"), number=9), "it is good for 200 days more"
        assert not reserve(journal, use("of an older version"), number=9)
        assert not reserve(journal, use("today"), number=9)
        later = timedelta(days=401)
        clock.now += later.total_seconds()
        assert journal.purge(BEFORE, NOW + later).uses == 2, "by then those two are over as well"
    assert [record.decision.transaction for record in records(path)] == [4]
    with closing(Records.open(path)) as kept:
        assert [order.at for order in kept.interventions(Wanted())] == [NOW]


def test_what_was_deleted_is_nowhere_in_the_files_any_more(path: Path, clock: Clock) -> None:
    assert b"day ticket" in path.read_bytes()
    with closing(Journal.open(path, clock)) as journal:
        journal.purge(BEFORE, NOW)
        journal.tidy()
        left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"day ticket" not in left
    assert b"wheelchair" not in left
    assert b"a pram" in left


def test_numbers_go_on_though_all_records_are_gone(path: Path, clock: Clock) -> None:
    with closing(Journal.open(path, clock)) as journal:
        journal.purge(NOW, NOW)
    with closing(Journal.open(path, clock)) as journal:
        assert journal.join("A1") == ("A1", 5)


def test_it_is_done_in_batches(tmp_path: Path, clock: Clock) -> None:
    with closing(Journal.open(tmp_path / "journal.sqlite", clock)) as journal:
        with journal._changing() as connection:
            connection.executemany(
                "INSERT INTO intervention VALUES (NULL, 'A1', ?, 'alice', 'open', '', 1, '', NULL)",
                [(OLD.isoformat(),)] * (BATCH + 5),
            )
        first, second = journal.purge(BEFORE, NOW), journal.purge(BEFORE, NOW)
    assert (first.interventions, first.is_full) == (BATCH, True)
    assert (second.interventions, second.is_full) == (5, False)


def test_what_is_not_past_cannot_be_purged(path: Path, clock: Clock) -> None:
    with (
        closing(Journal.open(path, clock)) as journal,
        pytest.raises(WrongUsage, match="Only what is past"),
    ):
        journal.purge(NOW + timedelta(seconds=1), NOW)


def test_days_are_whole_ones() -> None:
    assert days_before(NOW, 1) == datetime(2026, 11, 23)
