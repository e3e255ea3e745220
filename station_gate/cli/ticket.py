"""``station-gate ticket``: an issuer's keys, signed tickets, and what a ticket says."""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from station_gate.capture.files import first_bytes, usable_size
from station_gate.capture.image import read_image
from station_gate.cli.resources import csca_store, fixture
from station_gate.credentials.barcode import MOST_BYTES, BarcodeReader
from station_gate.credentials.binding import SALT_BYTES, bind, load_document_key
from station_gate.credentials.documents import load_any_document
from station_gate.credentials.explain import explain
from station_gate.credentials.keys import IssuerKey, KeyRing
from station_gate.credentials.keys import keygen as make_keys
from station_gate.credentials.qr import write_qr_png
from station_gate.credentials.ticketcode import encode
from station_gate.credentials.ticketlines import HOLDS, Line
from station_gate.credentials.tickets import Trust
from station_gate.credentials.uic.registry import UicKeys
from station_gate.gate.travel import Ticket
from station_gate.problems import BadInput, ExitCode, WrongUsage
from station_gate.settings import load_settings

JSON_VERSION = 1
PAYLOAD_SUFFIX = ".bin"


def run_keygen(folder: Path, issuer: str, key_id: str, days: int) -> ExitCode:
    """Make a key pair that is valid from today."""
    today = date.today()
    private, registry = make_keys(folder, issuer, key_id, today, today + timedelta(days=days))
    print(f"private key: {private} (keep it secret)")
    print(f"public key:  {registry} (give it to every gate: files.issuers)")
    return ExitCode.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOrder:
    """What the ticket shall say."""

    output: Path
    key: Path
    name: str
    train: str
    origin: str
    destination: str
    departure: str
    ticket_id: str | None
    coach: str
    seat: str
    travel_class: str
    document: Path | None
    document_key: Path | None
    specimen: bool


def run_issue(order: IssueOrder) -> ExitCode:
    """Sign a ticket and draw its code."""
    key = IssuerKey.load(order.key)
    salt, document_hash = _binding(order)
    try:
        ticket = Ticket(
            ticket_id=order.ticket_id or f"SG-{secrets.token_hex(6).upper()}",
            issuer=key.issuer,
            key_id=key.key_id,
            name=order.name,
            train=order.train,
            origin=order.origin,
            destination=order.destination,
            departure=_departure(order.departure),
            coach=order.coach,
            seat=order.seat,
            travel_class=order.travel_class,
            document_salt=salt,
            document_hash=document_hash,
            specimen=order.specimen,
        )
        payload = encode(ticket, key)
    except ValueError as error:
        raise BadInput(f"The ticket cannot be issued: {error}.") from None
    write_qr_png(payload, order.output)
    print(f"ticket {ticket.ticket_id}: {order.output} ({len(payload)} bytes in the code)")
    return ExitCode.OK


def _departure(text: str) -> datetime:
    try:
        departure = datetime.fromisoformat(text)
    except ValueError:
        departure = None
    if departure is None or departure.tzinfo is not None:
        raise WrongUsage(f"--departure {text} is no local time; write it like 2026-11-20T10:05.")
    return departure


def _binding(order: IssueOrder) -> tuple[bytes, bytes]:
    if order.document is None:
        return b"", b""
    csca = csca_store(load_settings())
    holder = load_any_document(order.document, csca, date.today()).holder
    key = load_document_key(order.document_key or fixture("issuer/document.key"))
    salt = secrets.token_bytes(SALT_BYTES)
    return salt, bind(key, holder.issuer, holder.document_number, salt)


def run_inspect(path: Path, issuers: Path | None, uic_keys: Path | None, as_json: bool) -> ExitCode:
    """Say what every code in a picture says, or what a file of raw bytes says.

    The answer is no without a good signature.
    """
    trust = Trust(
        own=KeyRing.load(issuers or fixture("issuer/keys.toml")),
        uic=UicKeys.load(uic_keys or fixture("issuer/uic-keys.xml")),
    )
    codes = _payload_file(path) or _codes_in_picture(path)
    explained = [
        (symbology, explain(payload, trust, datetime.now())) for symbology, payload in codes
    ]
    if as_json:
        print(json.dumps({"version": JSON_VERSION, "codes": [_plain(*e) for e in explained]}))
    else:
        for symbology, lines in explained:
            _print_lines([("code", symbology, ""), *lines])
    good = any(_holds(lines) for _, lines in explained)
    return ExitCode.OK if good else ExitCode.NO


def _payload_file(path: Path) -> list[tuple[str, bytes]]:
    """The bytes that a code held, as other programs save them (``.bin``); else nothing."""
    if path.suffix.lower() != PAYLOAD_SUFFIX:
        return []
    usable_size(path, "ticket payload", MOST_BYTES)
    return [("raw bytes", first_bytes(path, MOST_BYTES))]


def _codes_in_picture(path: Path) -> list[tuple[str, bytes]]:
    codes = BarcodeReader().read_still(read_image(path))
    if not codes:
        raise BadInput(
            f"No code can be read in {path}; take it sharp, straight, "
            "and with the white edge around it."
        )
    return [(code.symbology, code.payload) for code in codes]


def _holds(lines: list[Line]) -> bool:
    return any(
        field == "signature" and value == HOLDS and not note.startswith("key_date")
        for field, value, note in lines
    )


def _plain(symbology: str, lines: list[Line]) -> dict[str, object]:
    fields = [{"field": field, "value": value, "note": note} for field, value, note in lines]
    return {"symbology": symbology, "signature_holds": _holds(lines), "fields": fields}


def _print_lines(lines: list[Line]) -> None:
    width = max(len(field) for field, _, _ in lines)
    for field, value, note in lines:
        print(f"{field:<{width}}  {value}" + (f"  ({note})" if note else ""))
