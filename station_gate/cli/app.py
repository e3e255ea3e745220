"""The list of commands. Each imports what it needs when it runs, so that help is quick."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from station_gate import __version__
from station_gate.cli.document_app import document_app
from station_gate.cli.journal_app import journal_app
from station_gate.cli.lab_app import lab_app
from station_gate.cli.station_app import station_app
from station_gate.cli.ticket_app import ticket_app
from station_gate.languages import TAGS
from station_gate.problems import printable


class _Commands(TyperGroup):
    """Complaints about a command line quote it: names of files, also those that a shell found."""

    def invoke(self, ctx: Any) -> object:
        """Run the command; what is complained about is made printable."""
        try:
            return super().invoke(ctx)
        except Exception as complaint:
            # typer has had click's exceptions under other names from version to version
            if isinstance(message := getattr(complaint, "message", None), str):
                complaint.message = printable(message)  # type: ignore[attr-defined]
            raise


app = typer.Typer(
    cls=_Commands,
    help="Simulate a railway station's ticket-and-ID gate.",
    epilog="Exit codes: 0 as asked, 1 the answer is no, 2 wrong usage, 3 bad input, "
    "4 a device or a part of the machine is missing, 130 ended by Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"station-gate {__version__}")
        raise typer.Exit


@app.callback()
def _station_gate(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


Config = Annotated[Path | None, typer.Option("--config", help="A settings file (TOML).")]
Assignments = Annotated[
    list[str] | None,
    typer.Option("--set", help="A setting over all others, such as gate.liveness=always."),
]
KeepIn = Annotated[
    Path | None,
    typer.Option("--journal", help="Keep every passenger's record in this journal."),
]


@app.command()
def kiosk(
    scenarios: Annotated[
        list[Path] | None, typer.Argument(help="Scenario folders to play.", show_default=False)
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Play the bundled demo playlist.")] = False,
    camera: Annotated[
        str | None,
        typer.Option(
            help="Run live with this camera for the face: 0, v4l2:/dev/video2, "
            "rtsp://HOST/STREAM or file:FILM.mp4 (a film over and over)."
        ),
    ] = None,
    ticket_camera: Annotated[
        str | None, typer.Option(help="Camera for tickets; default: the face camera.")
    ] = None,
    document: Annotated[
        list[Path] | None,
        typer.Option(
            help="With --camera: what lies on the simulated document reader: a document.toml, "
            "the folder of a chip or card reader, or a picture (two for a card's two sides)."
        ),
    ] = None,
    demo_keys: Annotated[
        bool,
        typer.Option(
            "--demo-keys",
            help="With --camera: trust the demo's public keys where no others are set, to try "
            "a gate out.",
        ),
    ] = False,
    config: Config = None,
    lang: Annotated[
        str | None,
        typer.Option(help=f"Language to begin with: {', '.join(TAGS[:-1])} or {TAGS[-1]}."),
    ] = None,
    fullscreen: Annotated[bool, typer.Option("--fullscreen", help="Fill the display.")] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="Add the tester's view: the lane from above.")
    ] = False,
    headless: Annotated[
        bool, typer.Option("--headless", help="Without a display, as fast as the machine.")
    ] = False,
    shots: Annotated[
        Path | None, typer.Option(help="Save a picture of each screen in this folder.")
    ] = None,
    journal: KeepIn = None,
    assignments: Assignments = None,
) -> None:
    """Run the kiosk: scenarios, the demo, or live with cameras."""
    from station_gate.say import progress

    progress("Loading the kiosk and its face recognition ...")
    from station_gate.cli.kiosk import KioskOrder, run_kiosk

    order = KioskOrder(
        scenarios=scenarios or [],
        demo=demo,
        camera=camera,
        ticket_camera=ticket_camera,
        document=document or [],
        demo_keys=demo_keys,
        config=config,
        assignments=assignments or (),
        lang=lang,
        fullscreen=fullscreen,
        plan=plan,
        headless=headless,
        shots=shots,
        journal=journal,
    )
    raise typer.Exit(run_kiosk(order))


@app.command()
def replay(
    paths: Annotated[list[Path], typer.Argument(help="Scenarios, or folders of scenarios.")],
    json: Annotated[Path | None, typer.Option(help="Write the results as JSON.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write the results as JUnit XML.")] = None,
    journal: KeepIn = None,
    config: Config = None,
    assignments: Assignments = None,
) -> None:
    """Replay scenarios headless; exit 0 only when all end as expected."""
    from station_gate.cli.replay import ReplayOrder, run_replay

    order = ReplayOrder(
        paths=paths,
        json=json,
        junit=junit,
        config=config,
        assignments=assignments or (),
        journal=journal,
    )
    raise typer.Exit(run_replay(order))


@app.command()
def settings(
    scenario: Annotated[
        Path | None,
        typer.Argument(help="As this scenario is played; default: as a live gate runs."),
    ] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Show every setting, also those that nobody has set.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    config: Config = None,
    assignments: Assignments = None,
) -> None:
    """Say what is set, and where each value comes from."""
    from station_gate.cli.settingsview import run_settings

    raise typer.Exit(run_settings(scenario, config, assignments or (), everything=show, json=json))


@app.command()
def compare(
    reference: Annotated[Path, typer.Argument(help="The portrait.")],
    probe: Annotated[Path, typer.Argument(help="The picture to compare it with.")],
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    config: Config = None,
) -> None:
    """Compare two pictures: distance, threshold and verdict, or why not."""
    from station_gate.cli.compare import run_compare

    raise typer.Exit(run_compare(reference, probe, json, config))


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Check this machine: each line says fine, or what to do."""
    from station_gate.cli.doctor import run_doctor

    raise typer.Exit(run_doctor(json))


@app.command()
def timetable(
    feed: Annotated[Path, typer.Argument(help="A GTFS feed: a folder or a zip file.")],
    station: Annotated[str, typer.Option(help="A stop's id, code or name.")],
    day: Annotated[str | None, typer.Option(help="Such as 2026-11-20; default: today.")] = None,
) -> None:
    """Show a station's departures as a gate with this timetable knows them."""
    from station_gate.cli.timetable import run_timetable

    raise typer.Exit(run_timetable(feed, station, day))


@app.command()
def console(
    demo: Annotated[
        bool, typer.Option("--demo", help="Run three gates of the demo and show them.")
    ] = False,
    journal: Annotated[
        Path | None,
        typer.Option("--journal", help="Count today's passengers of this journal, too."),
    ] = None,
    config: Config = None,
) -> None:
    """Show a live board of this machine's gates, and operate them; needs a terminal."""
    from station_gate.cli.console import run_console

    raise typer.Exit(run_console(journal, config, demo=demo))


app.add_typer(ticket_app, name="ticket")
app.add_typer(document_app, name="document")
app.add_typer(journal_app, name="journal")
app.add_typer(station_app, name="station")
app.add_typer(lab_app)  # without a name: its commands stand beside the others


scenario_app = typer.Typer(help="Make scenarios.", no_args_is_help=True)
app.add_typer(scenario_app, name="scenario")


@scenario_app.callback()
def _scenarios() -> None:
    """Make scenarios."""


@scenario_app.command("new")
def new_scenario(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    portrait: Annotated[Path, typer.Option(help="The portrait on the document: a picture.")],
    live: Annotated[
        Path | None,
        typer.Option(
            help="What stands before the camera: a recording or a picture; default: the portrait."
        ),
    ] = None,
    name: Annotated[
        str, typer.Option(help="On ticket and document: SURNAME GIVEN.")
    ] = "Traveller Sam",
    expect: Annotated[
        str, typer.Option(help='How it must end, such as "refused face_mismatch".')
    ] = "passed",
) -> None:
    """Make a scenario of your own pictures, with a ticket and a document, ready to be played."""
    from station_gate.cli.newscenario import run_new

    raise typer.Exit(run_new(folder, portrait, live, name, expect))
