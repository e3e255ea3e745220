"""A short notation for ASN.1 types, and how it becomes what asn1tools compiles.

    Name = seq: element type; other? [type]; third type=default
    Name = seq+: ...           "+": later versions may add to it (an extension mark)
    Name = choice+: element Type; ...
    Name = enum: first second third
    $group = element type; ...  put in wherever a type says $group

``?`` marks what may be left out, ``[...]`` is a list, ``2-3:`` stands before what
only these versions have. Types are ``int``, ``0..99``, a range's name, ``bool``,
``ia5``, ``ia5(3)``, ``ia5(1..2)``, ``utf8``, ``octets``, ``oid`` or another type.
asn1tools could parse real ASN.1, but takes half a second over it; this takes none.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import asn1tools

Ranges = Mapping[str, tuple[int, int]]

COMMON: Ranges = {"code": (1, 32000), "station": (1, 9_999_999), "offset": (-60, 60)}
"""Company codes, station numbers, quarter hours from UTC."""

_SIMPLE = {
    "int": "INTEGER",
    "bool": "BOOLEAN",
    "ia5": "IA5String",
    "utf8": "UTF8String",
    "octets": "OCTET STRING",
    "oid": "OBJECT IDENTIFIER",
}
_KINDS = {"seq": "SEQUENCE", "choice": "CHOICE", "enum": "ENUMERATED"}
_DEFINITION = re.compile(r"(\$?\w+) = (?:(seq|choice|enum)(\+?): )?(.*)")
_MEMBER = re.compile(r"(?:(\d)(?:-(\d))?:)?(\w+)(\??) ([^=]+)(?:=(.+))?")
_VALUE = re.compile(r"(?:(\d)(?:-(\d))?:)?(\w+)")
_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")
_SIZED = re.compile(r"ia5\((\d+)(?:\.\.(\d+))?\)")
_MODULE = "Ticket"


def compile_types(
    types: str, version: int = 0, *, groups: str = "", ranges: Ranges = COMMON
) -> Any:
    """Compile types for one version: an asn1tools specification for unaligned PER."""
    return asn1tools.compile_dict(describe(types, version, groups=groups, ranges=ranges), "uper")


def describe(
    types: str, version: int = 0, *, groups: str = "", ranges: Ranges = COMMON
) -> dict[str, Any]:
    """Write types as the dictionary that asn1tools makes of an ASN.1 module."""
    known = {**COMMON, **ranges}
    replaced = {name: body for name, _, _, body in _definitions(groups)}
    described: dict[str, Any] = {}
    for name, kind, extensible, body in _definitions(types):
        for group, content in replaced.items():
            body = re.sub(re.escape(group) + r"\b", content, body)
        inside: list[Any]
        if kind == "enum":
            inside = [(value, number) for number, value in enumerate(_values(body, version))]
        else:
            inside = list(_members(body, version, known))
        key = "values" if kind == "enum" else "members"
        described[name] = {
            "type": _KINDS[kind],
            key: [*inside, None] if extensible else inside,
        }
    return {
        _MODULE: {
            "extensibility-implied": False,
            "imports": {},
            "object-classes": {},
            "object-sets": {},
            "tags": "AUTOMATIC",
            "types": described,
            "values": {},
        }
    }


def _definitions(text: str) -> Iterator[tuple[str, str, bool, str]]:
    # a line that begins with a blank goes on with the definition above it
    for line in re.sub(r"\n +", " ", text).split("\n"):
        if line:
            parts = _DEFINITION.fullmatch(line)
            assert parts is not None, line
            yield parts[1], parts[2] or "", bool(parts[3]), parts[4]


def _values(body: str, version: int) -> Iterator[str]:
    for text in body.split():
        first, last, name = _VALUE.fullmatch(text).groups()  # type: ignore[union-attr]
        if not first or int(first) <= version <= int(last or first):
            yield name


def _members(body: str, version: int, ranges: Ranges) -> Iterator[dict[str, Any]]:
    for text in body.split("; "):
        parts = _MEMBER.fullmatch(text)
        assert parts is not None, text
        first, last, name, optional, kind, default = parts.groups()
        if first and not int(first) <= version <= int(last or first):
            continue
        member = {"name": name, **_type(kind, ranges)}
        if optional:
            member["optional"] = True
        if default:
            member["default"] = int(default) if re.fullmatch(r"-?\d+", default) else default
        yield member


def _type(text: str, ranges: Ranges) -> dict[str, Any]:
    if text.startswith("["):
        return {"type": "SEQUENCE OF", "element": _type(text[1:-1], ranges)}
    if text in ranges:
        return {"type": "INTEGER", "restricted-to": [ranges[text]]}
    if limits := _RANGE.fullmatch(text):
        return {"type": "INTEGER", "restricted-to": [(int(limits[1]), int(limits[2]))]}
    if sizes := _SIZED.fullmatch(text):
        size = (int(sizes[1]), int(sizes[2])) if sizes[2] else int(sizes[1])
        return {"type": "IA5String", "size": [size]}
    return {"type": _SIMPLE.get(text, text)}
