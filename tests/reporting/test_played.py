"""What is written of real passages: as the schema says, and nothing personal in it."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import fastjsonschema
import numpy as np
import pytest
from numpy.typing import NDArray

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.formats import load_any_document
from station_gate.faces.encoder import OnnxEncoder
from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Family
from station_gate.gate.terms import Outcome
from station_gate.problems import BadInput
from station_gate.reporting.log.jsonlines import JsonLines
from station_gate.reporting.log.levels import OUTCOMES, Level
from tests.conftest import FIXTURES, ROOT
from tests.reporting.played import Played, play

SCHEMA = json.loads((ROOT / "docs" / "log.schema.json").read_text(encoding="utf-8"))
Encodings = list[NDArray[np.float64]]
Patterns = dict[str, re.Pattern[str]]


@pytest.fixture(scope="module")
def encodings() -> Encodings:
    """Every encoding that was made while the scenarios were played, float64 (128,) each."""
    return []


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, encodings: Encodings) -> Iterator[Played]:
    encode = OnnxEncoder.encode

    def remembering(self: OnnxEncoder, chips: NDArray[np.uint8]) -> NDArray[np.float64]:
        made = encode(self, chips)
        encodings.extend(made)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OnnxEncoder, "encode", remembering)
        yield play(tmp_path_factory.mktemp("played"))


# ---------------------------------------------------------------------- the schema


def closed(schema: Any) -> Any:
    """Give a schema that allows no key that it does not tell of."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if "properties" in schema else {}
    return {name: closed(value) for name, value in schema.items()} | more


def is_valid(line: Any) -> bool:
    try:
        fastjsonschema.compile(closed(SCHEMA))(line)
    except fastjsonschema.JsonSchemaException:
        return False
    return True


def test_real_lines_of_every_kind_are_as_the_schema_says(played: Played) -> None:
    validate = fastjsonschema.compile(closed(SCHEMA))
    for line in played.lines:
        validate(line)
    assert {line["type"] for line in played.lines} == {"event", "decision", "heading"}
    events = [line for line in played.lines if line["type"] == "event"]
    known = set(SCHEMA["definitions"]["event"]["properties"]["kind"]["enum"])
    assert known - {event["kind"] for event in events} == {"lane"}, "no refusal is about the lane"
    fields = {name for event in events for name in event["fields"]}
    assert fields == set(SCHEMA["definitions"]["event"]["properties"]["fields"]["properties"])
    assert played.written["log as JSON"] in played.written["log in a file"]


def test_the_schema_knows_the_closed_lists_of_the_program() -> None:
    told = SCHEMA["definitions"]
    assert told["decision"]["properties"]["outcome"]["enum"] == [each.value for each in Outcome]
    assert told["level"]["enum"] == list(Level.__args__)  # type: ignore[attr-defined]
    assert set(OUTCOMES.values()) <= set(told["level"]["enum"])
    assert {each.value for each in Family} <= set(told["event"]["properties"]["kind"]["enum"])


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"level": "warning"},
        {"outcome": "denied"},
        {"portrait": "AAAA"},
        {"checks": [{"name": "face_distance", "value": [0.1], "limit": 0.4}]},
    ],
)
def test_the_schema_refuses_other_lines(change: dict[str, Any]) -> None:
    at = datetime(2026, 5, 9, 8, 3)
    decision = Decision(transaction=12, outcome=Outcome.PASSED, reason=None)
    line = json.loads(JsonLines("gate-1").decision(decision, at))
    assert is_valid(line)
    assert not is_valid(line | change)


# ---------------------------------------------------------------------- nothing personal


@pytest.fixture(scope="module")
def patterns(played: Played) -> Patterns:
    """Return what the passengers' documents hold, each as a pattern, by what it is."""
    store = CscaStore.load(FIXTURES / "csca")
    found: Patterns = {}
    for scenario in played.scenarios:
        for passenger in scenario.passengers:
            try:
                document = load_any_document(
                    passenger.document[0], store, date(2026, 11, 20), *passenger.document[1:]
                )
            except (BadInput, IndexError):
                continue  # none, or one that nobody can read
            holder, day = document.holder, document.holder.birth
            whose = f"{scenario.name}, {passenger.name}"
            found[f"number of {whose}"] = compiled(spaced(holder.document_number))
            names = [*holder.surname.split(), *holder.given_names.split()]
            found |= {
                f"name {name} of {whose}": compiled(rf"(?<!\w){re.escape(name)}") for name in names
            }
            if day is not None:
                forms = ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y")
                days = "|".join(re.escape(day.strftime(form)) for form in forms)
                found[f"birth of {whose}"] = compiled(days)
            found |= pictures(whose, document.portrait)
            for path in passenger.document:
                found |= pictures(f"file of {whose}", np.frombuffer(bytes_of(path), np.uint8))
    return found


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def spaced(number: str) -> str:
    """Return a number as one, however it is grouped."""
    return r"[ -]?".join(re.escape(letter) for letter in number)


def bytes_of(path: Path) -> bytes:
    return max(path.iterdir()).read_bytes() if path.is_dir() else path.read_bytes()


def pictures(whose: str, pixels: NDArray[np.uint8]) -> Patterns:
    """Return a few bytes from the middle of a picture, in the ways that text can hold bytes."""
    content = pixels.tobytes()
    start = len(content) // 2 // 3 * 3  # where base64 begins a new group
    piece = content[start : start + 24]
    ways = {
        "base64": base64.b64encode(piece).decode(),
        "hex": piece.hex(),
        "bytes": piece.decode("latin-1"),
        "a list": ", ".join(str(byte) for byte in piece),
    }
    return {
        f"pixels of {whose} as {way}": re.compile(re.escape(text)) for way, text in ways.items()
    }


def components(encodings: Encodings) -> set[str]:
    """Every number of every encoding, to the sixth digit after the point."""
    return {f"{abs(number):.7f}"[:-1] for encoding in encodings for number in encoding}


def leaks(text: str, patterns: Patterns, numbers: set[str]) -> list[str]:
    """Return what is in a text that must not be."""
    found = [what for what, pattern in patterns.items() if pattern.search(text)]
    shown = {each[:8] for each in re.findall(r"\d\.\d{6,}", text)}
    found += [f"{number} of an encoding" for number in shown & numbers]
    found += [f"a long row of letters: {row}" for row in re.findall(r"[A-Za-z0-9+/=]{40,}", text)]
    # a table has rows of a dozen; an encoding has 128 numbers
    rows = re.findall(r"(?:-?\d+(?:\.\d+)?, ?){40,}", text)
    return found + [f"a row of numbers: {row}" for row in rows]


def test_nothing_personal_is_written_anywhere(
    played: Played, patterns: Patterns, encodings: Encodings
) -> None:
    numbers = components(encodings)
    kinds = {what.split()[0] for what in patterns}
    assert kinds == {"number", "name", "birth", "pixels"}, "the documents have all of these"
    assert len(encodings) > 50
    assert len(played.written) == 7
    for where, text in played.written.items():
        assert len(text) > 5_000, f"nothing was written: {where}"
        text = text.replace(str(FIXTURES), "fixtures")  # a device's sentence names its file
        assert leaks(text, patterns, numbers) == [], where


def test_the_search_finds_what_is_planted(
    played: Played, patterns: Patterns, encodings: Encodings
) -> None:
    """Each kind of secret alone, in the middle of what was really written."""
    numbers = components(encodings)
    pixels = np.frombuffer((FIXTURES / "people/chen/portrait.jpg").read_bytes(), np.uint8)
    half = len(pixels.tobytes()) // 2 // 3 * 3
    plants = [
        "N3372846",
        "990101 19580314 0028",
        "Rivera",
        "MORENO<<DIEGO",
        "陈美玲",
        "14.03.1958",
        f"{encodings[7][3]!r}",
        ", ".join(f"{number:.4f}" for number in encodings[7]),
        base64.b64encode(pixels.tobytes()).decode(),
        pixels.tobytes()[half : half + 60].hex(),
    ]
    for where in ("log for people", "journal as CSV"):
        text = played.written[where]
        for plant in plants:
            middle = len(text) // 2
            planted = f"{text[:middle]} read: {plant} {text[middle:]}"
            assert leaks(planted, patterns, numbers), f"{plant} in the {where}"
