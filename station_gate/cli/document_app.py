"""The commands ``station-gate document``. Each imports what it needs when it runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Form(StrEnum):
    """The forms of a machine-readable zone."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"


class Codec(StrEnum):
    """How a chip's portrait is encoded."""

    JPEG = "jpeg"
    JPEG2000 = "jpeg2000"


class View(StrEnum):
    """How a specimen page can be photographed."""

    FLAT = "flat"
    HELD = "held"
    TILTED = "tilted"
    TURNED = "turned"
    UPSIDE_DOWN = "upside_down"
    FAR = "far"
    BLURRED = "blurred"
    MOVED = "moved"
    NOISY = "noisy"
    DIM = "dim"
    SHADED = "shaded"
    GLARE = "glare"
    HARD = "hard"
    UNREADABLE = "unreadable"


document_app = typer.Typer(help="Issue specimens and inspect documents.", no_args_is_help=True)


@document_app.command("issue")
def issue_document(
    source: Annotated[Path, typer.Argument(help="A document.toml with its portrait.")],
    folder: Annotated[Path, typer.Argument(help="Where the files or pictures are written.")],
    csca: Annotated[
        Path | None,
        typer.Option(help="The signing authority's folder; one is made where there is none."),
    ] = None,
    form: Annotated[Form, typer.Option(help="TD3 is a passport, TD1 and TD2 are cards.")] = (
        Form.TD3
    ),
    codec: Annotated[Codec, typer.Option(help="How the portrait is encoded.")] = Codec.JPEG,
    sex: Annotated[str, typer.Option(help="M, F or empty, for the zone.")] = "",
    page: Annotated[
        bool, typer.Option("--page", help="Pictures of the page (a card: front and back) instead.")
    ] = False,
    view: Annotated[
        View | None, typer.Option(help="With --page: photographed so; default: flat, as a scan.")
    ] = None,
) -> None:
    """Make a specimen chip (authority, signer, security object, zone, portrait) or its page."""
    from station_gate.cli.document import IssueOrder, run_issue

    order = IssueOrder(
        source=source,
        folder=folder,
        csca=csca,
        form=form.value,
        codec=codec.name,
        sex=sex,
        page=page,
        view=view.value if view else "",
    )
    raise typer.Exit(run_issue(order))


@document_app.command("inspect")
def inspect_document(
    path: Annotated[
        Path,
        typer.Argument(
            help="A document.toml, the folder of a chip or card reader, or a picture of a page."
        ),
    ],
    back: Annotated[
        Path | None, typer.Argument(help="The picture of a card's other side.", show_default=False)
    ] = None,
    csca: Annotated[
        Path | None,
        typer.Option(help="States' certificates (a folder); default: the specimen state's."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Say what a document says, and whether a gate would use it."""
    from station_gate.cli.document import run_inspect

    raise typer.Exit(run_inspect(path, back, csca, json))
