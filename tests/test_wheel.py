"""The built wheel, installed elsewhere: everything works without a checkout.

The wheel is built and installed here without a network; its dependencies are this
environment's. ``make wheel-test`` runs the same tests with a fresh environment of the index
(``STATION_GATE_INSTALLED`` names its Python), and then also what takes a while.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from station_gate import __version__
from tests.conftest import FIXTURES, ROOT

FRESH = os.environ.get("STATION_GATE_INSTALLED")
whole = pytest.mark.skipif(not FRESH, reason="takes a minute: make wheel-test plays it whole")

SMALL = ("--set", "kiosk.width=640", "--set", "kiosk.height=480")
"""A screen that is drawn sooner."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it from a copy: a build leaves folders behind."""
    copy = tmp_path_factory.mktemp("source")
    shutil.copytree(
        ROOT / "station_gate",
        copy / "station_gate",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    pip("wheel", "--no-build-isolation", "--wheel-dir", str(copy / "dist"), str(copy))
    (built,) = (copy / "dist").glob("*.whl")
    return built


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", *arguments, "--no-deps", "--no-index"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


class Installed:
    """The program in an environment of its own, run in an empty folder."""

    def __init__(self, python: Path, folder: Path) -> None:
        self.python = python
        self.folder = folder
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONPATH")
            and not name.startswith("STATION_GATE_")
        }
        self.env = clean | {
            "SDL_VIDEODRIVER": "dummy",
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.python.with_name("station-gate"), *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=self.env,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )

    def run(self, *arguments: object, code: int = 0) -> str:
        process = self.start(*arguments)
        told, complained = process.communicate(timeout=600)
        assert "Traceback" not in complained, complained
        assert process.returncode == code, complained + told
        return told

    def says(self, expression: str) -> str:
        """Return what an expression of the package is there."""
        lines = "import sys, station_gate.assembly.resources as r\n" + f"print({expression})"
        command = [str(self.python), "-c", lines]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=self.folder, env=self.env, check=True
        )
        return done.stdout.strip()


@pytest.fixture(scope="module")
def installed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Installed:
    """Return the program outside the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    if FRESH:
        return Installed(Path(FRESH), folder)
    built = request.getfixturevalue("wheel")
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    pip("--python", str(python), "install", "--no-compile", str(built))
    own = Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))
    # the dependencies, but not the checkout: its own .pth is not read from there
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Installed(python, folder)


@pytest.fixture(scope="module")
def demo(installed: Installed) -> Path:
    """Return the demo's folder there."""
    found = Path(installed.says("r.DEMO"))
    assert ROOT not in found.parents
    return found


def test_everything_that_is_no_module_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("station_gate/")}
    there = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "station_gate").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == there
    assert wheel.stat().st_size < 10e6


def test_the_wheel_asks_for_nothing_that_needs_a_compiler(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode())
    assert metadata["Version"] == __version__
    wanted = {line.split(">")[0].split("=")[0] for line in metadata.get_all("Requires-Dist", [])}
    assert {"dlib-bin", "face_recognition_models"} <= wanted
    assert not {"dlib", "face_recognition", "setuptools"} & wanted  # the second asks for the first


def test_the_version_is_the_packages(installed: Installed) -> None:
    assert installed.run("--version") == f"station-gate {__version__}\n"


def test_the_demo_begins_to_play(installed: Installed) -> None:
    playing = installed.start("kiosk", "--demo", "--headless", *SMALL)
    assert playing.stdout is not None
    read = next(line for line in playing.stdout if '"kind": "ticket"' in line)
    playing.send_signal(signal.SIGINT)
    _, told = playing.communicate(timeout=60)
    assert json.loads(read)["text"].startswith("read: SG 127")
    assert "of 7 scenarios were played" in told
    assert playing.returncode == 130


@whole
def test_the_demo_plays_to_its_end(installed: Installed) -> None:
    told = installed.run("kiosk", "--demo", "--headless")  # an unexpected end is code 1
    assert told.count('"type": "decision"') == 8


def test_scenarios_are_replayed_and_made(installed: Installed, demo: Path) -> None:
    portrait = demo / "people" / "rivera" / "portrait.jpg"
    installed.run("scenario", "new", "mine", "--portrait", portrait)
    shipped, elsewhere = demo / "scenarios", FIXTURES / "scenarios"
    told = installed.run("replay", "mine", shipped / "genuine_hall", elsewhere / "ticket_damaged")
    assert "3 of 3 ended as expected" in told


def test_pictures_are_compared(installed: Installed, demo: Path) -> None:
    portraits = [demo / "people" / name / "portrait.jpg" for name in ("rivera", "park")]
    answer = json.loads(installed.run("compare", *portraits, "--json", code=1))
    assert answer["verdict"] == "mismatch"


def test_tickets_and_documents_are_inspected(installed: Installed, demo: Path) -> None:
    told = installed.run("ticket", "inspect", demo / "scenarios" / "genuine_hall" / "ticket.png")
    assert "SGR-DEMO" in told
    source = demo / "people" / "park" / "document.toml"
    installed.run("document", "issue", source, "chip")
    assert "usable" in installed.run("document", "inspect", "chip")


@whole
def test_attacks_are_measured(installed: Installed) -> None:
    told = installed.run("evaluate", "--attacks", "--presentations", 1, "--prints", 1)
    assert "Worst attack:" in told


def test_the_people_who_play_attacks_are_there(installed: Installed) -> None:
    people = "len(__import__('station_gate.lab.attacks.cast', fromlist=['x']).names_in(r.DEMO))"
    assert installed.says(people) == "16"


def test_the_doctor_says_what_is_so(installed: Installed, demo: Path) -> None:
    told = json.loads(installed.run("doctor", "--json"))
    parts = {part["part"]: part for part in told["parts"]}
    assert told["fine"] is True
    assert parts["demo"] == {
        "part": "demo",
        "state": "fine",
        "says": f"7 scenarios at {demo}",
    }
    assert parts["trust"]["state"] == "optional"
    assert "files.issuers" in parts["trust"]["says"]
    assert not any("make " in part["says"] for part in told["parts"])
