"""``station-gate ticket issue`` and ``show``: signed tickets as pictures, pages and in an app."""

import secrets
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station_gate.assembly.resources import csca_store, with_demo_keys
from station_gate.documents.binding import SALT_BYTES, bind, load_document_key
from station_gate.documents.formats import load_any_document
from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.qr import in_characters, write_qr_png
from station_gate.issuing.ticket import App, sign_ticket
from station_gate.problems import BadInput, ExitCode, WrongUsage
from station_gate.say import say
from station_gate.settings import load_settings

if TYPE_CHECKING:
    from station_gate.issuing.ticketpage import PageFonts

_NIGHT = timedelta(hours=27, minutes=-1)
"""A ticket for a day is good until three in the morning after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOrder:
    """What the ticket shall say, and where it shall be written."""

    output: Path
    key: Path
    name: str
    train: str
    origin: str
    destination: str
    departure: str | None
    day: str | None
    ticket_id: str | None
    coach: str
    seat: str
    travel_class: str
    concession: str
    wide: bool
    document: Path | None
    document_key: Path | None
    specimen: bool
    pdf: Path | None
    app: Path | None
    every: int


def run_issue(order: IssueOrder) -> ExitCode:
    """Sign a ticket and draw its code."""
    if order.pdf is not None and order.app is not None:
        raise WrongUsage(
            "A ticket in an app has a new code all the time: paper cannot show it; "
            "leave --pdf or --app out."
        )
    key = IssuerKey.load(order.key)
    phone = Ed25519PrivateKey.generate() if order.app is not None else None
    try:
        ticket = _ticket(order, key, phone)
        payload = sign_ticket(ticket, key)
    except ValueError as error:
        raise BadInput(f"The ticket cannot be issued: {error}.") from None
    if phone is not None and order.app is not None:
        app = App(payload, phone)
        app.save(order.app)
        payload = app.code(datetime.now(UTC))
    fonts = _page_fonts(ticket) if order.pdf is not None else None
    write_qr_png(payload, order.output)
    say(f"ticket {ticket.ticket_id}: {order.output} ({len(payload)} bytes in the code)")
    if order.pdf is not None and fonts is not None:
        from station_gate.issuing.ticketpage import write_page

        write_page(payload, ticket, fonts, order.pdf)
        say(f"page to print: {order.pdf}")
    if order.app is not None:
        say(f"in an app: {order.app} (station-gate ticket show {order.app} renews the code)")
    return ExitCode.OK


def _ticket(order: IssueOrder, key: IssuerKey, phone: Ed25519PrivateKey | None) -> Ticket:
    if (order.departure is None) == (order.day is None):
        raise WrongUsage("Say when it is good, one of: --departure, --day.")
    if order.departure is not None and not order.train:
        raise WrongUsage("A departure is a train's: add --train, or give --day instead.")
    salt, document_hash = _binding(order)
    first = _day(order.day) if order.day is not None else None
    return Ticket(
        ticket_id=order.ticket_id or f"SG-{secrets.token_hex(6).upper()}",
        issuer=key.issuer,
        key_id=key.key_id,
        name=order.name,
        train=order.train,
        origin=order.origin,
        destination=order.destination,
        departure=_departure(order.departure) if order.departure is not None else None,
        valid_from=first,
        valid_until=first + _NIGHT if first is not None else None,
        coach=order.coach,
        seat=order.seat,
        travel_class=order.travel_class,
        conditions=(order.concession,) if order.concession else (),
        wide=order.wide,
        document_salt=salt,
        document_hash=document_hash,
        app_key=phone.public_key().public_bytes_raw() if phone is not None else b"",
        renewed=order.every if phone is not None else 0,
        specimen=order.specimen,
    )


def _departure(text: str) -> datetime:
    try:
        departure = datetime.fromisoformat(text)
    except ValueError:
        departure = None
    if departure is None or departure.tzinfo is not None:
        raise WrongUsage(f"--departure {text} is no local time; write it like 2026-11-20T10:05.")
    return departure


def _day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time_of_day())
    except ValueError:
        raise WrongUsage(f"--day {text} is no date; write it like 2026-11-20.") from None


def _binding(order: IssueOrder) -> tuple[bytes, bytes]:
    if order.document is None:
        return b"", b""
    own = load_settings()
    settings = with_demo_keys(own)
    csca = csca_store(settings)
    holder = load_any_document(order.document, csca, date.today()).holder
    path = order.document_key or settings.files.document_key
    assert path is not None, "the demo's, at least"
    if order.document_key is None and own.files.document_key is None:
        say(
            "Bound with the demo's public key, which no live gate takes: name your own with "
            "--document-key.",
            sys.stderr,
        )
    key = load_document_key(path)
    salt = secrets.token_bytes(SALT_BYTES)
    return salt, bind(key, holder.issuer, holder.document_number, salt)


def _page_fonts(ticket: Ticket) -> "PageFonts":
    """Find the fonts of a page before anything is written: it may lack some."""
    # both take a while to load, and only a page needs them
    from station_gate.cli.pagefonts import find_page_fonts
    from station_gate.issuing.ticketpage import printed

    return find_page_fonts(printed(ticket))


def run_show(path: Path, output: Path | None, every: int | None, times: int | None) -> ExitCode:
    """Show an app's code and renew it, in the terminal or as a picture that is replaced."""
    app = App.load(path)
    shown = 0
    try:
        while True:
            made = datetime.now(UTC)
            payload = app.code(made)
            if output is not None:
                write_qr_png(payload, output)
            else:
                print(f"\x1b[2J\x1b[H{in_characters(payload)}")
            print(f"made at {made.astimezone():%H:%M:%S}; it is good for about {app.renewed} s")
            shown += 1
            if shown == times:
                return ExitCode.OK
            time.sleep(every or app.renewed)
    except KeyboardInterrupt:
        return ExitCode.OK
