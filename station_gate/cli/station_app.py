"""The commands ``station-gate station``: many gates. Each imports what it needs."""

from pathlib import Path
from typing import Annotated

import typer

station_app = typer.Typer(
    help="Set up and look after a station of many gates (docs/station.md).",
    no_args_is_help=True,
)

Dsn = Annotated[
    str,
    typer.Option(
        "--station",
        envvar="STATION_GATE_STATION__DATABASE",
        help="The station's database, such as postgresql://localhost/station.",
    ),
]


@station_app.command()
def create(
    station: Dsn, name: Annotated[str, typer.Option(help="The station's code, such as HBR.")]
) -> None:
    """Make a station's tables in an empty database."""
    from station_gate.cli.station import run_create

    raise typer.Exit(run_create(station, name))


@station_app.command()
def upgrade(station: Dsn) -> None:
    """Give the tables of an older version what they lack."""
    from station_gate.cli.station import run_upgrade

    raise typer.Exit(run_upgrade(station))


@station_app.command()
def gates(
    station: Dsn, json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False
) -> None:
    """List the gates: when each was heard, its clock, what it sent, and what never arrived."""
    from station_gate.cli.station import run_gates

    raise typer.Exit(run_gates(station, json=json))


@station_app.command()
def conflicts(
    station: Dsn,
    since: Annotated[
        str | None, typer.Option(help="Reported since then: 2026-11-20, 09:40 (today), 2h, 3d.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Settled ones, too.")] = False,
    settle: Annotated[str | None, typer.Option(help="Settle the one with this id.")] = None,
    remark: Annotated[str, typer.Option(help="With --settle: what was found.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    config: Annotated[Path | None, typer.Option("--config", help="A settings file (TOML).")] = None,
) -> None:
    """List tickets that let several people in, each once; exit 1 where there is an open one."""
    from station_gate.cli.station import ConflictsOrder, run_conflicts

    order = ConflictsOrder(station, since, everything, settle, remark, json, config)
    raise typer.Exit(run_conflicts(order))
