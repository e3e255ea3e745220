"""What operators did by hand is kept, in old journals too."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from station_gate.gate.decision import Decision
from station_gate.gate.terms import Outcome
from station_gate.journal.interventions import Intervention
from station_gate.journal.journal import Journal
from station_gate.journal.records import Records, Wanted
from station_gate.problems import BadInput

AT = datetime(2026, 11, 24, 8, 30)
OPENED = Intervention(
    gate="Gate 4",
    at=AT,
    operator="alice",
    command="open",
    reason="wheelchair",
    done=True,
    answer="The gate opens for one person.",
    transaction=7,
)
LOCKED = replace(
    OPENED, at=AT + timedelta(hours=1), command="lock", done=False, answer="No.", transaction=None
)


def test_interventions_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = Journal.open(path)
    journal.intervene(OPENED)
    journal.intervene(LOCKED)
    records = Records.open(path)
    assert records.interventions(Wanted()) == [OPENED, LOCKED]
    assert records.interventions(Wanted(since=AT + timedelta(minutes=1))) == [LOCKED]
    assert records.interventions(Wanted(gate="Gate 5")) == []
    assert records.interventions(Wanted(), transaction=7) == [OPENED]
    records.close()


def test_an_intervention_of_a_scenario_is_kept_under_its_passengers_number(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    kept = Journal.open(path)
    passed = Decision(transaction=1, outcome=Outcome.PASSED, reason=None)
    kept.write(passed, "Gate 4", AT)
    scenario = Journal.in_memory(copy=kept)
    scenario.intervene(replace(OPENED, transaction=1))
    scenario.write(passed, "Gate 4", AT)
    scenario.intervene(replace(OPENED, transaction=1))
    scenario.intervene(replace(OPENED, transaction=2))
    scenario.intervene(replace(OPENED, transaction=None))
    records = Records.open(path)
    found = [each.transaction for each in records.interventions(Wanted())]
    assert found == [2, 2, 3, None], "before and after the passenger was done, the next, nobody"
    assert len(records.numbered(2, "Gate 4")) == 1
    records.close()


def test_a_spoilt_intervention_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = Journal.open(path)
    journal.intervene(OPENED)
    journal.close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE intervention SET at = 'yesterday'")
    connection.commit()
    connection.close()
    records = Records.open(path)
    with pytest.raises(BadInput, match="intervention that cannot be read"):
        records.interventions(Wanted())
    records.close()
