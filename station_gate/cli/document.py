"""``station-gate document``: specimen chips and pages, and what a document says."""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from station_gate.assembly.resources import demo_file
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.document import IdentityDocument, load_document
from station_gate.documents.inspection import Inspection, inspect_document
from station_gate.issuing.authority import Authority
from station_gate.issuing.chip import issue_chip, write_files
from station_gate.issuing.mrzwriting import write_zone
from station_gate.problems import BadInput, ExitCode, WrongUsage, printable
from station_gate.reporting.output import Output
from station_gate.say import say

JSON_VERSION = 1
_SPECIMEN_STATE = "UTO"
_TEN_YEARS = timedelta(days=3652)
_YEAR = timedelta(days=365)
"""So long ago a specimen was issued: scenarios may play some time ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOrder:
    """What a specimen shall be made of, and how."""

    source: Path
    folder: Path
    csca: Path | None
    form: str
    codec: str
    sex: str
    page: bool
    view: str


def run_issue(order: IssueOrder) -> ExitCode:
    """Make a chip's files, or a page's pictures, from a ``document.toml``."""
    document = load_document(order.source)
    if order.sex not in ("", "M", "F"):
        raise WrongUsage(f"--sex is M, F or nothing, not {order.sex!r}.")
    if order.view and not order.page:
        raise WrongUsage("--view says how a page is photographed: add --page.")
    try:
        return _issue_page(order, document) if order.page else _issue_chip(order, document)
    except ValueError as error:
        raise BadInput(f"{order.source}: the zone cannot be written: {error}.") from None


def _issue_chip(order: IssueOrder, document: IdentityDocument) -> ExitCode:
    holder, today = document.holder, date.today()
    if order.csca is None and holder.issuer != _SPECIMEN_STATE:
        raise WrongUsage(
            f"The bundled authority signs for {_SPECIMEN_STATE} only, this document is of "
            f"{holder.issuer}: name a folder for its authority with --csca."
        )
    until = max(holder.expiry or today + _TEN_YEARS, today)
    nationality = document.nationality or holder.issuer
    zone = write_zone(order.form, holder, nationality=nationality, sex=order.sex)
    csca = order.csca or demo_file("csca")
    authority = Authority.of(csca, holder.issuer, today - _YEAR)
    signer = authority.new_signer(today - _YEAR, until)
    write_files(issue_chip(zone, document.portrait, signer, codec=order.codec), order.folder)
    say(f"chip:      {order.folder} (a specimen: EF_COM.bin, DG1.bin, DG2.bin, SOD.bin)")
    say(f"authority: {csca / holder.issuer}.cer (give its folder to a gate: files.csca)")
    return ExitCode.OK


def _issue_page(order: IssueOrder, document: IdentityDocument) -> ExitCode:
    from station_gate.issuing.page.issuing import issue_pages
    from station_gate.kiosk.text.fonts import Fonts, Weight

    faces = [
        (Path(file.path), file.index)
        for (_, weight), file in Fonts.find().files.items()
        if weight is Weight.REGULAR
    ]
    try:
        written = issue_pages(
            document, order.form, order.folder, sex=order.sex, view=order.view, faces=faces
        )
    except OSError as error:
        raise BadInput(
            f"{order.folder}: the pictures cannot be written ({error.strerror}); "
            "name a folder that can be written."
        ) from None
    for path in written:
        say(f"{path.stem + ':':<7}{path} (a specimen)")
    return ExitCode.OK


def run_inspect(path: Path, back: Path | None, csca: Path | None, as_json: bool) -> ExitCode:
    """Say what a document says; the answer is no where a gate would not use it."""
    store = CscaStore.load(csca or demo_file("csca"))
    if store.unreadable:
        left_out = f"{store.unreadable} certificates of the master lists cannot be read"
        print(f"{left_out}; their states' documents are not known here.", file=sys.stderr)
    found = inspect_document(path, store, date.today(), back)
    if as_json:
        print(json.dumps(_plain(found)))
    else:
        _show(found)
    return ExitCode.OK if found.reason is None else ExitCode.NO


def _plain(found: Inspection) -> dict[str, object]:
    return {
        "version": JSON_VERSION,
        "kind": found.kind,
        "usable": found.reason is None,
        "reason": found.reason.code if found.reason else None,
        "problem": found.problem or None,
        "fields": [
            {"field": field, "value": value, "note": note} for field, value, note in found.lines
        ],
        "checks": [asdict(check) for check in found.checks],
    }


def _show(found: Inspection) -> None:
    checks = [
        (
            check.name,
            f"{_number(check.value)} {check.unit}".rstrip(),
            f"limit {_number(check.limit)}: {'ok' if check.passed else 'FAILED'}",
        )
        for check in found.checks
    ]
    if found.reason is None:
        verdict = ("usable", "yes", "")
    else:
        verdict = ("usable", f"no: {found.reason.code} ({found.reason.staff_code})", found.problem)
    lines = [*found.lines, *checks, verdict]
    width = max(len(field) for field, _, _ in lines)
    output = Output(sys.stdout)
    for field, value, note in lines:
        # a certificate's names are a stranger's text
        told = printable(f"{field:<{width}}  {value}" + (f"  ({note})" if note else ""))
        output.write(f"{told}\n")


def _number(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
