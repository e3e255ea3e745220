"""``station-gate ticket keygen``: an issuer's keys."""

from datetime import date, timedelta
from pathlib import Path

from station_gate.problems import ExitCode, WrongUsage
from station_gate.say import say
from station_gate.tickets.own.keys import keygen as make_keys


def run_keygen(
    folder: Path, issuer: str, key_id: str, days: int, valid_from: str | None
) -> ExitCode:
    """Make a key pair that is valid from a day on, by default from today."""
    try:
        first = date.fromisoformat(valid_from) if valid_from is not None else date.today()
        last = first + timedelta(days=days)
    except (ValueError, OverflowError):
        raise WrongUsage(
            f"--valid-from {valid_from} is no date that a key can begin on; "
            "write it like 2026-11-01."
        ) from None
    private, registry = make_keys(folder, issuer, key_id, first, last)
    say(f"private key: {private} (keep it secret)")
    say(f"public key:  {registry} (give it to every gate: files.issuers)")
    return ExitCode.OK
