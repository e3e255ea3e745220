"""A copy of the program to which a change is made, file by file, as a developer would."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import station_gate
from tests.conftest import FIXTURES

SOURCE = Path(station_gate.__file__).parent


class House:
    """The package copied into a folder; ``touched`` are the files that a change needed."""

    def __init__(self, folder: Path) -> None:
        self.top = folder
        self.package = folder / "station_gate"
        shutil.copytree(SOURCE, self.package, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "fixtures").symlink_to(FIXTURES)
        self.touched: set[str] = set()

    def add(self, name: str, text: str) -> None:
        """Write a new file of the package."""
        path = self.package / name
        assert not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.touched.add(name)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace the one place in a file."""
        path = self.package / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        self.touched.add(name)

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run ``station-gate`` of the changed copy."""
        return self._python("-m", "station_gate", *map(str, words))

    def ask(self, code: str) -> str:
        """Run some lines of Python in the changed copy, and return what they print."""
        done = self._python("-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _python(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(self.top), "SDL_VIDEODRIVER": "dummy"}
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.top,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
