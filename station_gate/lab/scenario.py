"""A scenario: who comes to the gate, what they show, and how it must end.

A scenario is a folder with a ``scenario.toml`` (format 1). All paths in it are
relative to that folder. See ``docs/scenarios.md`` for the whole format.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Action, Direction, Mode, Outcome, Step
from station_gate.lab.mistakes import mistake, near
from station_gate.lane.documentdesk import TAKING
from station_gate.problems import BadInput
from station_gate.settings.gate import GateSection
from station_gate.tomlfile import read_toml

FORMAT = 1
FILE = "scenario.toml"
_MOST_PASSENGERS = 50
_MOST_BYTES = 100_000
"""Of a scenario with fifty passengers; a usual one has 500."""
_LISTS = ("face", "document")
"""Fields that may name one file or several."""

Walk = Literal["through", "stays", "turns_back", "never", "tailgated"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Deed(_Part):
    """Something a passenger or the staff do: ``after`` seconds into a step."""

    step: Step
    after: float = Field(1.0, ge=0, le=600)
    press: Action | None = None
    staff: Literal["admit"] | None = None
    mode: Mode | None = None
    direction: Direction | None = None
    """The operator turns the lane round."""
    fails: Literal["camera", "barrier", "recognition"] | None = None
    """A device of the lane reports that it no longer works; recognition, which is no device,
    looks at no frame any more."""

    @model_validator(mode="after")
    def _one_thing(self) -> "Deed":
        things = (self.press, self.staff, self.mode, self.direction, self.fails)
        if sum(thing is not None for thing in things) != 1:
            raise ValueError("must do exactly one of press, staff, mode, direction and fails")
        return self


class Expectation(_Part):
    """How a passenger's transaction must end."""

    outcome: Outcome
    reason: str = ""
    not_yet_detected: str = Field("", max_length=200)
    """Why the gate cannot end it like this yet: a mark, so that it counts neither as passed
    nor as failed."""

    @model_validator(mode="after")
    def _known_reason(self) -> "Expectation":
        if self.outcome is Outcome.PASSED and self.not_yet_detected:
            raise ValueError("not_yet_detected marks what must be refused, not a passage")
        if self.outcome is Outcome.PASSED and self.reason:
            raise ValueError("a passenger who passed has no reason")
        if self.outcome is not Outcome.PASSED and self.reason not in {r.code for r in Reason}:
            hint = near(self.reason, [reason.code for reason in Reason])
            raise ValueError(
                f"needs a reason of the closed list (docs/reasons.md), not {self.reason!r}{hint}"
            )
        return self


class Passenger(_Part):
    """One passenger: what they show, and what they do."""

    name: str = Field("passenger", min_length=1, max_length=40)
    ticket: Path | None = None
    """A picture of the ticket held before the reader."""
    ticket_after: float = Field(1.0, ge=0, le=600)
    document: Annotated[tuple[Path, ...], Field(max_length=2)] = ()
    """What is laid on the document reader: a ``document.toml``, the folder of a chip or of a
    card reader, a picture of a page, or two pictures of a card's two sides."""
    document_after: float = Field(1.0, ge=0, le=600)
    document_taken_after: float = Field(TAKING, ge=0, le=600)
    """Seconds after the reading until they take it back."""
    face: tuple[Path, ...] = ()
    """Recordings or stills before the face camera, one for each try; the last repeats."""
    walk: Walk = "through"
    does: tuple[Deed, ...] = ()
    expect: Expectation

    @model_validator(mode="before")
    @classmethod
    def _one_or_more(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return given | {key: [given[key]] for key in _LISTS if isinstance(given.get(key), str)}

    @model_validator(mode="after")
    def _relative(self) -> "Passenger":
        for path in (self.ticket, *self.document, *self.face):
            if path is not None and path.is_absolute():
                raise ValueError(f"{path} must be relative to the scenario's folder")
        return self


class Entry(_Part):
    """A ticket that was let in before the scenario begins, here or at another station."""

    ticket: str = Field(min_length=1, max_length=100)
    """Its id."""
    minutes: float = Field(ge=0, le=1440)
    """So long ago."""


class _File(_Part):
    format: Literal[1]
    title: str = Field(min_length=1, max_length=80)
    story: str = Field(min_length=1, max_length=400)
    clock: datetime
    """Local time of the station when the scenario begins."""
    gate: dict[str, Any] = {}
    """Settings of the gate that are other than usual here."""
    entered: Annotated[tuple[Entry, ...], Field(max_length=_MOST_PASSENGERS)] = ()
    passenger: Annotated[tuple[Passenger, ...], Field(min_length=1, max_length=_MOST_PASSENGERS)]

    @model_validator(mode="after")
    def _naive(self) -> "_File":
        if self.clock.tzinfo is not None:
            raise ValueError("clock must be local time without an offset")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A scenario ready to be played; every file it names exists."""

    name: str
    """Of its folder: short, stable, good for a report."""
    folder: Path
    title: str
    story: str
    clock: datetime
    gate: Mapping[str, Any]
    """Settings of the gate that are other than usual here; checked."""
    entered: tuple[Entry, ...]
    passengers: tuple[Passenger, ...]


def load_scenario(path: Path) -> Scenario:
    """Read a scenario from its folder or its ``scenario.toml``.

    Raises ``BadInput`` with one sentence that names the file, the key and what
    would be right.
    """
    file = path if path.name == FILE else path / FILE
    if path.is_file() and path.name != FILE:
        raise BadInput(f"{path} is no scenario: give the folder that has a {FILE}, or that file.")
    if not file.exists():
        raise BadInput(f"{path} is not a scenario: there is no {FILE}; give a scenario's folder.")
    given = read_toml(file, "scenario", _MOST_BYTES)
    if given.get("format") != FORMAT:
        raise BadInput(
            f"{file} has format {given.get('format')!r}, this version reads {FORMAT}: "
            f"write format = {FORMAT} on top if it follows docs/scenarios.md."
        )
    try:
        parsed = _File(**given)
    except ValidationError as error:
        line, wrong = mistake(error, _File, file.read_text(encoding="utf-8-sig"))
        raise BadInput(f"{file}, line {line}: {wrong}; see docs/scenarios.md.") from None
    try:
        GateSection(**parsed.gate)
    except ValidationError as error:
        text = file.read_text(encoding="utf-8-sig")
        line, wrong = mistake(error, GateSection, text, within="gate")
        raise BadInput(f"{file}, line {line}: {wrong}; see docs/settings.md.") from None
    folder = file.parent
    scenario = Scenario(
        name=folder.resolve().name,
        folder=folder,
        title=parsed.title,
        story=parsed.story,
        clock=parsed.clock,
        gate=parsed.gate,
        entered=parsed.entered,
        passengers=tuple(_located(passenger, folder) for passenger in parsed.passenger),
    )
    for passenger in scenario.passengers:
        for needed in (passenger.ticket, *passenger.face):
            if needed is not None and needed.is_dir():
                raise BadInput(f"{file} names {needed}, which is a folder; name a file in it.")
            if needed is not None and not needed.is_file():
                raise _missing(file, needed)
        for needed in passenger.document:
            if not needed.exists():
                raise _missing(file, needed)
    return scenario


def _missing(file: Path, needed: Path) -> BadInput:
    return BadInput(f"{file} names {needed}, which is not there; correct the path.")


def _located(passenger: Passenger, folder: Path) -> Passenger:
    return passenger.model_copy(
        update={
            "ticket": folder / passenger.ticket if passenger.ticket else None,
            "document": tuple(folder / document for document in passenger.document),
            "face": tuple(folder / face for face in passenger.face),
        }
    )


def find_scenarios(paths: list[Path]) -> list[Scenario]:
    """Load scenarios, and every scenario below a folder that is none, in name order.

    Raises ``BadInput`` when a path has no scenario.
    """
    found: list[Scenario] = []
    for path in paths:
        if path.is_dir() and not (path / FILE).exists():
            below = sorted(path.rglob(FILE))
            if not below:
                raise BadInput(f"There is no scenario in {path}; give a folder with {FILE}.")
            found += [load_scenario(file) for file in below]
        else:
            found.append(load_scenario(path))
    return found
