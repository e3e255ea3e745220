"""``station-gate ticket keygen``: an issuer's keys."""

from datetime import date, timedelta
from pathlib import Path

from station_gate.cli.say import say
from station_gate.credentials.keys import keygen as make_keys
from station_gate.problems import ExitCode


def run_keygen(folder: Path, issuer: str, key_id: str, days: int) -> ExitCode:
    """Make a key pair that is valid from today."""
    today = date.today()
    private, registry = make_keys(folder, issuer, key_id, today, today + timedelta(days=days))
    say(f"private key: {private} (keep it secret)")
    say(f"public key:  {registry} (give it to every gate: files.issuers)")
    return ExitCode.OK
