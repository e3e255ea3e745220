"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# an example may take as long as it takes: no test depends on how busy the machine is
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real material beside the checkout; skips, saying so, where it is absent."""
    folder = Path(os.environ.get("STATION_GATE_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"real material is not here: {folder.name} beside the checkout is absent")
    return folder
