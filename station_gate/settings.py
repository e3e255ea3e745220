"""Every setting in one table: name, default, unit, bounds, help.

A setting comes from the command line (``--set timings.face=8``), else from the
environment (``STATION_GATE_TIMINGS__FACE=8``), else from a TOML file (``[timings]``,
``face = 8``), else from a scenario library's own ``station.toml``, else it is the default below.
``docs/settings.md`` is made from this table.
"""

import difflib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings.exceptions import SettingsError

from station_gate.capture.tomlfile import read_toml
from station_gate.faces.verifier import VerifierLimits
from station_gate.gate.profile import GateProfile
from station_gate.gate.steps import Direction
from station_gate.gate.timetable import Timetable
from station_gate.gate.timings import Timings
from station_gate.layers import Layer, Layers, at_home, from_command_line
from station_gate.problems import BadInput
from station_gate.zones import machine_zone, zone_named

_PREFIX = "STATION_GATE_"
_NOT_SETTINGS = {"STATION_GATE_CACHE", "STATION_GATE_DEBUG", "STATION_GATE_SHARED"}
"""Variables with our prefix that are about the machine or the program, not settings."""
_ENVIRONMENT = "environment"
_TIMINGS = Timings()
_LIMITS = VerifierLimits()

_MOST_BYTES = 100_000
"""A settings file with every setting has 5 kB."""


def _seconds(default: float, low: float, high: float, help_text: str) -> Any:
    return Field(
        default, ge=low, le=high, description=help_text, json_schema_extra={"unit": "seconds"}
    )


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GateSection(_Section):
    """Where the gate stands and which tickets it takes."""

    name: str = Field("Gate 4", min_length=1, max_length=24, description="Shown on every screen.")
    station: str = Field(
        "HBR", min_length=1, max_length=12, description="Station code; tickets must start here."
    )
    also_called: list[str] = Field(
        [],
        description="Other codes and names of the station on tickets, such as its UIC number.",
    )
    area_tickets: list[str] = Field(
        [],
        description="Products without stations (day tickets, passes) that are good here; "
        "others go to staff.",
    )
    time_zone: str = Field(
        "",
        description='Of the station, such as "Europe/Berlin" or "UTC"; default: this machine\'s.',
    )
    direction: Literal["entry", "exit"] = Field(
        "entry",
        description="entry leads to the trains; exit lets people out by their ticket alone.",
    )
    service: bool = Field(
        True, description="In service, specimen tickets are refused; false only for training."
    )
    platforms: list[str] = Field(
        [], description="Platforms that the gate leads to; empty means all."
    )
    trains: dict[str, str] = Field(
        {},
        description="Trains and their platforms, beside those of files.timetable; with neither "
        "the gate takes every train.",
    )
    classes: list[str] = Field(
        [], description='Classes of travel that the gate is for, such as "1"; empty means all.'
    )
    wide: bool = Field(False, description="Wide enough for a wheelchair, a pushchair or a bicycle.")
    station_names: dict[str, str] = Field(
        {}, description="Names of station codes, for the screen; a code without one is shown."
    )
    boarding_opens: float = _seconds(
        3600, 0, 86400, "The gate lets passengers in this long before departure."
    )
    boarding_closes: float = _seconds(
        180, 0, 86400, "The gate stops letting passengers in this long before departure."
    )
    exit_needs_entry: bool = Field(
        True,
        description="On the way out: only who has entered, by the journal; false where the "
        "journal does not know the entries of other stations.",
    )
    liveness: Literal["off", "passive", "in_doubt", "always"] = Field(
        "always",
        description="Whose head has to turn, so that a photograph does not get in: everybody's "
        "(always: stops prints; 2 s), that of whoever raises a doubt (in_doubt: lets most prints "
        "in), or nobody's (passive: whoever raises a doubt is sent to staff; off: nothing is "
        "doubted).",
    )
    turn: Literal["random", "left", "right"] = Field(
        "random", description="Which way: anything but random is for tests."
    )
    screen_light: bool = Field(
        False,
        description="Experimental and unproven: the screen also lights every face that matches "
        "with colours, against phones and tablets.",
    )
    return_within: float = _seconds(
        900, 0, 86400, "So long after entering, a passenger may leave again where they entered."
    )


class TimingsSection(_Section):
    """How long the gate waits for what."""

    ticket: float = _seconds(_TIMINGS.ticket, 3, 600, "For a ticket.")
    document: float = _seconds(_TIMINGS.document, 3, 600, "For a document.")
    recognition: float = _seconds(
        _TIMINGS.recognition, 2, 120, "For recognition to look at a passenger the first time."
    )
    face: float = _seconds(
        _TIMINGS.face, 2, 120, "For a face that can be compared, from the first look at it."
    )
    checking: float = _seconds(_TIMINGS.checking, 0.1, 5, '"Checking" is shown at least so long.')
    granted: float = _seconds(_TIMINGS.granted, 2, 120, "The open gate waits for the passenger.")
    passing: float = _seconds(
        _TIMINGS.passing, 5, 600, "Somebody may stay between the flaps before staff are called."
    )
    refused: float = _seconds(_TIMINGS.refused, 3, 600, "A refusal stays on the screen.")
    assistance: float = _seconds(_TIMINGS.assistance, 5, 3600, '"Staff are coming" stays.')
    alarm: float = _seconds(_TIMINGS.alarm, 0.2, 30, "An alarm goes on after its cause has gone.")
    warning: float = _seconds(
        _TIMINGS.warning, 1, 60, '"Need more time?" appears this long before a step ends.'
    )
    tries: int = Field(
        _TIMINGS.tries, ge=1, le=10, description="Tries in one transaction, the first included."
    )
    extensions: int = Field(
        _TIMINGS.extensions, ge=1, le=20, description="How often a passenger may ask for more time."
    )


class FaceSection(_Section):
    """How faces are compared."""

    engine: Literal["onnx", "dlib"] = Field(
        "onnx", description="onnx is 15 times faster; dlib is the reference. Same numbers."
    )
    false_match_rate: Literal["1%", "0.1%", "0.01%"] = Field(
        "0.1%",
        description="How many strangers in all may be taken for a document's owner; the "
        "threshold follows from the calibration.",
    )
    frames: int = Field(5, ge=1, le=30, description="Usable live frames that a decision rests on.")
    min_eye_distance: float = Field(
        _LIMITS.quality.eye_distance,
        ge=12,
        le=200,
        description="Smallest distance between the eyes that can be compared.",
        json_schema_extra={"unit": "pixels"},
    )


class KioskSection(_Section):
    """What the passenger sees and hears."""

    language: str = Field("en", description="Language of the idle screen.")
    languages: list[str] = Field(
        ["en", "zh-Hans", "zh-Hant", "ko", "ja", "de", "fr", "es", "ar"],
        min_length=1,
        description="Languages offered, in this order.",
    )
    width: int | None = Field(
        None,
        ge=480,
        le=3840,
        description="Window width; default: what fits the display.",
        json_schema_extra={"unit": "pixels"},
    )
    height: int | None = Field(
        None,
        ge=480,
        le=3840,
        description="Window height; give both or none.",
        json_schema_extra={"unit": "pixels"},
    )
    fullscreen: bool = Field(False, description="Fill the display.")
    present: Literal["auto", "software", "gpu"] = Field(
        "auto", description="How pictures reach the display; software suits machines without a GPU."
    )
    contrast: Literal["normal", "high"] = Field(
        "normal", description="High: text stands at least 7 to 1 against its ground."
    )
    motion: Literal["full", "reduced"] = Field(
        "full", description="Reduced: nothing on the screen moves for its own sake."
    )
    text: Literal["normal", "large"] = Field(
        "normal", description="Large: capitals of 0.7 degrees at 60 cm from a 21.5-inch display."
    )
    sound: bool = Field(True, description="Play cues.")
    speech: Literal["off", "offered", "on"] = Field(
        "offered",
        description="Spoken prompts (docs/speech.md): offered to each passenger, or on for "
        "everybody; both need espeak-ng.",
    )


class FilesSection(_Section):
    """Where things are kept; relative paths start at the settings file's folder."""

    journal: Annotated[Path | None, Field(None, description="The journal (SQLite).")] = None
    issuers: Annotated[
        Path | None, Field(None, description="Issuers' public keys; default: the demo issuer.")
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
        Field(None, description="The operator's key that binds tickets to documents (32 bytes)."),
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
            "against (a folder); default: the specimen state.",
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


class JournalSection(_Section):
    """What is kept for how long."""

    keep_days: int | None = Field(
        None,
        ge=1,
        le=36500,
        description="Passengers' records and operators' orders are deleted after so many days; "
        "default: never. Used tickets stay as long as they could be used again.",
        json_schema_extra={"unit": "days"},
    )


class LogSection(_Section):
    """The operator's log."""

    style: Literal["auto", "human", "json"] = Field(
        "auto", description="auto: lines for people on a terminal, JSON lines elsewhere."
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        "info",
        description="The least that is written; debug adds the coaching and every check of each "
        "passenger.",
    )
    file: Annotated[
        Path | None,
        Field(
            None,
            description="A file that gets the log as JSON lines, too; a gate needs its own. A "
            "relative path starts at the settings file's folder.",
        ),
    ] = None
    file_size: int = Field(
        10,
        ge=1,
        le=1000,
        description="A new file is begun when this one would grow larger.",
        json_schema_extra={"unit": "MB"},
    )
    file_count: int = Field(
        5, ge=1, le=100, description="So many older files are kept: FILE.1 is the newest of them."
    )


class MetricsSection(_Section):
    """Figures for Prometheus."""

    port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Figures of a running kiosk are served on this port (docs/metrics.md); "
        "default: they are not.",
    )
    address: str = Field(
        "127.0.0.1",
        min_length=1,
        description='Where that port is opened: by default for this machine alone; "0.0.0.0" is '
        "for the whole network, which anybody in it can read.",
    )


class Settings(BaseSettings):
    """All settings. Use ``load_settings``, which explains what is wrong."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    gate: GateSection = GateSection()
    timings: TimingsSection = TimingsSection()
    face: FaceSection = FaceSection()
    kiosk: KioskSection = KioskSection()
    files: FilesSection = FilesSection()
    journal: JournalSection = JournalSection()
    log: LogSection = LogSection()
    metrics: MetricsSection = MetricsSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what ``read_layers`` has read, and nothing else."""
        return (init_settings,)

    def gate_timings(self) -> Timings:
        """Give the core its timings."""
        return Timings(**self.timings.model_dump())

    def with_gate(self, changes: Mapping[str, Any]) -> "Settings":
        """Give the same settings with some of the gate's changed; they have been checked."""
        gate = GateSection(**{**self.gate.model_dump(), **changes})
        return self.model_copy(update={"gate": gate})

    def time_zone(self) -> tzinfo:
        """Give the station's time zone, by default this machine's. Raises ``BadInput``."""
        name = self.gate.time_zone
        zone = zone_named(name) if name else machine_zone()
        if zone is None:
            raise BadInput(
                f"gate.time_zone = {name!r} is no time zone that this machine knows; "
                'write one like "Europe/Berlin", or install the tzdata package.'
            )
        return zone

    def gate_profile(self, timetable: Timetable | None = None) -> GateProfile:
        """Give the core its profile."""
        return GateProfile(
            station=self.gate.station,
            service_mode=self.gate.service,
            direction=Direction(self.gate.direction),
            also_called=frozenset(self.gate.also_called),
            area_tickets=frozenset(self.gate.area_tickets),
            platforms=frozenset(self.gate.platforms),
            trains=self.gate.trains,
            timetable=timetable,
            classes=frozenset(self.gate.classes),
            wide=self.gate.wide,
            exit_needs_entry=self.gate.exit_needs_entry,
            return_within=self.gate.return_within,
            face_frames=self.face.frames,
            boarding_opens=self.gate.boarding_opens,
            boarding_closes=self.gate.boarding_closes,
        )


_PLACES = (*(f"files.{name}" for name in FilesSection.model_fields), "log.file")
"""Settings that name files: relative ones start at their settings file's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One setting as the documentation shows it."""

    name: str
    default: str
    unit: str
    bounds: str
    help: str


def setting_rows() -> Iterator[SettingRow]:
    """Yield every setting in the order of the table."""
    for section, field in Settings.model_fields.items():
        model = field.annotation
        assert isinstance(model, type)
        assert issubclass(model, _Section)
        schema = model.model_json_schema()["properties"]
        for name in model.model_fields:
            yield _row(f"{section}.{name}", schema[name])


def _row(name: str, schema: Mapping[str, Any]) -> SettingRow:
    # an optional number's bounds stand one level deeper, beside "or nothing"
    schema = {**schema.get("anyOf", [{}])[0], **schema}
    low, high = schema.get("minimum"), schema.get("maximum")
    bounds = f"{low:g} to {high:g}" if low is not None else ""
    if "enum" in schema:
        bounds = ", ".join(schema["enum"])
    default = schema.get("default")
    return SettingRow(
        name=name,
        default="" if default is None else as_toml(default),
        unit=schema.get("unit", ""),
        bounds=bounds,
        help=schema["description"],
    )


def as_toml(value: object) -> str:
    """Write a plain value as TOML does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return repr(value).replace("'", '"')


def load_settings(*files: Path | None, assignments: Sequence[str] = ()) -> Settings:
    """Read the settings: files (``None`` is passed over), environment, command line.

    Later files win over earlier ones, key by key, the environment over them all and
    ``assignments`` ("section.key=value") over that. Raises ``BadInput`` with one sentence
    that names the file or variable, the key and what would be right.
    """
    return settings_of(read_layers(*files, assignments=assignments))


def read_layers(*files: Path | None, assignments: Sequence[str] = ()) -> Layers:
    """Read where settings come from, as ``load_settings`` does; raises ``BadInput``."""
    layers = [
        Layer(source=str(path), values=at_home(_read(path), path.parent, _PLACES))
        for path in files
        if path is not None
    ]
    _check_environment()
    try:
        if environment := EnvSettingsSource(Settings)():
            layers.append(Layer(source=_ENVIRONMENT, values=environment))
    except SettingsError as error:  # a list or table in the environment that is no JSON
        section = str(error).split('"')[1].upper()
        raise BadInput(
            f"One of the environment variables {_PREFIX}{section}__... is no JSON; lists and "
            f'tables are written like {_PREFIX}GATE__PLATFORMS=\'["1", "2"]\'.'
        ) from None
    if (asked := from_command_line(assignments)) is not None:
        layers.append(asked)
    return Layers(layers=tuple(layers))


def settings_of(layers: Layers) -> Settings:
    """Make the settings of their layers, checked; raises ``BadInput``."""
    try:
        settings = Settings(**layers.merged())
    except ValidationError as error:
        raise BadInput(_explain(error, layers)) from None
    try:
        settings.gate_profile()
    except ValueError as error:  # values that are fine one by one, but not together
        raise BadInput(f"In the settings of the gate: {error}; change one of them.") from None
    return settings


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise BadInput(f"There is no settings file {path}; give an existing one.")
    return read_toml(path, "settings", _MOST_BYTES)


def _check_environment() -> None:
    sections = [name.upper() for name in Settings.model_fields]
    for variable in sorted(os.environ):
        if not variable.startswith(_PREFIX) or variable in _NOT_SETTINGS:
            continue
        section = variable.removeprefix(_PREFIX).split("__")[0]
        if section not in sections or "__" not in variable:
            raise BadInput(
                f"The environment variable {variable} names no setting; settings look like "
                f"{_PREFIX}TIMINGS__FACE, with one of {', '.join(sections)} before the two bars."
            )


def _explain(error: ValidationError, layers: Layers) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    where = layers.source_of(".".join(str(part) for part in first["loc"][:2]))
    if where == _ENVIRONMENT:
        variable = _PREFIX + "__".join(str(part).upper() for part in first["loc"][:2])
        where = f"the environment variable {variable}"
    if first["type"] == "extra_forbidden":
        known = [row.name for row in setting_rows()]
        sections = list(Settings.model_fields)
        near = difflib.get_close_matches(key, known + sections, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; see docs/settings.md for all settings."
        return f"In {where}: there is no setting {key}{hint}"
    message = first["msg"].removeprefix("Input ").removeprefix("Value ")
    return f"In {where}: {key} = {first['input']!r} cannot be used, it {message}."
