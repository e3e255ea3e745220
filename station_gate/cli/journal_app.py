"""The commands ``station-gate journal``: what gates have decided. Each imports what it needs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

journal_app = typer.Typer(
    help="Look up what gates have decided: list, show one, export; delete what is old.",
    no_args_is_help=True,
)


class ExportFormat(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    JSON = "json"


File = Annotated[
    Path | None,
    typer.Option("--journal", help="The journal; default: files.journal of the settings."),
]
Since = Annotated[
    str | None,
    typer.Option(help="From then on: 2026-11-20, 2026-11-20T09:40, 09:40 (today), 2h, 30m, 3d."),
]
Until = Annotated[str | None, typer.Option(help="Before then, in the same words.")]
Gate = Annotated[str | None, typer.Option(help="Of this gate only.")]
Outcome = Annotated[
    str | None, typer.Option(help="passed, refused, abandoned or assisted, nothing else.")
]
Reason = Annotated[
    str | None, typer.Option(help="Of this reason only: face_mismatch, or F-21 (docs/reasons.md).")
]
Config = Annotated[Path | None, typer.Option("--config", help="A settings file (TOML).")]


@journal_app.command("list")
def list_records(
    file: File = None,
    since: Since = None,
    until: Until = None,
    gate: Gate = None,
    outcome: Outcome = None,
    reason: Reason = None,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 50,
    config: Config = None,
) -> None:
    """List passengers, one on each line, the newest last."""
    from station_gate.cli.journal import Order, run_list

    order = Order(file, since, until, gate, outcome, reason, config)
    raise typer.Exit(run_list(order, limit))


@journal_app.command()
def show(
    transaction: Annotated[int, typer.Argument(min=1, help="The passenger's number.")],
    file: File = None,
    gate: Gate = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    config: Config = None,
) -> None:
    """Show one passenger: every value beside its limit, and what took how long."""
    from station_gate.cli.journal import Order, run_show

    order = Order(file, None, None, gate, None, None, config)
    raise typer.Exit(run_show(order, transaction, json=json))


@journal_app.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; default: standard output.")
    ] = None,
    written_as: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="Default: by the file's ending, else csv."),
    ] = None,
    file: File = None,
    since: Since = None,
    until: Until = None,
    gate: Gate = None,
    outcome: Outcome = None,
    reason: Reason = None,
    config: Config = None,
) -> None:
    """Write records as a table (CSV) or as JSON."""
    from station_gate.cli.journal import Order, run_export

    order = Order(file, since, until, gate, outcome, reason, config)
    raise typer.Exit(run_export(order, output, (written_as or _by_name(output)).value))


@journal_app.command()
def interventions(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write them into this file instead.")
    ] = None,
    written_as: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="Write them as csv or json; default: by the file's ending."),
    ] = None,
    file: File = None,
    since: Since = None,
    until: Until = None,
    gate: Gate = None,
    config: Config = None,
) -> None:
    """List what operators did by hand: who, what, and the reason they gave."""
    from station_gate.cli.journal import Order, run_interventions

    order = Order(file, since, until, gate, None, None, config)
    chosen = written_as or (_by_name(output) if output else None)
    raise typer.Exit(run_interventions(order, output, chosen.value if chosen else None))


@journal_app.command()
def purge(
    before: Annotated[
        str | None,
        typer.Option(help="What is older goes: 90d, 2026-11-20. Default: journal.keep_days."),
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say how much that is.")] = False,
    file: File = None,
    config: Config = None,
) -> None:
    """Delete old records for good; gates may go on meanwhile."""
    from station_gate.cli.journal import Order, run_purge

    order = Order(file, None, None, None, None, None, config)
    raise typer.Exit(run_purge(order, before, dry=dry))


def _by_name(output: Path | None) -> ExportFormat:
    return ExportFormat.JSON if output and output.suffix == ".json" else ExportFormat.CSV
