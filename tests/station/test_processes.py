"""Several real gates at one station: whatever their clocks say, one ticket is one passage."""

import multiprocessing
import time
from collections import Counter
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from station_gate.journal import machine
from station_gate.journal.journal import Journal
from station_gate.journal.outbox import Outbox
from station_gate.problems import DeviceMissing
from station_gate.station.conflicts import conflicts
from station_gate.station.database import closing, connect
from station_gate.station.keeper import Rule, StationKeeper
from station_gate.station.registry import Registry
from tests.journal.passengers import reserve, spend, use
from tests.station.servers import Postgres

OFF = (0.0, 121.0, -121.0, 86400.0, -86400.0)
"""Seconds by which the clocks of the gates are off."""
TICKETS = 30


def race(
    path: Path, dsn: str, gate: str, off: float, start: "Barrier", won: "SimpleQueue[str]"
) -> None:
    machine.clock = lambda: time.time() + off
    journal = Journal.open(path, machine.clock)
    # staff: nobody passes unless the database has said so, however slow this machine is
    keeper = StationKeeper(journal, Outbox(path), lambda it: Registry.open(dsn, it), Rule.STAFF)
    name, _ = keeper.join(gate)
    start.wait(60)
    for number in range(1, TICKETS + 1):
        ticket = f"T{number}"
        if answered(keeper, ticket, name, number):
            assert spend(keeper, use(ticket), name, number)
            won.put(ticket)
    keeper.close()


def answered(keeper: StationKeeper, ticket: str, gate: str, number: int) -> bool:
    """Ask until the database answers: this machine may be busy."""
    while True:
        try:
            return reserve(keeper, use(ticket), gate, number)
        except DeviceMissing:
            time.sleep(0.05)


def test_of_several_gates_exactly_one_gets_each_ticket(tmp_path: Path, postgres: Postgres) -> None:
    """Also where their clocks are two minutes or a day off, forwards and backwards."""
    dsn = postgres.station()
    context = multiprocessing.get_context("spawn")
    start, won = context.Barrier(len(OFF)), context.SimpleQueue()
    gates = [
        context.Process(target=race, args=(tmp_path / f"{n}.db", dsn, f"A{n}", off, start, won))
        for n, off in enumerate(OFF)
    ]
    for gate in gates:
        gate.start()
    for gate in gates:
        gate.join(120)
    assert [gate.exitcode for gate in gates] == [0] * len(OFF)
    tickets = [won.get() for _ in range(TICKETS)]
    assert Counter(tickets) == Counter(f"T{number}" for number in range(1, TICKETS + 1))
    assert won.empty()
    with closing(connect(dsn)) as station:
        assert conflicts(station) == []
        assert station.execute("SELECT count(*) FROM passage").fetchone() == (TICKETS,)
        off = station.execute("SELECT round(clock_off / 100) FROM gate ORDER BY name").fetchall()
        assert [row[0] for row in off] == [0, 1, -1, 864, -864], "the station sees each clock"
