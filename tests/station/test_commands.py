"""``station-gate station``: what an operator types and reads."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from station_gate.cli.app import app
from station_gate.problems import BadInput, DeviceMissing
from tests.journal.passengers import reserve, spend, use
from tests.station.rig import AGate
from tests.station.servers import Postgres

RUN = CliRunner()


def run(*words: str) -> tuple[int, str]:
    """Give the exit code and what was said."""
    done = RUN.invoke(app, list(words), catch_exceptions=False)
    return done.exit_code, done.output


def test_a_station_is_made_and_its_double_uses_are_looked_into(
    postgres: Postgres, tmp_path: Path
) -> None:
    dsn = postgres.database()
    assert run("station", "create", "--station", dsn, "--name", "HBR")[0] == 0
    with pytest.raises(BadInput, match="a station in this database already"):
        run("station", "create", "--station", dsn, "--name", "HBR")
    assert run("station", "upgrade", "--station", dsn)[0] == 0
    assert run("station", "gates", "--station", dsn) == (1, "0 gates.\n")
    gates = [AGate(tmp_path / f"{name}.db", dsn, name) for name in ("A1", "A2")]
    for gate in gates:
        gate.network.refused = True
        assert reserve(gate.keeper, use("T\x1b[2J"), gate.name)
        assert spend(gate.keeper, use("T\x1b[2J"), gate.name)
    for gate in gates:
        gate.network.refused = False
        gate.until_sent()
        gate.close()
    code, text = run("station", "gates", "--station", dsn)
    assert code == 0
    assert "A1  not heard" in text
    assert "1 passages" in text
    code, text = run("station", "conflicts", "--station", dsn)
    assert code == 1
    assert "\x1b" not in text, "a ticket's name steers no terminal"
    assert text.count("offline") == 2
    (found,) = json.loads(run("station", "conflicts", "--station", dsn, "--json")[1])
    with pytest.raises(BadInput, match="what was found"):
        run("station", "conflicts", "--station", dsn, "--settle", found["id"])
    done = ("station", "conflicts", "--station", dsn, "--settle", found["id"], "--remark", "a pair")
    assert run(*done)[0] == 0
    assert run("station", "conflicts", "--station", dsn) == (0, "0 conflicts.\n")
    assert "a pair" in run("station", "conflicts", "--station", dsn, "--all")[1]
    with pytest.raises(BadInput, match="no open conflict"):
        run(*done)


def test_what_is_no_station_is_said_in_a_sentence(postgres: Postgres) -> None:
    with pytest.raises(BadInput, match="is no station's"):
        run("station", "gates", "--station", postgres.database())
    with pytest.raises(BadInput, match="cannot be used"):
        run("station", "gates", "--station", "no=address")
    with pytest.raises(DeviceMissing, match="cannot be used"):
        run("station", "gates", "--station", "postgresql://127.0.0.1:1/nowhere")


def test_a_database_that_may_lose_what_it_acknowledged_is_refused(postgres: Postgres) -> None:
    dsn = f"{postgres.station()}?options=-csynchronous_commit%3Doff"
    with pytest.raises(BadInput, match="two people could pass on one ticket"):
        run("station", "gates", "--station", dsn)
