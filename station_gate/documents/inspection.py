"""What a document says, in lines for people: ``station-gate document inspect``."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from station_gate.capture.image import read_image
from station_gate.documents.chip.authentication import find_signer
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.files import (
    COM_FILE,
    SOD_FILE,
    ChipFiles,
    group_file,
    read_files,
)
from station_gate.documents.chip.reading import (
    listed_groups,
    portrait_of,
    security_object,
    zone_of,
)
from station_gate.documents.document import DocumentRefused, IdentityDocument
from station_gate.documents.formats import DocumentKind, document_kind, load_any_document
from station_gate.documents.mrz import Zone
from station_gate.documents.resident import RECORD_FILE, read_record
from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Holder
from station_gate.problems import BadInput

if TYPE_CHECKING:
    from station_gate.documents.page.reading import Side

Line = tuple[str, str, str]
"""A field, its value and a remark about it (often empty)."""
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """Everything that can be said of one document."""

    kind: DocumentKind
    lines: tuple[Line, ...]
    checks: tuple[Check, ...]
    """As the gate made them, up to the first that failed."""
    reason: Reason | None
    """Why the gate would refuse to use it; ``None``: it would not."""
    problem: str
    """The same in a sentence, empty where there is nothing wrong."""


def inspect_document(path: Path, csca: CscaStore, at: date, back: Path | None = None) -> Inspection:
    """Read a document as a gate would on the day ``at``, and say what is in it.

    ``back`` is the other side of a photographed card.

    What cannot be read is said in its line. Raises ``BadInput`` only where there
    is nothing to look into: a missing file, a folder that is no document.
    """
    kind = document_kind(path)
    if kind is DocumentKind.PICTURE:
        return _inspect_pictures([path, back] if back else [path], at)
    files = read_files(path) if kind is DocumentKind.CHIP else None
    document: IdentityDocument | None = None
    checks: tuple[Check, ...] = ()
    reason, problem = None, ""
    try:
        document = load_any_document(path, csca, at)
        checks = document.checks
    except DocumentRefused as refused:
        checks, reason, problem = refused.checks, refused.reason, str(refused)
    except BadInput as unreadable:
        if kind is DocumentKind.FIELDS:
            raise
        reason, problem = Reason.DOCUMENT_UNREADABLE, str(unreadable)
    match kind:
        case DocumentKind.CHIP:
            assert files is not None
            lines = [*_files_lines(files), *_chip_lines(files, path, document, csca, at)]
        case DocumentKind.RESIDENT_CARD:
            lines = [*_record_lines(path), *_picture_lines(document)]
        case DocumentKind.FIELDS:
            assert document is not None, "it has been read"
            lines = [*_document_lines(document, at), *_picture_lines(document)]
    return Inspection(
        kind=kind,
        lines=(("kind", _KINDS[kind], _WORTH[kind]), *lines),
        checks=checks,
        reason=reason,
        problem=problem,
    )


_KINDS = {
    DocumentKind.FIELDS: "fields and a picture",
    DocumentKind.PICTURE: "pictures of a page",
    DocumentKind.CHIP: "a chip's files",
    DocumentKind.RESIDENT_CARD: "a resident card reader's record",
}
_WORTH = {
    DocumentKind.FIELDS: "signed by nobody",
    DocumentKind.PICTURE: "signed by nobody: worth as much as the paper looks genuine",
    DocumentKind.CHIP: "",
    DocumentKind.RESIDENT_CARD: "signed by nobody: worth as much as its reader",
}


def _inspect_pictures(paths: Sequence[Path], at: date) -> Inspection:
    from station_gate.documents.page.reading import PageReading

    reading = PageReading()
    document: IdentityDocument | None = None
    checks: tuple[Check, ...] = ()
    reason, problem = None, ""
    try:
        for path in (*paths, paths[-1]):
            document = reading.add(read_image(path), str(path), at)
            if document is not None:
                checks = document.checks
                break
    except DocumentRefused as refused:
        checks, reason, problem = refused.checks, refused.reason, str(refused)
    lines: list[Line] = [("kind", _KINDS[DocumentKind.PICTURE], _WORTH[DocumentKind.PICTURE])]
    for path, side in zip(paths, reading.sides, strict=False):
        lines += _side_lines(path, side, at)
    return Inspection(
        kind=DocumentKind.PICTURE,
        lines=(*lines, *_picture_lines(document)),
        checks=checks,
        reason=reason,
        problem=problem,
    )


def _side_lines(path: Path, side: "Side", at: date) -> Iterator[Line]:
    yield "picture", path.name, ""
    if side.zone is not None:
        yield from _zone_lines(side.zone.zone, at)
        yield "looks", str(side.zone.looks), "until two gave the same letters"
        sure = "" if side.zone.name_sure else "not sure: a mismatch would go to staff"
        yield "name is read", f"{side.zone.name_sureness:.1%}", sure or "of the least sure letter"
    elif side.glimpse is not None:
        yield from _zone_lines(side.glimpse.zone, at)
        yield "zone", "not read well enough", "nothing above is relied on"
    else:
        found = "the side with the portrait" if side.portrait is not None else "nothing"
        yield "zone", "not found", f"this side shows {found}"


def _files_lines(files: ChipFiles) -> Iterator[Line]:
    if files.com is not None:
        yield "EF.COM", f"{len(files.com)} bytes", COM_FILE
    yield "EF.SOD", f"{len(files.sod)} bytes", SOD_FILE
    for number, content in sorted(files.groups.items()):
        yield f"DG{number}", f"{len(content)} bytes", group_file(number)


def _chip_lines(
    files: ChipFiles,
    folder: Path,
    document: IdentityDocument | None,
    csca: CscaStore,
    at: date,
) -> Iterator[Line]:
    if files.com is not None:
        yield from _or_not(
            "data groups",
            lambda: [
                ("data groups", _numbers(listed_groups(files, folder)), "as EF.COM lists them")
            ],
        )
    yield from _or_not("zone", lambda: _zone_lines(zone_of(files, folder), at))
    if document is not None:
        yield from _picture_lines(document)
    yield from _or_not("portrait", lambda: _portrait_lines(files, folder, document))
    yield from _or_not("signature", lambda: _signature_lines(files, folder, csca))


def _or_not(field: str, lines: Callable[[], list[Line]]) -> list[Line]:
    try:
        return lines()
    except BadInput as problem:
        return [(field, "cannot be read", str(problem))]


def _zone_lines(zone: Zone, at: date) -> list[Line]:
    lines = [(f"zone, line {number}", line, "") for number, line in enumerate(zone.lines, 1)]
    wrong = [field for field, right in zone.digits if not right]
    digits = f"wrong: {', '.join(wrong)}" if wrong else "all right"
    return [
        *lines,
        ("form", zone.form, ""),
        ("check digits", digits, "they protect no name and no state"),
        ("code", zone.code, ""),
        ("surname", zone.surname or "-", ""),
        ("given names", zone.given_names or "-", ""),
        ("number", zone.number, ""),
        ("issuer", zone.issuer, "issuing state"),
        ("nationality", zone.nationality, ""),
        ("birth", zone.birth, "YYMMDD"),
        ("sex", zone.sex or "-", ""),
        ("expiry", zone.expiry, "YYMMDD" + _expired(zone, at)),
        ("optional data", zone.optional or "-", ""),
    ]


def _expired(zone: Zone, at: date) -> str:
    try:
        expiry = zone.holder(at).expiry
    except ValueError:
        return ""
    return _ended(expiry, at, ", ")


def _ended(expiry: date | None, at: date, before: str = "") -> str:
    if expiry is None or expiry >= at:
        return ""
    return f"{before}EXPIRED {(at - expiry).days} days ago"


def _portrait_lines(
    files: ChipFiles, folder: Path, document: IdentityDocument | None
) -> list[Line]:
    portrait = portrait_of(files, folder)
    note = "" if document else "not decoded: nobody vouches for it"
    return [("portrait file", f"{portrait.codec}, {len(portrait.encoded)} bytes", note)]


def _signature_lines(files: ChipFiles, folder: Path, csca: CscaStore) -> list[Line]:
    sod = security_object(files, folder)
    lines = [
        ("signed groups", _numbers(tuple(sorted(sod.hashes))), f"hashed with {sod.hash_algorithm}"),
        ("signature", sod.signature.name, ""),
    ]
    found = find_signer(sod, csca)
    if found is None:
        return [*lines, ("signer", "-", "its certificate is not in EF.SOD")]
    signer = found.certificate
    return [
        *lines,
        ("signer", signer.subject_text, f"certificate signed with {signer.signature.name}"),
        ("signer's dates", f"{signer.not_before} to {signer.not_after}", ""),
        ("authority", signer.issuer_text, "says the signer's certificate"),
    ]


def _record_lines(folder: Path) -> list[Line]:
    record = read_record(folder / RECORD_FILE)
    return [
        ("name", record.name or "-", ""),
        ("sex", record.sex or "-", "1 male, 2 female"),
        ("nation", record.nation or "-", "code of the ethnic group"),
        ("birth", record.birth or "-", "YYYYMMDD"),
        ("address", record.address or "-", ""),
        ("number", record.number or "-", ""),
        ("authority", record.authority or "-", ""),
        ("valid", f"{record.valid_from or '-'} to {record.valid_until or '-'}", ""),
    ]


def _document_lines(document: IdentityDocument, at: date) -> list[Line]:
    holder: Holder = document.holder
    return [
        ("surname", holder.surname or "-", ""),
        ("given names", holder.given_names or "-", ""),
        ("number", holder.document_number, ""),
        ("issuer", holder.issuer, "issuing state"),
        ("nationality", document.nationality or "-", ""),
        ("birth", str(holder.birth or "-"), ""),
        ("expiry", str(holder.expiry or "-"), _ended(holder.expiry, at)),
    ]


def _picture_lines(document: IdentityDocument | None) -> list[Line]:
    if document is None:
        return []
    height, width = document.portrait.shape[:2]
    return [("portrait", f"{width} x {height} pixels", "")]


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(f"DG{number}" for number in numbers) or "-"
