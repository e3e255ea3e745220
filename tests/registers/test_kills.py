"""Killed at any moment, nobody is half enrolled and nobody half erased."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from station_gate.faces.steps import SHIPPED
from tests.registers.test_register import FACES, TODAY, opened

KILLS = int(os.environ.get("STATION_GATE_KILLS", "6"))
"""``make kills`` asks for 100."""
_CHILD = """
import sys
from datetime import date
from pathlib import Path
from station_gate.registers.people import Consent
from station_gate.registers.register import Register
folder, pipeline, start = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
templates = [bytes.fromhex(each) for each in sys.argv[4:]]
today = date(2026, 12, 1)
consent = Consent(text_version="1", given_on=today, how="test")
register = Register(
    folder / "staff.register", folder / "staff.key", purpose="staff", pipeline=pipeline
)
print("open", flush=True)
for number in range(start, start + 100_000):
    register.enrol(
        str(number), "somebody", templates, consent=consent, valid_until=today, today=today
    )
    print("enrolled", number, flush=True)
    if number % 3:
        register.remove(str(number), by="child")
        print("erased", number, flush=True)
"""


def test_killed_at_any_moment_everybody_is_whole_or_gone(tmp_path: Path) -> None:
    opened(tmp_path).close()
    moments = random.Random(7)
    enrolled: set[str] = set()
    erased: set[str] = set()
    for round_ in range(KILLS):
        start = 1_000_000 * (round_ + 1)
        arguments = [str(tmp_path), SHIPPED.version, str(start), *(one.hex() for one in FACES[:3])]
        with subprocess.Popen(
            [sys.executable, "-c", _CHILD, *arguments], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "open\n"
            time.sleep(moments.uniform(0.0, 0.3))
            child.send_signal(signal.SIGKILL)
            said = [line.split() for line in child.stdout.read().splitlines()]
        enrolled |= {words[1] for words in said if len(words) == 2 and words[0] == "enrolled"}
        erased |= {words[1] for words in said if len(words) == 2 and words[0] == "erased"}
        check(tmp_path, enrolled, erased)
    assert enrolled
    assert erased


def check(folder: Path, enrolled: set[str], erased: set[str]) -> None:
    with opened(folder) as register:
        held = register.people()  # opens everybody's label: no key is half written
        assert all(each.templates == 3 for each in held)
        assert len(register.templates(TODAY)) == 3 * len(held)
        there = {each.number for each in held}
        assert not there & erased
        gone = {number for number in enrolled - there if not register.was_erased(number)}
        assert not gone
        assert all(register.was_erased(number) for number in erased)
        assert not any(register.was_erased(number) for number in there)
    # what a killed program left beside the file is put away by the next one
    log = folder / "staff.register-wal"
    assert not log.exists() or log.stat().st_size == 0
