"""Nothing phones home: the program reaches for no other machine, and looks no name up."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import FIXTURES, ROOT
from tests.recorder import Unrecordable, recorded

LINGERS = 13.0
"""Seconds that each program lives on when it is done: ONNX Runtime's telemetry, where it is
on, looks its maker up ten seconds after it was loaded, and not at all before."""
PROGRAM = f"""\
import sys, time
from station_gate.cli import main
try:
    main()
except SystemExit as end:
    time.sleep({LINGERS})
    sys.exit(end.code)
"""


def record(folder: Path, *commands: list[str]) -> tuple[list[str], str]:
    kept = {name: value for name, value in os.environ.items() if not _silences(name)}
    try:
        return recorded(
            folder,
            *commands,
            env={**kept, "HOME": str(folder), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        )
    except Unrecordable as problem:
        if os.environ.get("NETWORK_TEST") == "required":
            pytest.fail(f"what leaves the machine cannot be recorded here: {problem}")
        pytest.skip(str(problem))
    except subprocess.CalledProcessError as problem:
        pytest.fail(problem.stderr)


def _silences(name: str) -> bool:
    # that ONNX Runtime goes by, and so would be quiet whatever the program does; and where
    # it and the program keep files, so that those come to the test's folder
    return name.startswith(("ORT_", "XDG_", "STATION_GATE_")) or name in (
        *("CI", "TF_BUILD", "GITHUB_ACTIONS", "PYTEST_CURRENT_TEST"),
    )


def test_a_gate_a_replay_and_an_evaluation_reach_for_nothing(tmp_path: Path) -> None:
    people = tmp_path / "people"
    for person in ("rivera", "chen"):
        for picture in ("portrait.jpg", "portrait-2.jpg"):
            (people / person).mkdir(parents=True, exist_ok=True)
            shutil.copy(FIXTURES / "people" / person / "portrait.jpg", people / person / picture)
    scenario = str(FIXTURES / "scenarios" / "genuine_chip")
    program = [sys.executable, "-c", PROGRAM]

    packets, printed = record(
        tmp_path,
        [*program, "kiosk", scenario, "--headless", "--journal", str(tmp_path / "gate.sqlite")],
        [*program, "replay", scenario],
        [*program, "evaluate", str(people), "--out", str(tmp_path / "report")],
    )

    assert packets == []
    assert "passed" in printed  # somebody was recognised: the network was at work
    assert (tmp_path / "report" / "report.html").exists()
    kept = {path.name for path in (tmp_path / ".cache").iterdir()}
    assert kept == {"station-gate"}  # nobody else's number of this machine


def test_what_a_program_looks_up_and_reaches_for_is_recorded(tmp_path: Path) -> None:
    reaching = (
        "import socket\n"
        "for call in (\n"
        "    lambda: socket.getaddrinfo('home.example', 443),\n"
        "    lambda: socket.create_connection(('198.51.100.7', 443), 1),\n"
        "    lambda: socket.create_connection(('127.0.0.1', 9), 1),\n"
        "):\n"
        "    try: call()\n"
        "    except OSError: pass\n"
    )

    packets, _ = record(tmp_path, [sys.executable, "-c", reaching])

    assert any("home example" in packet for packet in packets)
    for address in ("198.51.100.7", "127.0.0.1"):
        assert any(packet.startswith(f"to {address}:") for packet in packets)
