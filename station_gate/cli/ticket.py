"""``station-gate ticket``: an issuer's keys, signed tickets, and what a ticket says."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

from station_gate.capture.files import first_bytes, usable_size
from station_gate.capture.image import read_image
from station_gate.cli.resources import fixture
from station_gate.credentials.barcode import MOST_BYTES, BarcodeReader
from station_gate.credentials.explain import explain
from station_gate.credentials.keys import KeyRing
from station_gate.credentials.keys import keygen as make_keys
from station_gate.credentials.ticketlines import HOLDS, Line
from station_gate.credentials.tickets import Trust
from station_gate.credentials.uic.registry import UicKeys
from station_gate.problems import BadInput, ExitCode

JSON_VERSION = 1
PAYLOAD_SUFFIX = ".bin"


def run_keygen(folder: Path, issuer: str, key_id: str, days: int) -> ExitCode:
    """Make a key pair that is valid from today."""
    today = date.today()
    private, registry = make_keys(folder, issuer, key_id, today, today + timedelta(days=days))
    print(f"private key: {private} (keep it secret)")
    print(f"public key:  {registry} (give it to every gate: files.issuers)")
    return ExitCode.OK


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
