"""The parts of a lane for each way of running it."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial

from station_gate.assembly.resources import (
    csca_store,
    deny_list,
    document_key,
    load_csca,
    timetable,
    trust,
    with_demo_keys,
)
from station_gate.faces.beside import RecognisingProcess
from station_gate.faces.calibration import Calibration, Policy
from station_gate.faces.engine import FaceEngine
from station_gate.faces.limits import QualityLimits
from station_gate.faces.liveness.light import LightLimits
from station_gate.faces.liveness.policy import Asking, Liveness
from station_gate.faces.networks import encoder_kind
from station_gate.faces.observation import Side
from station_gate.faces.stepped import StepRecognition
from station_gate.faces.steps import steps_for
from station_gate.faces.verifier import VerifierLimits
from station_gate.faces.worker import RecognitionWorker
from station_gate.journal.journal import Journal
from station_gate.journal.redemptions import Keeper
from station_gate.lane.documents import BesideDocuments, InStepDocuments
from station_gate.lane.parts import Parts
from station_gate.lane.scanning import BackgroundScanner, InStepScanner
from station_gate.reporting.log.log import ConsoleLog
from station_gate.reporting.log.logfile import LogFile
from station_gate.settings import Settings
from station_gate.tickets.formats import load_schemas_ahead


def face_policy(settings: Settings) -> Policy:
    """Read the calibration for the error target; raises ``BadInput`` if they do not fit."""
    return Policy(
        calibration=Calibration.load(
            settings.files.calibration, steps_for(encoder_kind(settings.face.engine)).version
        ),
        rate=float(settings.face.false_match_rate.removesuffix("%")) / 100,
    )


def verifier_limits(settings: Settings, seed: int | None = None) -> VerifierLimits:
    """Give the verifier its limits; with a ``seed`` the same turns are asked for each time."""
    face = settings.face
    return VerifierLimits(
        policy=face_policy(settings),
        frames_needed=face.frames,
        quality=QualityLimits(eye_distance=face.min_eye_distance),
        liveness=Liveness(
            asking=Asking(settings.gate.liveness),
            side=None if settings.gate.turn == "random" else Side(settings.gate.turn),
            seed=seed,
            light=LightLimits() if settings.gate.screen_light else None,
        ),
    )


def console_log(settings: Settings) -> ConsoleLog:
    """Make the operator's log: on standard output, and in a file where one is named."""
    log = settings.log
    file = LogFile(log.file, log.file_size, log.file_count, sys.stderr) if log.file else None
    return ConsoleLog(sys.stdout, log.style, settings.gate.name, log.level, file)


def stepped_parts(settings: Settings, records: Journal | None = None) -> Callable[[], Parts]:
    """Make parts for replays: everything in step, a fresh journal in memory each time.

    ``records`` keeps what the scenarios' passengers did. Where the settings name no keys, the
    demo's are trusted.
    """
    settings = with_demo_keys(settings)
    trusted, binding_key, csca = trust(settings), document_key(settings), csca_store(settings)
    denied, trains = deny_list(settings), timetable(settings)
    engine = FaceEngine.load(settings.face.engine)
    face_policy(settings)  # a calibration that does not fit is told at once

    def make() -> Parts:
        return Parts(
            settings=settings,
            trust=trusted,
            document_key=binding_key,
            documents=InStepDocuments(csca),
            deny_list=denied,
            timetable=trains,
            journal=scenario_journal(records),
            recognise=lambda chosen: StepRecognition(
                lambda: engine, verifier_limits(chosen, seed=0)
            ),
            scanner=InStepScanner(),
        )

    return make


def scenario_journal(records: Journal | None) -> Journal:
    """Make a scenario's own journal, whose tickets nobody has used."""
    # one scenario is over long before a reservation could be: no clock needed
    return Journal.in_memory(clock=lambda: 0.0, copy=records)


@contextmanager
def running_parts(
    settings: Settings, open_keeper: Callable[[], Keeper]
) -> Iterator[Callable[[], Parts]]:
    """Make parts for real time: what reads and recognises, in processes beside the lanes.

    They are started at once, so that they are ready when the first lane is opened, and
    serve one lane after the other.
    """
    trusted, binding_key = trust(settings), document_key(settings)
    denied, trains = deny_list(settings), timetable(settings)
    # what does not fit is told at once, and not by a process that has to do with it
    csca_store(settings)
    face_policy(settings)

    def make() -> Parts:
        return Parts(
            settings=settings,
            trust=trusted,
            document_key=binding_key,
            documents=documents,
            deny_list=denied,
            timetable=trains,
            journal=open_keeper(),
            recognise=lambda chosen: worker.with_limits(verifier_limits(chosen)),
            scanner=scanner,
            journal_worker=ThreadPoolExecutor(1, "journal"),
        )

    with ExitStack() as started:
        recognising = RecognisingProcess(
            partial(FaceEngine.load, settings.face.engine), verifier_limits(settings)
        )
        worker = RecognitionWorker(recognising)
        started.callback(worker.stop)
        scanner = BackgroundScanner()
        started.callback(scanner.stop)
        documents = BesideDocuments(partial(load_csca, settings.files.csca))
        started.callback(documents.stop)
        load_schemas_ahead(trusted)
        yield make
