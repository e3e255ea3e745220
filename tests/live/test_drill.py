"""A few evacuations of a real gate with a real fault; ``make chaos`` does every one."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.live.evacuation import FAULTS, Drill

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("Xvfb"),
    reason="no virtual X server is here: install xvfb",
)


@pytest.fixture(scope="module")
def drill() -> Iterator[Drill]:
    with tempfile.TemporaryDirectory(prefix="sg", ignore_cleanup_errors=True) as folder:
        drill = Drill(Path(folder), patience=90.0)
        try:
            drill.begin()
            yield drill
        finally:
            with suppress(AssertionError):
                drill.end()


@pytest.mark.parametrize(
    ("moment", "fault"),
    [
        ("awaiting document", "journal locked"),
        ("idle", "lane failed"),
        ("awaiting ticket", "program stopped"),
        ("awaiting ticket", "killed -9 and restarted"),
    ],
)
def test_the_barrier_opens_and_stays_open_until_the_reset(
    drill: Drill, moment: str, fault: str
) -> None:
    ending = drill.evacuate(moment, FAULTS[fault], holds=1.5)
    assert ending.opened_after is not None
    assert ending.shut_again == 0
    assert ending.answered
