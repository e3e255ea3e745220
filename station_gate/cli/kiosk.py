"""``station-gate kiosk``: scenarios, the demo, or a live lane, with or without a display."""

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import repeat
from pathlib import Path

from station_gate.assembly.fromsettings import (
    console_log,
    running_parts,
    scenario_journal,
    stepped_parts,
)
from station_gate.assembly.kiosk import Looks, play_shows
from station_gate.assembly.libraries import Libraries, LibraryParts
from station_gate.assembly.linking import driven_barrier, on_boards
from station_gate.assembly.metering import Meter, metering
from station_gate.assembly.resources import (
    csca_store,
    demo_playlist,
    open_keeper,
    trusts_nobody,
    with_demo_keys,
)
from station_gate.barrier.driven import DrivenBarrier
from station_gate.capture.camera import open_cameras
from station_gate.capture.cameras import kind_of
from station_gate.cli.endings import show_outcomes
from station_gate.cli.places import DEFAULT_SHOTS
from station_gate.documents.formats import load_any_document
from station_gate.journal.journal import Journal
from station_gate.kiosk.show import Show
from station_gate.kiosk.window import display_available
from station_gate.lab.replay import endings_of
from station_gate.lab.scenario import Scenario, find_scenarios
from station_gate.lab.stage import Stage
from station_gate.lane.live import LiveLane
from station_gate.lane.narrator import Narrator
from station_gate.lane.parts import Parts
from station_gate.operators.publishing import Publisher
from station_gate.problems import DeviceMissing, ExitCode, WrongUsage
from station_gate.reporting.log.log import ConsoleLog
from station_gate.say import say
from station_gate.settings import Settings, load_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskOrder:
    """What the command line asks for."""

    scenarios: list[Path]
    demo: bool
    camera: str | None
    ticket_camera: str | None
    document: list[Path]
    demo_keys: bool
    config: Path | None
    assignments: Sequence[str]
    lang: str | None
    fullscreen: bool
    plan: bool
    headless: bool
    shots: Path | None
    journal: Path | None


def run_kiosk(order: KioskOrder) -> ExitCode:
    """Do what was asked for until it is over or somebody quits."""
    _check(order)
    live = order.camera is not None
    if live:
        settings = load_settings(order.config, assignments=order.assignments)
        if order.demo_keys:
            settings = with_demo_keys(settings)
        with closing(console_log(settings)) as log, metering(settings) as meter:
            return _run_live(order, settings, log, meter)
    scenarios = find_scenarios(demo_playlist() if order.demo else order.scenarios)
    libraries = Libraries(order.config, order.assignments)
    # one window, one log, one port: those of the first scenario's library
    settings, *_ = [libraries.of(scenario).settings for scenario in scenarios]
    with closing(console_log(settings)) as log, metering(settings) as meter:
        return _run_playlist(order, scenarios, libraries, settings, log, meter)


def _check(order: KioskOrder) -> None:
    asked = [bool(order.scenarios), order.demo, order.camera is not None]
    if sum(asked) != 1:
        raise WrongUsage(
            "Say what the kiosk shall run, one of: --demo, scenario folders, --camera N."
        )
    live_only = order.ticket_camera is not None or bool(order.document)
    if len(order.document) > 2:
        raise WrongUsage("--document is given once, or twice for a card's two sides.")
    if live_only and order.camera is None:
        raise WrongUsage("--ticket-camera and --document belong to a live lane: add --camera N.")
    if order.demo_keys and order.camera is None:
        raise WrongUsage("--demo-keys belongs to a live lane: scenarios trust them anyway.")
    for camera in (order.camera, order.ticket_camera):
        if camera is not None:
            kind_of(camera)  # a name that is none is told before anything is loaded
    if order.camera is not None and order.headless:
        raise WrongUsage("A live lane needs a display: leave --headless out.")


# ---------------------------------------------------------------------- scenarios


def _run_playlist(
    order: KioskOrder,
    scenarios: Sequence[Scenario],
    libraries: Libraries,
    settings: Settings,
    log: ConsoleLog,
    meter: Meter,
) -> ExitCode:
    # where the log is JSON lines, its stream holds nothing else
    told = sys.stdout if log.for_people else sys.stderr
    headless, shots = order.headless, order.shots
    if not headless and (missing := display_available()) is not None:
        headless, shots = True, shots or DEFAULT_SHOTS
        say(f"No display here ({missing}): playing headless, pictures go to {shots}/.", told)
    stages: dict[int, Stage] = {}  # a scenario that failed is set anew
    # on a virtual clock nobody can watch, or lend a hand
    with ExitStack() as running:
        records = Journal.open(order.journal) if order.journal else None
        if records is not None:
            running.callback(records.close)
        boards = running.enter_context(nullcontext() if headless else on_boards(settings))

        def make_parts(settings: Settings) -> Callable[[], Parts]:
            if headless:
                return _heard(stepped_parts(settings, records), log, meter, boards)
            making = running_parts(with_demo_keys(settings), lambda: scenario_journal(records))
            return _heard(running.enter_context(making), log, meter, boards)

        parts = LibraryParts(libraries, make_parts)

        def opener(number: int) -> Callable[[], Show]:
            def open_stage() -> Show:
                scenario = scenarios[number]
                place = f"{number + 1}/{len(scenarios)}"
                log.heading(
                    f"{place} {scenario.name}",
                    watched=f"{place} {scenario.title}: {scenario.story}",
                )
                stages[number] = Stage(scenario, parts.of(scenario), patient=not headless)
                return stages[number]

            return open_stage

        shows = [opener(number) for number in range(len(scenarios))]
        play_shows(settings, shows, _looks(order, headless=headless, shots=shots), meter.failed)
    ended = [number for number in sorted(stages) if stages[number].finished or not headless]
    results = [endings_of(stages[number]) for number in ended]
    show_outcomes(results, told)
    if shots is not None:
        say(f"Every screen is in {shots}/; open {shots / 'index.html'} to see them all.", told)
    if headless and len(ended) < len(scenarios):
        say(f"Interrupted: {len(ended)} of {len(scenarios)} scenarios were played.", sys.stderr)
        return ExitCode.INTERRUPTED
    # at a display somebody may have pressed buttons: then the end is theirs
    failed = any(result.failed for result in results)
    return ExitCode.OK if not failed or not headless else ExitCode.NO


# ---------------------------------------------------------------------- live


def _run_live(order: KioskOrder, settings: Settings, log: ConsoleLog, meter: Meter) -> ExitCode:
    assert order.camera is not None
    if (missing := display_available()) is not None:
        raise DeviceMissing(f"A live lane needs a display: {missing}.")
    zone = settings.time_zone()
    if order.document:
        # say now what is wrong with it, not to a passenger
        load_any_document(
            order.document[0], csca_store(settings), datetime.now(zone).date(), *order.document[1:]
        )
    if (lacks := trusts_nobody(settings)) is not None:
        say(lacks, sys.stderr)
    if order.demo_keys:
        say("This gate trusts the demo's public keys: it protects nothing.", sys.stderr)
    if not order.document:
        log.heading("No --document is given: the simulated document reader stays empty.")
    journal = order.journal
    with (
        driven_barrier(settings) as barrier,
        on_boards(settings, barrier) as boards,
        running_parts(
            settings,
            lambda: open_keeper(settings, journal),
        ) as running,
    ):
        make_parts = _heard(running, log, meter, boards)

        def open_lane() -> Show:
            return _live_lane(order, zone, make_parts, barrier)

        lanes = repeat(open_lane)
        looks = replace(_looks(order, headless=False, shots=order.shots), steady=True)
        play_shows(settings, lanes, looks, meter.failed)
    return ExitCode.OK


def _live_lane(
    order: KioskOrder, zone: tzinfo, make_parts: Callable[[], Parts], barrier: DrivenBarrier
) -> LiveLane:
    face = order.camera
    assert face is not None
    return LiveLane(
        lambda opened: open_cameras(opened, face=face, ticket=order.ticket_camera),
        make_parts,
        barrier=barrier,
        document=order.document,
        clock=lambda: datetime.now(zone),
    )


def _heard(
    make: Callable[[], Parts], log: ConsoleLog, meter: Meter, boards: Publisher | None
) -> Callable[[], Parts]:
    """Have lanes heard by the log, by who counts, and by boards, which also operate them."""

    def make_heard() -> Parts:
        heard = make().heard_by(Narrator(log), *meter.subscribers())
        return heard if boards is None else heard.heard_by(boards, operators=boards)

    return make_heard


def _looks(order: KioskOrder, *, headless: bool, shots: Path | None) -> Looks:
    return Looks(
        headless=headless,
        shots=shots,
        lang=order.lang,
        fullscreen=order.fullscreen,
        plan=order.plan,
    )
