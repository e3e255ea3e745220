"""The set-up script on machines that lack something, in a copy of the checkout's frame.

The machine is a folder of commands: real ones, and few-line doubles for what must not
run in a test (apt-get, sudo) or must be absent. No test reaches the network.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="make setup looks for system packages on Linux"
)

TOOLS = (
    *("awk", "cat", "cksum", "date", "dirname", "env", "grep", "head", "mkdir", "mktemp"),
    *("rm", "sed", "sh", "tail", "tr", "uname"),
)
ABSENT = "wanted lib:libnot-there.so.9 libnot-there9 the test wants it"


class Machine:
    """A checkout's frame and the commands that its set-up finds on the PATH."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.bin = folder / "bin"
        self.bin.mkdir()
        shutil.copytree(ROOT / "tools", self.checkout / "tools")
        for name in ("requirements.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, self.checkout)
        for name in TOOLS:
            self.link(name)
        self.command("id", "echo 1000")
        self.packages("")

    def link(self, name: str) -> None:
        found = shutil.which(name)
        assert found, name
        (self.bin / name).symlink_to(found)

    def command(self, name: str, script: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def packages(self, lines: str) -> None:
        (self.checkout / "tools" / "system-packages").write_text(lines + "\n")

    def set_up(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.checkout / "tools" / "setup.sh", *arguments],
            capture_output=True,
            text=True,
            env={"PATH": str(self.bin), "HOME": str(self.checkout), "LC_ALL": "C"},
            timeout=120,
            check=False,
        )

    def finished(self, *, project: bool = True) -> None:
        """Leave what a finished set-up leaves: an environment with Python, and its stamp."""
        binaries = self.checkout / ".venv" / "bin"
        binaries.mkdir(parents=True)
        python(binaries / "python")
        lines = [f"environment {self.checkout} {self.sum_of('requirements.lock')}"]
        if project:
            lines.append(f"project {self.sum_of('pyproject.toml')}")
        (self.checkout / ".venv" / "station-gate-setup").write_text("\n".join(lines) + "\n")

    def sum_of(self, name: str) -> str:
        content = (self.checkout / name).read_bytes()
        done = subprocess.run(["cksum"], input=content, capture_output=True, check=True)
        return done.stdout.decode().strip()


def python(path: Path, unless: str = ":") -> None:
    """Make a command that is this Python, unless a line of shell ends it first."""
    path.unlink(missing_ok=True)
    path.write_text(f'#!/bin/sh\n{unless}\nexec {shlex.quote(sys.executable)} "$@"\n')
    path.chmod(0o755)


WITHOUT_VENV = 'case "$*" in *ensurepip*) exit 1;; esac'
MAKES_NOTHING = '[ "$1" = -m ] && echo no room on the disk && exit 1'


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_a_fitting_python_it_says_which_to_install(machine: Machine) -> None:
    machine.command("python3", "exit 1")  # one that is too old: the question ends with 1
    done = machine.set_up()
    assert done.returncode == 1
    assert "No Python 3.11, 3.12 or 3.13 was found: install one" in done.stderr
    assert not (machine.checkout / ".venv").exists()


def test_a_python_without_venv_names_the_package(machine: Machine) -> None:
    python(machine.bin / "python3", unless=WITHOUT_VENV)
    done = machine.set_up()
    assert done.returncode == 1
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"sudo apt-get install python{version}-venv" in done.stderr


def test_it_prefers_a_python_that_can_make_an_environment(machine: Machine) -> None:
    python(machine.bin / "python3", unless=WITHOUT_VENV)
    python(machine.bin / "python3.12", unless=MAKES_NOTHING)
    assert "python3.12 could not make .venv" in machine.set_up().stderr


def test_a_needed_library_stops_it_with_the_one_command_to_run(machine: Machine) -> None:
    python(machine.bin / "python3")
    machine.command("apt-get", "exit 1")
    machine.packages(
        f"{ABSENT}\nneeded lib:libneither.so.1 libneither1 the test needs it\n"
        "needed lib:libc.so.6 libc6 it is here"
    )
    done = machine.set_up()
    assert done.returncode == 1
    assert "libneither.so.1 (needed): the test needs it" in done.stdout
    assert "sudo apt-get install --no-install-recommends libnot-there9 libneither1\n" in done.stdout
    assert "libc6" not in done.stdout
    assert done.stderr.count("\n") == 1
    assert not (machine.checkout / ".venv").exists()


def test_without_apt_it_names_the_libraries_for_other_systems(machine: Machine) -> None:
    machine.finished()
    machine.packages(f"{ABSENT}\nwanted font:No_Such_Font fonts-none letters")
    done = machine.set_up("--look")
    assert done.returncode == 0, done.stderr  # wanted, not needed: told, and it goes on
    assert "libnot-there.so.9 (wanted): the test wants it" in done.stdout
    assert "No Such Font (wanted): letters" in done.stdout
    assert "your system's package manager" in done.stdout
    assert "ready" in done.stdout


def test_it_installs_what_is_missing_where_sudo_asks_nothing(machine: Machine) -> None:
    machine.finished()
    machine.packages(ABSENT)
    calls = machine.checkout / "calls"
    machine.command("sudo", f'echo "sudo $*" >>{calls}\nshift\nexec "$@"')
    machine.command("apt-get", f'echo "$*" >>{calls}\ncase "$*" in *update) exit 0;; esac\nexit 1')
    machine.link("true")
    done = machine.set_up("--look")
    assert done.returncode == 0, done.stderr
    asked = [line for line in calls.read_text().splitlines() if not line.startswith("sudo")]
    verbs = ["update" if "update" in line else "install" for line in asked]
    assert verbs == ["install", "update", "install"]  # lists are fetched only when needed
    assert all(line.endswith(" libnot-there9") for line in asked if "update" not in line)
    assert "apt-get did not succeed: out/setup.log says why" in done.stdout


def test_a_finished_set_up_is_silent_and_starts_nothing(machine: Machine) -> None:
    machine.finished()
    machine.packages(ABSENT)
    done = machine.set_up()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (machine.checkout / "out").exists()


@pytest.mark.parametrize("spoil", ["stamp", "lock", "moved", "python"])
def test_an_environment_that_is_not_as_it_should_be_is_made_anew(
    machine: Machine, spoil: str
) -> None:
    machine.finished()
    stamp = machine.checkout / ".venv" / "station-gate-setup"
    if spoil == "stamp":  # interrupted before anything was done
        stamp.unlink()
    elif spoil == "lock":
        (machine.checkout / "requirements.lock").write_text("another==1\n")
    elif spoil == "moved":
        machine.checkout = machine.checkout.rename(machine.checkout.with_name("elsewhere"))
    else:  # the system's Python has gone
        (machine.checkout / ".venv" / "bin" / "python").unlink()
    leftover = machine.checkout / ".venv" / "leftover"
    leftover.touch()
    python(machine.bin / "python3", unless=MAKES_NOTHING)
    done = machine.set_up()
    assert "python3 could not make .venv" in done.stderr  # it began to make a new one
    assert not leftover.exists()


@pytest.mark.parametrize("project", [True, False])
def test_a_changed_or_unfinished_project_is_installed_into_the_same_environment(
    machine: Machine, project: bool
) -> None:
    machine.finished(project=project)
    with (machine.checkout / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    tells = '[ "$1" = -c ] || { echo "python $*"; exit 0; }'
    python(machine.checkout / ".venv" / "bin" / "python", unless=tells)
    done = machine.set_up()
    assert done.returncode == 0, done.stderr
    assert "station-gate itself" in done.stdout
    log = (machine.checkout / "out" / "setup.log").read_text()
    (installed,) = [line for line in log.splitlines() if line.startswith("python -m pip")]
    assert installed.endswith("-e .")
    assert machine.set_up().stdout == ""  # and now it is done


def test_a_failing_tool_shows_the_end_of_its_log(machine: Machine) -> None:
    python(machine.bin / "python3", unless=MAKES_NOTHING)
    done = machine.set_up()
    assert done.returncode == 1
    assert "no room on the disk" in done.stderr
    assert done.stderr.splitlines()[-1].endswith("are the end of out/setup.log.")


def test_every_package_that_is_looked_for_says_why() -> None:
    for line in (ROOT / "tools" / "system-packages").read_text().splitlines():
        if not line.startswith("#"):
            need, seen, package, why = line.split(maxsplit=3)
            assert need in {"needed", "wanted"}
            assert seen.split(":")[0] in {"lib", "font", "program"}
            assert package
            assert why


def test_continuous_integration_calls_make_test() -> None:
    entry = ROOT / ".ci" / "run"
    assert os.access(entry, os.X_OK)
    assert "make test" in entry.read_text()
