"""``station-gate ticket keygen``: an issuer's keys."""

from datetime import date, timedelta
from pathlib import Path

from station_gate.issuing.keys import keygen as make_keys
from station_gate.issuing.keys import make_document_key
from station_gate.problems import ExitCode, WrongUsage
from station_gate.say import say

DOCUMENT_KEY = "document.key"
"""Binds tickets to documents: one of the operator, whatever keys sign."""


def run_keygen(
    folder: Path, issuer: str, key_id: str, days: int, valid_from: str | None
) -> ExitCode:
    """Make a key pair that is valid from a day on, by default from today.

    The key that binds tickets to documents is made where there is none yet.
    """
    try:
        first = date.fromisoformat(valid_from) if valid_from is not None else date.today()
        last = first + timedelta(days=days)
    except (ValueError, OverflowError):
        raise WrongUsage(
            f"--valid-from {valid_from} is no date that a key can begin on; "
            "write it like 2026-11-01."
        ) from None
    private, registry = make_keys(folder, issuer, key_id, first, last)
    document_key = folder / DOCUMENT_KEY
    new = not document_key.exists()
    if new:
        make_document_key(document_key)
    say(f"private key: {private} (keep it secret)")
    say(f"public key:  {registry} (give it to every gate: files.issuers)")
    if new:
        say(f"document key: {document_key} (secret; every gate's, too: files.document_key)")
    return ExitCode.OK
