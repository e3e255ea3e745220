"""``evaluate`` that is ended: nothing goes on running, and what is said is one sentence."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import FIXTURES, ROOT

PORTRAIT = next((FIXTURES / "people").glob("*/portrait.jpg"))
STOPPED = "Stopped; what is encoded is kept, the next run goes on from there.\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Two folders of pictures that no other test has encoded: more than a moment's work."""
    with Image.open(PORTRAIT) as portrait:
        for number in range(40):
            folder = tmp_path / f"person {number % 2}"
            folder.mkdir(exist_ok=True)
            portrait.save(folder / f"{number}.jpg", quality=50 + number)
    return tmp_path


@pytest.fixture
def run(people: Path, own_cache: Path) -> Iterator["subprocess.Popen[str]"]:
    """Yield a run that has just started its two workers, which are still importing."""
    command = [sys.executable, "-m", "station_gate", "evaluate", str(people), "--processes", "2"]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    ) as process:
        try:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            while len(children.read_text().split()) < 3:  # the third tracks their semaphores
                assert process.poll() is None
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def said(process: "subprocess.Popen[str]") -> str:
    """All that it and its workers say until the last of them has ended."""
    return process.communicate(timeout=120)[1]


def test_workers_end_with_a_parent_that_is_killed(run: "subprocess.Popen[str]") -> None:
    run.kill()
    said(run)  # what Python itself may say of it is not ours
    assert run.returncode == -signal.SIGKILL


def test_sigterm_is_an_orderly_end(run: "subprocess.Popen[str]") -> None:
    run.terminate()
    assert said(run) == STOPPED
    assert run.returncode == 128 + signal.SIGTERM


def test_ctrl_c_says_that_the_work_is_kept(run: "subprocess.Popen[str]") -> None:
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the workers as well
    assert said(run) == STOPPED
    assert run.returncode == 130
