"""Settings of where things are kept."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from station_gate.settings.section import Section


class FilesSection(Section):
    """Where things are kept; relative paths start at the settings file's folder."""

    journal: Annotated[Path | None, Field(None, description="The journal (SQLite).")] = None
    issuers: Annotated[
        Path | None,
        Field(
            None,
            description="Issuers' public keys; default: none, and a live gate takes no ticket of "
            "theirs (scenarios: the demo issuer).",
        ),
    ] = None
    uic_keys: Annotated[
        Path | None,
        Field(
            None,
            description="UIC issuers' public keys, in the XML form that the UIC publishes; "
            "default: none, and no UIC ticket opens the gate.",
        ),
    ] = None
    deny_list: Annotated[
        Path | None,
        Field(
            None,
            description="Tickets that let nobody in: a text file, one a line (issuer, id, why); "
            "read again when it changes.",
        ),
    ] = None
    timetable: Annotated[
        Path | None,
        Field(
            None,
            description="A GTFS feed (a folder or a zip file) with the trains of the station.",
        ),
    ] = None
    document_key: Annotated[
        Path | None,
        Field(
            None,
            description="The operator's key that binds tickets to documents (32 bytes); default: "
            "none, and a live gate refuses tickets that are bound (scenarios: the demo's).",
        ),
    ] = None
    calibration: Annotated[
        Path | None,
        Field(
            None,
            description="Your own face calibration, made by station-gate calibrate; default: the "
            "shipped one.",
        ),
    ] = None
    csca: Annotated[
        Path | None,
        Field(
            None,
            description="States' signing certificates and master lists that chips are checked "
            "against (a folder); default: none, and a live gate refuses chips (scenarios: the "
            "specimen state).",
        ),
    ] = None
    link: Annotated[
        Path | None,
        Field(
            None,
            description="The folder in which gates and the console meet; default: one of this "
            "user alone.",
        ),
    ] = None
    barrier: Annotated[
        Path | None,
        Field(
            None,
            description="The folder in which a live gate keeps what operators set it to "
            "(evacuation, lock, kept open) and meets its barrier's process; on a disk that "
            "outlives a loss of power. Default: one of this user alone.",
        ),
    ] = None
    barrier_device: Annotated[
        Path | None,
        Field(
            None,
            description="The socket of a live gate's barrier (docs/reliability.md); default: a "
            "simulated one.",
        ),
    ] = None
