"""Names the tests of what has been changed since main: what ``make quick`` runs.

    python -m tools.changed

A changed test is its own; a module's tests are those of its name in the folder of the same
name, or in the nearest folder above that has them, else that whole folder.
"""

import subprocess
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def changed() -> list[str]:
    """Return the files that differ from main and new ones, relative to the root."""
    asked = (
        ("diff", "--name-only", "--diff-filter=d", "main..."),
        ("diff", "--name-only", "--diff-filter=d", "HEAD"),
        ("ls-files", "--others", "--exclude-standard"),
    )
    found = []
    for arguments in asked:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        found += done.stdout.splitlines()
    return sorted(set(found))


def selected(files: Iterable[str], root: Path) -> list[str]:
    """Return the tests to run for changed files, as arguments for pytest."""
    found: set[Path] = set()
    for file in map(Path, files):
        top, *folders = file.parts[:-1] or ("",)
        if file.suffix != ".py":
            continue
        if top == "tests":
            found |= {file} if file.name.startswith("test_") else set()
        elif top == "station_gate":
            found |= _of_module(Path("tests", *folders), file.stem, root)
    return sorted(map(str, found))


def _of_module(folder: Path, name: str, root: Path) -> set[Path]:
    for here in (folder, *folder.parents[:-1]):
        if (root / here / f"test_{name}.py").is_file():
            return {here / f"test_{name}.py"}
    whole = next((here for here in (folder, *folder.parents[:-2]) if (root / here).is_dir()), None)
    return {whole} if whole and whole != Path("tests") else set()


if __name__ == "__main__":
    print("\n".join(selected(changed(), ROOT)))
