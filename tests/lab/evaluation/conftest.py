"""Rendered passengers as a folder for each person, and a cache of the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from station_gate.faces.cache import CACHE_VARIABLE


@pytest.fixture(scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads or writes the user's cache; worker processes inherit this one."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="session")
def passengers(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four rendered people with three pictures each: 12 genuine and 54 impostor pairs."""
    stills = shared_data / "passengers-draft" / "stills"
    folder = tmp_path_factory.mktemp("passengers")
    for person in ("s1000", "s2014", "s2017", "s5034"):
        (folder / person).mkdir()
        for condition in ("id", "hall", "warm"):
            name = f"{person}_{condition}.png"
            (folder / person / name).symlink_to(stills / name)
    return folder
