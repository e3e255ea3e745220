"""``station-gate ticket inspect`` on tickets of every format, as pictures and as raw bytes."""

import json
from pathlib import Path

from tests.cli.test_cli import run, sentence
from tests.conftest import FIXTURES

SCENARIOS = FIXTURES / "scenarios"


def test_a_picture_of_a_railways_ticket() -> None:
    done = run("ticket", "inspect", SCENARIOS / "genuine_uic_ticket/ticket.png")
    assert done.returncode == 0, done.stderr
    assert "railway ticket (DOSIPAS, U2)" in done.stdout
    assert "Diego Moreno" in done.stdout
    forged = run("ticket", "inspect", SCENARIOS / "uic_ticket_tampered/ticket.png")
    assert forged.returncode == 1
    assert "signature: wrong" in forged.stdout


def test_a_file_of_raw_bytes(tmp_path: Path) -> None:
    payload = tmp_path / "pass.bin"
    payload.write_bytes(b"M1SHARMA/ARJUN        EUTO127 HBRNFDSG 0127 324Y012A0001 100")
    done = run("ticket", "inspect", payload, "--json")
    assert done.returncode == 1
    (code,) = json.loads(done.stdout)["codes"]
    assert code["symbology"] == "raw bytes"
    assert code["fields"][1] == {
        "field": "name",
        "value": "SHARMA/ARJUN",
        "note": "surname/given names",
    }
    payload.write_bytes(b"")
    assert "empty" in sentence(run("ticket", "inspect", payload), 3)
    payload.write_bytes(bytes(5000))
    assert "ticket payload" in sentence(run("ticket", "inspect", payload), 3)


def test_a_registry_that_is_none() -> None:
    ticket = SCENARIOS / "genuine_uic_ticket/ticket.png"
    wrong = FIXTURES / "issuer/keys.toml"
    told = sentence(run("ticket", "inspect", ticket, "--uic-keys", wrong), 3)
    assert "is not a UIC key registry" in told


def test_a_real_ticket_with_its_issuers_key(shared_data: Path) -> None:
    folder = shared_data / "uic"
    ticket = folder / "kitinerary/deutschebahn/20250227-Muster-918-9 Deutschland-Ticket.bin"
    registry = folder / "keys/uic-publickeys.xml"
    done = run("ticket", "inspect", ticket, "--uic-keys", registry)
    assert "Deutsche Bahn AG" in done.stdout
    assert "Max Mustermann" in done.stdout
    # whether the key is still in date depends on the day of the test
    assert "cannot be checked" not in done.stdout
