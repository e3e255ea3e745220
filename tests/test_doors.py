"""Front doors: public names are there, told to type checkers, and load nothing by themselves."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import station_gate

ROOT = Path(station_gate.__file__).parent
HEAVY = ("cv2", "dlib", "onnxruntime", "numpy", "pygame", "pydantic", "sqlite3")


def _with_doors() -> list[str]:
    found = [
        ".".join(("station_gate", *path.parent.relative_to(ROOT).parts))
        for path in sorted(ROOT.rglob("__init__.py"))
        if "__getattr__" in path.read_text(encoding="utf-8")
    ]
    assert len(found) > 10
    return found


@pytest.mark.parametrize("package", _with_doors())
def test_every_public_name_can_be_had(package: str) -> None:
    module = import_module(package)
    assert module.__file__ is not None
    told = {
        name.name
        for block in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body
        if isinstance(block, ast.If)
        for line in block.body
        if isinstance(line, ast.ImportFrom)
        for name in line.names
    }
    assert told == set(module.__all__)
    for name in module.__all__:
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        module.nothing  # noqa: B018  asking is the point


def test_importing_the_doors_loads_nothing_heavy() -> None:
    code = "import sys\n" + "".join(
        f"import {each}\n" for each in ("station_gate", *_with_doors()) if "settings" not in each
    )
    code += f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "code",
    [
        "import station_gate.settings",
        "from station_gate.cli.app import app",
        "import station_gate.cli.journal",
        "import station_gate.cli.settingsview",
    ],
)
def test_what_reads_settings_loads_no_vision(code: str) -> None:
    heavy = {"numpy", "cv2", "dlib", "onnxruntime"}
    code = f"import sys\n{code}\nprint(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
