"""What is wrong in a scenario's file, in one sentence: where, which key, what is allowed."""

import difflib
import re
import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

Place = Sequence[str | int]
_BOUNDS = {
    "greater_than_equal": ("ge", "at least {}"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "at most {}"),
    "less_than": ("lt", "less than {}"),
    "string_too_long": ("max_length", "at most {} letters"),
    "string_too_short": ("min_length", "at least {} letter"),
    "too_long": ("max_length", "at most {} of them"),
    "too_short": ("min_length", "at least {} of them"),
}
_KINDS = {
    "string": "a text in quotes",
    "path": "a file's name in quotes",
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "list": "a list in square brackets",
    "tuple": "a list in square brackets",
    "dict": "a table",
    "model": "a table",
    "is_instance": "a value of another kind",
    "datetime": "a date and a time, such as 2026-11-20T09:40:00",
    "finite": "a finite number",
}


def mistake(
    error: ValidationError, model: type[BaseModel], text: str, *, within: str = ""
) -> tuple[int, str]:
    """Say what is wrong first: the line in the file's ``text``, and the sentence's middle.

    ``model`` is what the file, or the table ``within`` it, was to be. A misspelt key
    also leaves its right spelling missing: the former is told of.
    """
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    place: Place = first["loc"]
    full = (within, *place) if within else place
    return line_of(text, full), _sentence(first, place, written(full), model)


def _sentence(found: Mapping[str, Any], place: Place, name: str, model: type[BaseModel]) -> str:
    kind = found["type"]
    context = found.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys(model, place[:-1])
        return f"there is no key {name}{near(str(place[-1]), known)}; allowed are {listed(known)}"
    if kind == "missing":
        return f"{name} is missing"
    given = f"{name} = {_shown(found['input'])}" if place else "the file"
    if kind in ("literal_error", "enum"):
        allowed = re.findall(r"'([^']*)'", str(context["expected"])) or [str(context["expected"])]
        return (
            f"{given} is not known{near(str(found['input']), allowed)}; allowed: {listed(allowed)}"
        )
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return f"{given} cannot be used; allowed: {words.format(context[key])}"
    if kind == "value_error":
        return f"{name or 'the file'}: {context['error']}"
    wanted = next((words for start, words in _KINDS.items() if kind.startswith(start)), None)
    return f"{given} cannot be used; allowed: {wanted or 'a value of another kind'}"


def written(place: Place) -> str:
    """Name a key by its tables as they stand in the file; of several of one kind, which."""
    name = ""
    for part in place:
        if isinstance(part, int):
            name += f" {part + 1}: "
        else:
            name += part if not name or name.endswith(" ") else f".{part}"
    return name.removesuffix(": ")


def near(given: str, known: Sequence[str]) -> str:
    """Ask whether the nearest of the known words was meant, if one is near."""
    found = difflib.get_close_matches(given, known, n=1)
    return f" (did you mean {found[0]}?)" if found else ""


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


def line_of(text: str, place: Place) -> int:
    """Find the line, from 1, in which a key or the table around it stands."""
    lines = text.splitlines() or [""]
    at, table = 0, ""
    for number, part in enumerate(place):
        if isinstance(part, int):
            at = _item(lines, at, table, part)
            continue
        inner = f"{table}.{part}" if table else part
        header = _header(lines, inner, at)
        if header is not None:
            table = inner
            if not (number + 1 < len(place) and isinstance(place[number + 1], int)):
                at = header
            continue
        table = inner
        key = re.compile(rf"(?:^|[\s{{,])[\"']?{re.escape(part)}[\"']?\s*=")
        at = next((n for n in range(at, len(lines)) if key.search(lines[n])), at)
    return at + 1


def _header(lines: Sequence[str], table: str, start: int) -> int | None:
    pattern = re.compile(rf"\s*\[\[?\s*{re.escape(table)}\s*\]")
    return next((n for n in range(start, len(lines)) if pattern.match(lines[n])), None)


def _item(lines: Sequence[str], start: int, table: str, wanted: int) -> int:
    """Find an array's item: its own table, or a table in braces below the key."""
    pattern = re.compile(rf"\s*\[\[\s*{re.escape(table)}\s*\]\]")
    headers = [n for n in range(start, len(lines)) if pattern.match(lines[n])]
    if headers:
        return headers[min(wanted, len(headers) - 1)]
    braces = [n for n in range(start, len(lines)) for _ in range(lines[n].count("{"))]
    return braces[wanted] if wanted < len(braces) else start


def _keys(model: type[BaseModel], place: Place) -> list[str]:
    """Give the keys that a table at this place may have."""
    held: Any = model
    for part in place:
        if isinstance(part, int):
            continue
        field = held.model_fields.get(part)
        inner = _model_in(field.annotation) if field is not None else None
        if inner is None:
            return []
        held = inner
    return list(held.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, list, Annotated, Union, types.UnionType):
        return next(filter(None, map(_model_in, get_args(annotation))), None)
    return None


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
