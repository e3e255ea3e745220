"""Where the files that come with the program are, and where it may write."""

import sys
import tomllib
from pathlib import Path

from platformdirs import user_data_path

from station_gate.documents.binding import load_document_key
from station_gate.documents.chip.csca import CscaStore
from station_gate.gate.timetable import Timetable
from station_gate.journal.journal import Journal
from station_gate.problems import BadInput
from station_gate.say import say
from station_gate.settings import Settings, load_settings
from station_gate.tickets.denylist import DenyList
from station_gate.tickets.format import Trust
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.registry import UicKeys
from station_gate.timetable.feed import load_feed

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def fixture(name: str) -> Path:
    """Locate a file of the fixture library. Raises ``BadInput`` where it is not installed."""
    path = FIXTURES / name
    if not path.exists():
        raise BadInput(
            f"The bundled {name} is not at {path}; run the program from a checkout of the project."
        )
    return path


def demo_playlist() -> list[Path]:
    """The scenarios of the demo, in order."""
    path = fixture("demo.toml")
    names = tomllib.loads(path.read_text(encoding="utf-8"))["scenarios"]
    return [path.parent / name for name in names]


def scenario_settings(config: Path | None) -> Settings:
    """The settings of the bundled library: its station, and what ``config`` changes of it."""
    return load_settings(fixture("station.toml"), config)


def trust(settings: Settings) -> Trust:
    """The issuers that the gate trusts: of our own format, the demo issuer where none is given.

    No UIC issuer is trusted unless the settings name a registry of their keys.
    """
    registry = settings.files.uic_keys
    return Trust(
        own=KeyRing.load(settings.files.issuers or fixture("issuer/keys.toml")),
        uic=UicKeys.load(registry) if registry else UicKeys(),
    )


def document_key(settings: Settings) -> bytes:
    """The key that binds tickets to documents: the demo's where none is given."""
    return load_document_key(settings.files.document_key or fixture("issuer/document.key"))


def csca_store(settings: Settings) -> CscaStore:
    """The states whose chips the gate trusts: the specimen state where none are given."""
    return CscaStore.load(csca_path(settings))


def csca_path(settings: Settings) -> Path:
    """Where their certificates are."""
    return settings.files.csca or fixture("csca")


def deny_list(settings: Settings) -> DenyList:
    """The tickets that let nobody in: none where the settings name no list."""
    return DenyList.load(settings.files.deny_list)


def timetable(settings: Settings) -> Timetable | None:
    """The trains of the settings' feed, ``None`` where there is none.

    What of it cannot be used is said on standard error.
    """
    if settings.files.timetable is None:
        return None
    feed = load_feed(settings.files.timetable, settings.time_zone())
    for line in feed.left_out:
        say(line, sys.stderr)
    return feed.timetable


def journal_path(settings: Settings) -> Path:
    """Where a live gate keeps its journal: in the user's data folder where none is given."""
    return settings.files.journal or usual_journal()


def usual_journal() -> Path:
    """Where that is when the settings do not say."""
    return user_data_path("station-gate") / "journal.sqlite"


def open_journal(settings: Settings) -> Journal:
    """Open the journal of a live gate, making its folder where none is given."""
    path = journal_path(settings)
    if settings.files.journal is None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(
                f"The journal's folder {path.parent} cannot be made: {error.strerror}; "
                "set files.journal to a place that can be written."
            ) from None
    return Journal.open(path)
