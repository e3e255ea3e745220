"""The commands ``station-gate ticket``. Each imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

ticket_app = typer.Typer(help="Issue and inspect tickets.", no_args_is_help=True)


@ticket_app.command()
def keygen(
    folder: Annotated[Path, typer.Argument(help="Where the key pair is written.")],
    issuer: Annotated[str, typer.Option(help="The issuer's name.")],
    key_id: Annotated[str, typer.Option(help="The key's number or name.")] = "1",
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it is valid.")] = 365,
    valid_from: Annotated[
        str | None, typer.Option(help="Its first day, such as 2026-11-01; default: today.")
    ] = None,
) -> None:
    """Make an issuer's key pair: a private key and a registry with the public one."""
    from station_gate.cli.ticket import run_keygen

    raise typer.Exit(run_keygen(folder, issuer, key_id, days, valid_from))


@ticket_app.command()
def issue(
    output: Annotated[Path, typer.Argument(help="The PNG to write.")],
    key: Annotated[Path, typer.Option(help="The issuer's private key file.")],
    name: Annotated[str, typer.Option(help="The passenger, as on the document: SURNAME GIVEN.")],
    origin: Annotated[str, typer.Option("--from", help="Station code.")],
    destination: Annotated[str, typer.Option("--to", help="Station code.")],
    train: Annotated[str, typer.Option(help='Such as "SG 127"; empty: any train.')] = "",
    departure: Annotated[
        str | None, typer.Option(help="For one train, local time: 2026-11-20T10:05.")
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(help="For one day instead: 2026-11-20; a train's time is the timetable's."),
    ] = None,
    ticket_id: Annotated[str | None, typer.Option("--id", help="Default: a random one.")] = None,
    coach: Annotated[str, typer.Option()] = "",
    seat: Annotated[str, typer.Option()] = "",
    travel_class: Annotated[str, typer.Option("--class")] = "",
    concession: Annotated[
        str, typer.Option(help='A fare that staff look at, such as "child" or "student".')
    ] = "",
    wide: Annotated[
        bool, typer.Option("--wide", help="With a wheelchair, a pushchair or a bicycle.")
    ] = False,
    document: Annotated[
        Path | None, typer.Option(help="Bind the ticket to this document.toml.")
    ] = None,
    document_key: Annotated[
        Path | None,
        typer.Option(
            help="The operator's key for binding (with --document); default: files.document_key, "
            "else the demo's."
        ),
    ] = None,
    specimen: Annotated[bool, typer.Option("--specimen", help="Never valid in service.")] = False,
    pdf: Annotated[Path | None, typer.Option(help="Also write a page to print (A4).")] = None,
    app: Annotated[
        Path | None,
        typer.Option(help="Put it into an app (a new file): its code is renewed all the time."),
    ] = None,
    every: Annotated[
        int, typer.Option(min=10, max=3600, help="With --app: seconds from code to code.")
    ] = 60,
) -> None:
    """Issue a signed ticket: a QR picture, a page to print, or the code of an app."""
    from station_gate.cli.issuing import IssueOrder, run_issue

    order = IssueOrder(
        output=output,
        key=key,
        name=name,
        train=train,
        origin=origin,
        destination=destination,
        departure=departure,
        day=day,
        ticket_id=ticket_id,
        coach=coach,
        seat=seat,
        travel_class=travel_class,
        concession=concession,
        wide=wide,
        document=document,
        document_key=document_key,
        specimen=specimen,
        pdf=pdf,
        app=app,
        every=every,
    )
    raise typer.Exit(run_issue(order))


@ticket_app.command()
def show(
    app: Annotated[Path, typer.Argument(help="The file that issue --app wrote.")],
    output: Annotated[
        Path | None, typer.Argument(help="A PNG, replaced each time; default: the terminal.")
    ] = None,
    every: Annotated[
        int | None, typer.Option(min=1, max=3600, help="Seconds; default: as the ticket says.")
    ] = None,
    times: Annotated[
        int | None, typer.Option(min=1, help="End after so many codes; default: with Ctrl+C.")
    ] = None,
) -> None:
    """Show the code of a ticket in an app and renew it until Ctrl+C; a screenshot runs out."""
    from station_gate.cli.issuing import run_show

    raise typer.Exit(run_show(app, output, every, times))


@ticket_app.command()
def inspect(
    path: Annotated[
        Path,
        typer.Argument(help="A picture or a video of a ticket, or a file of its code's bytes."),
    ],
    issuers: Annotated[
        Path | None, typer.Option(help="Issuers' public keys; default: the demo issuer.")
    ] = None,
    uic_keys: Annotated[
        Path | None,
        typer.Option(help="Railways' public keys (UIC's XML); default: the demo railway."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Say what a ticket says, in plain words and field by field, and whether it is genuine."""
    from station_gate.cli.inspecting import run_inspect

    raise typer.Exit(run_inspect(path, issuers, uic_keys, json))
