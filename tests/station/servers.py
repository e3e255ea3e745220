"""PostgreSQL of our own, from the system's packages, for as long as a test needs."""

import getpass
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from station_gate.station.database import create
from tests.proc import children

_PATIENCE = 60.0
"""Seconds until a server that should start or end has failed."""


def required() -> bool:
    """Return whether tests that need the servers may not be skipped (continuous integration)."""
    return os.environ.get("STATION_TEST") == "required"


def missing(what: str, package: str) -> None:
    """Skip, saying why; fail where that is not allowed."""
    text = f"{what} is not installed here: apt-get install {package}"
    if required():
        pytest.fail(text)
    pytest.skip(text)


def until(true: object, what: str) -> None:
    """Wait until something is true; ``true`` is called again and again."""
    assert callable(true)
    give_up = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < give_up, f"{what}: not within {_PATIENCE:g} s"
        time.sleep(0.01)


def free_port() -> int:
    """Give a port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """One server on a free port of this machine, in a folder of its own."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        tool = shutil.which("initdb")
        if not found and tool is None:
            missing("PostgreSQL", "postgresql")
        self._bin = Path(tool).parent if tool is not None else found[-1]
        self._user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        self._folder = Path(tempfile.mkdtemp(prefix="sg-pg-"))
        if os.geteuid() == 0:
            who = pwd.getpwnam("postgres")
            os.chown(self._folder, who.pw_uid, who.pw_gid)
        self.port = free_port()
        self._server: subprocess.Popen[bytes] | None = None
        data = self._folder / "data"
        self._run("initdb", "-N", "-D", str(data), "-A", "trust", "-U", "station", "-E", "UTF8")
        self.start()

    def _as_user(self, program: str, *arguments: str) -> list[str]:
        """Return the server refuses to be root."""
        command = [str(self._bin / program), *arguments]
        if os.geteuid() != 0:
            return command
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            self._as_user(program, *arguments),
            check=False,
            cwd=self._folder,
            capture_output=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )
        assert done.returncode == 0, done.stderr.decode()

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Start the server, and wait until it answers."""
        chosen = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._folder),
            "max_connections": "60",
            "wal_level": "logical",
            "logging_collector": "off",
            **(settings or {}),
        }
        options = [word for key, value in chosen.items() for word in ("-c", f"{key}={value}")]
        log = (self._folder / "log").open("ab")
        with log:
            self._server = subprocess.Popen(
                self._as_user("postgres", "-D", str(self._folder / "data"), *options),
                cwd=self._folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until(self._answers, "PostgreSQL")

    def _answers(self) -> bool:
        assert self._server is not None
        assert self._server.poll() is None, (self._folder / "log").read_text()
        try:
            psycopg.connect(self.dsn("template1"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def dsn(self, database: str) -> str:
        """Give the address of a database."""
        return f"postgresql://station@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """Make a new empty database and give its address."""
        name = f"t{uuid.uuid4().hex}"
        with psycopg.connect(self.dsn("template1"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.dsn(name)

    def station(self, name: str = "HBR") -> str:
        """Make a station and give its address."""
        dsn = self.database()
        create(dsn, name)
        return dsn

    def age(self, dsn: str, seconds: float) -> None:
        """Let what is reserved and spent in a database become older."""
        with psycopg.connect(dsn) as connection:
            connection.execute(
                "UPDATE redemption SET reserved_at = reserved_at - make_interval(secs => %s)",
                (seconds,),
            )

    def kill(self) -> None:
        """End every process of the server at once, as a loss of power would."""
        assert self._server is not None
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._server.wait()
        (self._folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def signal(self, number: int) -> None:
        """Send every process of the server a signal."""
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def _processes(self) -> Sequence[int]:
        """Return the server first: what it has started does not outlive it for long."""
        assert self._server is not None
        return [self._server.pid, *children(self._server.pid)]

    def close(self) -> None:
        """End the server and remove its folder: nobody needs what is in it any more."""
        if self._server is not None and self._server.poll() is None:
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
