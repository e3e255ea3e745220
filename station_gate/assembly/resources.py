"""Where the files that come with the program are, and where it may write."""

import sys
import tomllib
from pathlib import Path

from platformdirs import user_data_path

from station_gate.documents.binding import load_document_key
from station_gate.documents.chip.csca import CscaStore
from station_gate.gate.timetable import Timetable
from station_gate.journal.journal import Journal
from station_gate.journal.redemptions import Keeper
from station_gate.problems import BadInput, DeviceMissing
from station_gate.say import say
from station_gate.settings import Settings, load_settings
from station_gate.tickets.denylist import DenyList
from station_gate.tickets.format import Trust
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.registry import UicKeys
from station_gate.timetable.feed import load_feed

DEMO = Path(__file__).resolve().parents[1] / "demo"
"""What the program needs of its own: the demo and its station, keys, trains and people."""


def demo_file(name: str) -> Path:
    """Locate a file or a folder of the demo. Raises ``DeviceMissing`` where it is gone."""
    path = DEMO / name
    if not path.exists():
        raise DeviceMissing(
            f"The demo's {name} is not at {path}, where it was installed; install the package "
            "station-gate again."
        )
    return path


def demo_playlist() -> list[Path]:
    """Return the scenarios of the demo, in order."""
    playlist = demo_file("demo.toml").read_text(encoding="utf-8")
    return [demo_file(name) for name in tomllib.loads(playlist)["scenarios"]]


def scenario_settings(config: Path | None) -> Settings:
    """Return the settings of the demo: its station, and what ``config`` changes of it."""
    return load_settings(demo_file("station.toml"), config)


def with_demo_keys(settings: Settings) -> Settings:
    """Return the same settings, with the demo's public keys where they name none.

    For scenarios, and for a live gate that is only tried out: whoever has the program has
    these keys.
    """
    files = settings.files
    return settings.with_files(
        {
            "issuers": files.issuers or demo_file("issuer/keys.toml"),
            "document_key": files.document_key or demo_file("issuer/document.key"),
            "csca": files.csca or demo_file("csca"),
        }
    )


def trusts_nobody(settings: Settings) -> str | None:
    """Say in a sentence whom a live gate with these settings does not trust, if so."""
    files = settings.files
    lacks = []
    if files.issuers is None:
        others = " but those of files.uic_keys" if files.uic_keys else ""
        lacks.append(f"no tickets{others} (files.issuers is not set)")
    if files.csca is None:
        lacks.append("no document's chip (files.csca)")
    if files.document_key is None:
        lacks.append("no ticket that is bound to a document (files.document_key)")
    if not lacks:
        return None
    whom = ", ".join(lacks[:-1]) + f" and {lacks[-1]}" if lacks[1:] else lacks[0]
    return (
        f"This gate accepts {whom}: name yours in the settings (docs/settings.md), or try it "
        "with kiosk --demo-keys."
    )


def trust(settings: Settings) -> Trust:
    """Return the issuers that the gate trusts: those that the settings name, and no other."""
    files = settings.files
    return Trust(
        own=KeyRing.load(files.issuers) if files.issuers else KeyRing(()),
        uic=UicKeys.load(files.uic_keys) if files.uic_keys else UicKeys(),
    )


def document_key(settings: Settings) -> bytes | None:
    """Return the key that binds tickets to documents; ``None`` where the settings name none."""
    path = settings.files.document_key
    return load_document_key(path) if path else None


def csca_store(settings: Settings) -> CscaStore:
    """Return the states whose chips the gate trusts: those that the settings name, and no other."""
    return load_csca(settings.files.csca)


def load_csca(path: Path | None) -> CscaStore:
    """Read their certificates; without a path, none."""
    return CscaStore.load(path) if path else CscaStore()


def deny_list(settings: Settings) -> DenyList:
    """Return the tickets that let nobody in: none where the settings name no list."""
    return DenyList.load(settings.files.deny_list)


def timetable(settings: Settings) -> Timetable | None:
    """Return the trains of the settings' feed, ``None`` where there is none.

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


def open_keeper(settings: Settings, journal: Path | None) -> Keeper:
    """Open what keeps a live gate's redemptions: its journal, and its station's database."""
    opened = Journal.open(journal) if journal else open_journal(settings)
    if not settings.station.database:
        return opened
    from station_gate.assembly.station import at_station  # an extra

    try:
        return at_station(opened, journal or journal_path(settings), settings)
    except BaseException:
        opened.close()
        raise
