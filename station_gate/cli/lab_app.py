"""The commands that measure: ``evaluate`` and ``calibrate``, with the options they share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

lab_app = typer.Typer()


class SeveralFaces(StrEnum):
    """What to do with a picture of several faces."""

    CENTRE = "centre"
    REFUSE = "refuse"


class Target(StrEnum):
    """The error targets that a gate can be set to."""

    ONE_IN_100 = "1%"
    ONE_IN_1000 = "0.1%"
    ONE_IN_10000 = "0.01%"

    @property
    def rate(self) -> float:
        """As a fraction."""
        return float(self.value.removesuffix("%")) / 100


Pairs = Annotated[
    Path,
    typer.Argument(
        help="LFW-style pairs, a CSV (a,b,same[,group]), or a folder with a folder a person."
    ),
]
Images = Annotated[Path | None, typer.Option(help="Where the pictures are that the pairs name.")]
AllPairs = Annotated[
    bool, typer.Option("--all-pairs", help="Compare every picture with every other.")
]
Seed = Annotated[int, typer.Option(help="Of the draw, with folders of very many pictures.")]
Impostors = Annotated[int, typer.Option(min=1, help="Impostor pairs drawn at most, with folders.")]
Several = Annotated[
    SeveralFaces,
    typer.Option(help="Of several faces take the one nearest the centre, or refuse the picture."),
]
Processes = Annotated[
    int | None, typer.Option(min=1, help="How many at once; default: every core.")
]
Cache = Annotated[bool, typer.Option("--cache/--no-cache", help="Keep encodings for the next run.")]
Config = Annotated[Path | None, typer.Option("--config", help="A settings file (TOML).")]


@lab_app.command()
def evaluate(
    pairs: Annotated[
        Path | None,
        typer.Argument(
            help="LFW-style pairs, a CSV (a,b,same[,group]), or a folder with a folder a person; "
            "with --attacks a fixture library, by default the project's."
        ),
    ] = None,
    images: Images = None,
    json: Annotated[Path | None, typer.Option(help="Write the figures as JSON.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as one page.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write everything, plots too, in this folder.")
    ] = None,
    groups: Annotated[
        Path | None,
        typer.Option(help="A CSV (person,group): results within each group of people."),
    ] = None,
    all_pairs: AllPairs = False,
    seed: Seed = 0,
    impostors: Impostors = 1_000_000,
    several_faces: Several = SeveralFaces.CENTRE,
    processes: Processes = None,
    cache: Cache = True,
    config: Config = None,
    attacks: Annotated[
        bool,
        typer.Option(
            "--attacks", help="Measure the liveness check instead, with pictures and screens."
        ),
    ] = False,
    presentations: Annotated[
        int, typer.Option(min=1, help="Of each kind of attack, with --attacks.")
    ] = 100,
    prints: Annotated[
        int, typer.Option(min=1, help="Of prints, flat ones and bent ones, with --attacks.")
    ] = 150,
    recordings: Annotated[
        Path | None,
        typer.Option(help="A folder with recordings of real people, with --attacks."),
    ] = None,
    identification: Annotated[
        int | None,
        typer.Option(
            min=1, help="Measure searches instead, in galleries of so many of these people."
        ),
    ] = None,
    enrol: Annotated[
        int,
        typer.Option(min=1, max=10, help="Pictures enrolled of each, with --identification."),
    ] = 1,
) -> None:
    """Measure face comparison on your own pictures, beside plain face_recognition."""
    if attacks:
        from station_gate.cli.attacks import AttackOrder, run_attacks

        attack = AttackOrder(
            library=pairs,
            recordings=recordings,
            presentations=presentations,
            prints=prints,
            json=json,
            out=out,
            processes=processes,
            config=config,
        )
        raise typer.Exit(run_attacks(attack))
    if pairs is None:
        raise typer.BadParameter("say what to measure: pairs, or a folder with a folder a person.")
    from station_gate.cli.evaluate import EvaluateOrder, run_evaluate
    from station_gate.cli.measuring import MaterialOrder

    material = MaterialOrder(
        pairs=pairs,
        images=images,
        all_pairs=all_pairs,
        seed=seed,
        impostors=impostors,
        choice=several_faces.value,
        processes=processes,
        cache=cache,
    )
    if identification is not None:
        from station_gate.cli.identification import IdentificationOrder, run_identification

        searches = IdentificationOrder(
            material=material,
            size=identification,
            enrol=enrol,
            groups=groups,
            json=json,
            html=html,
            out=out,
            config=config,
        )
        raise typer.Exit(run_identification(searches))
    order = EvaluateOrder(
        material=material, groups=groups, json=json, html=html, out=out, config=config
    )
    raise typer.Exit(run_evaluate(order))


@lab_app.command()
def calibrate(
    pairs: Pairs,
    images: Images = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The table to write.")] = Path(
        "calibration.json"
    ),
    target: Annotated[
        Target, typer.Option(help="The false match rate that the table must serve.")
    ] = Target.ONE_IN_1000,
    all_pairs: AllPairs = False,
    seed: Seed = 0,
    impostors: Impostors = 1_000_000,
    several_faces: Several = SeveralFaces.CENTRE,
    processes: Processes = None,
    cache: Cache = True,
) -> None:
    """Make your own calibration; exit 1, nothing written, from too few pairs."""
    from station_gate.cli.calibrate import run_calibrate
    from station_gate.cli.measuring import MaterialOrder

    material = MaterialOrder(
        pairs=pairs,
        images=images,
        all_pairs=all_pairs,
        seed=seed,
        impostors=impostors,
        choice=several_faces.value,
        processes=processes,
        cache=cache,
    )
    raise typer.Exit(run_calibrate(material, output, target.rate))
