"""Chips among the other documents: a folder with the files of one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from station_gate.documents.chip.authentication import find_signer
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.files import (
    COM_FILE,
    SOD_FILE,
    ChipFiles,
    group_file,
    is_chip_folder,
    read_files,
)
from station_gate.documents.chip.reading import (
    listed_groups,
    load_chip,
    portrait_of,
    security_object,
    zone_of,
)
from station_gate.documents.document import IdentityDocument
from station_gate.documents.format import DocumentFormat
from station_gate.documents.lines import Line, picture_lines, zone_lines
from station_gate.problems import BadInput


class _Reader:
    def __init__(self, csca: CscaStore, at: date) -> None:
        self._csca = csca
        self._at = at

    def read(self, path: Path) -> IdentityDocument:
        return load_chip(path, self._csca, self._at)

    def lines(self, path: Path, document: IdentityDocument | None) -> Iterable[Line]:
        files = read_files(path)
        return [*_files_lines(files), *_chip_lines(files, path, document, self._csca, self._at)]


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
    yield from _or_not("zone", lambda: zone_lines(zone_of(files, folder), at))
    if document is not None:
        yield from picture_lines(document)
    yield from _or_not("portrait", lambda: _portrait_lines(files, folder, document))
    yield from _or_not("signature", lambda: _signature_lines(files, folder, csca))


def _or_not(field: str, lines: Callable[[], list[Line]]) -> list[Line]:
    try:
        return lines()
    except BadInput as problem:
        return [(field, "cannot be read", str(problem))]


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


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(f"DG{number}" for number in numbers) or "-"


CHIP = DocumentFormat(
    name="chip",
    title="a chip's files",
    worth="",
    recognises=is_chip_folder,
    open=_Reader,
    needs="a chip's files (SOD.bin, DG1.bin, DG2.bin, EF_COM.bin)",
    damage_is_refused=True,
)
