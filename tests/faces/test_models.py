"""Model files: found without importing their package, and missed in one sentence."""

import subprocess
import sys
from importlib.machinery import ModuleSpec

import pytest

from station_gate.faces import models
from station_gate.problems import DeviceMissing


def test_the_files_are_there() -> None:
    assert models.model_path(models.ENCODER).stat().st_size == 22_466_066
    assert models.model_path(models.FIVE_POINTS).is_file()


def test_loading_the_engine_imports_neither_the_models_package_nor_pkg_resources() -> None:
    script = (
        "import sys; from station_gate.faces.engine import FaceEngine; FaceEngine.load();"
        "print(sorted({'face_recognition_models', 'face_recognition', 'pkg_resources'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


def test_an_absent_file_is_one_sentence() -> None:
    with pytest.raises(DeviceMissing, match=r"nothing\.dat is missing; install"):
        models.model_path("nothing.dat")


@pytest.mark.parametrize("spec", [None, ModuleSpec("face_recognition_models", None)])
def test_an_absent_package_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, spec: ModuleSpec | None
) -> None:
    monkeypatch.setattr(models, "find_spec", lambda _: spec)
    with pytest.raises(DeviceMissing, match="install the face_recognition_models package"):
        models.model_path(models.ENCODER)
