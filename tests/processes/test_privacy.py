"""What holds faces and names leaves no core dump."""

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from station_gate.faces.steps import SHIPPED
from station_gate.lab.evaluation import workers
from station_gate.processes.watched import WatchedProcess
from tests.processes import tasks

PRIVATE = ((0, 0), 0)
"""No core file, and no dump for a program that collects them either."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked")


def test_a_watched_process_is_private() -> None:
    process = WatchedProcess("The work", tasks.make_task)
    assert process.ask("privacy") == PRIVATE
    process.release()


def test_every_command_is_private_before_it_begins() -> None:
    """Of the kiosk, replay and evaluate alike: they have one beginning."""
    asked = subprocess.run(
        [
            *(sys.executable, "-c"),
            "from station_gate import cli\n"
            "from station_gate.cli import app\n"
            "from tests.processes.tasks import make_task\n"
            "app.app = lambda **_: print(make_task()('privacy', None))\n"
            "cli.main()",
        ],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert asked.stdout == f"{PRIVATE}\n"


def test_the_processes_that_evaluate_pictures_are_private() -> None:
    with ProcessPoolExecutor(1, get_context("spawn"), workers._start, (SHIPPED, "refuse")) as pool:
        assert pool.submit(tasks.make_task(), "privacy", None).result() == PRIVATE
