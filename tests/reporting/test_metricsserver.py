"""The gate's port: alive, ready and figures are told apart, and strangers change nothing."""

import contextlib
import http.client
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from station_gate.gate.terms import Alarm, Mode, Outcome, Step
from station_gate.lab.scenario import find_scenarios
from station_gate.reporting import metrics as figures
from station_gate.reporting.metrics import REASONS, Metrics
from station_gate.reporting.metricsserver import MetricsServer
from tests.conftest import FIXTURES


class View:
    """What is watched of a lane."""

    def __init__(self, mode: Mode = Mode.IN_SERVICE) -> None:
        self.mode = mode
        self.step, self.alarm, self.barrier = Step.IDLE, Alarm.NONE, 0.0
        self.people: tuple[float, ...] = ()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("Gate 4")


@pytest.fixture
def server(metrics: Metrics) -> Iterator[MetricsServer]:
    with closing(MetricsServer(metrics, "127.0.0.1", 0)) as server:
        yield server


def asked(server: MetricsServer, path: str, method: str = "GET") -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_alive_ready_and_figures_are_told_apart(metrics: Metrics, server: MetricsServer) -> None:
    assert asked(server, "/livez") == (200, "ok\n")
    assert asked(server, "/readyz") == (503, "the gate has not opened yet\n")
    for mode, status, words in (
        (Mode.IN_SERVICE, 200, "ok"),
        (Mode.FREE_PASSAGE, 200, "ok"),
        (Mode.FAULTY, 503, "the gate is faulty"),
        (Mode.LOCKED, 503, "the gate is locked"),
        (Mode.OUT_OF_SERVICE, 503, "the gate is out of service"),
        (Mode.EVACUATION, 503, "the gate is evacuation"),
    ):
        metrics.watch(View(mode))
        assert asked(server, "/readyz") == (status, f"{words}\n")
        assert asked(server, "/livez") == (200, "ok\n")
    status, text = asked(server, "/metrics?name=x")
    assert status == 200
    assert "station_gate_transactions_total" in text


def test_a_kiosk_that_hangs_is_neither_alive_nor_ready(
    metrics: Metrics, server: MetricsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics.watch(View())
    monkeypatch.setattr(figures, "_LIVES", -1.0)
    for path in ("/livez", "/readyz"):
        status, words = asked(server, path)
        assert status == 503
        assert "has not moved" in words
    assert asked(server, "/metrics")[0] == 200


def test_other_paths_and_methods_give_no_figures(server: MetricsServer) -> None:
    for path in ("/", "/metricsx", "/favicon.ico", "/../../etc/passwd", "/livez/"):
        assert asked(server, path)[0] == 404
    assert asked(server, "/metrics", "POST")[0] == 405
    assert asked(server, "/metrics", "HEAD") == (200, "")


@pytest.mark.parametrize(
    "said",
    [
        b"GET /metrics\r\n\r\n",
        b"\x16\x03\x01\x02\x00" + bytes(100) + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000,
        b"\r\n\r\n",
        b"",
    ],
)
def test_what_is_no_question_ends_and_others_are_answered(
    server: MetricsServer, said: bytes
) -> None:
    got = b""
    address = ("127.0.0.1", server.port)
    with socket.create_connection(address, timeout=60) as stranger, contextlib.suppress(OSError):
        stranger.sendall(said)
        stranger.shutdown(socket.SHUT_WR)
        got = stranger.recv(4096)
    assert not got or got.startswith(b"HTTP/1.1 400")
    assert asked(server, "/livez")[0] == 200


HOLDING = """
import resource, socket, sys
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
held = []
for number in range(1000):
    one = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=30)
    try:
        one.sendall(b"GET /metrics HTTP/1.1\\r\\nHost: x\\r\\nX-a: ")
    except OSError:
        pass
    held.append(one)
print("held", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def a_thousand_half_open(port: int) -> Iterator[None]:
    command = [sys.executable, "-c", HOLDING, str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as stranger:
        assert stranger.stdout is not None
        assert stranger.stdout.readline() == "held\n"
        yield
        stranger.kill()


def files() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="open files are counted in /proc")
def test_a_thousand_half_open_connections_change_nothing(server: MetricsServer) -> None:
    before = files()
    with a_thousand_half_open(server.port):
        # a whole burst is taken before the first of it is sent away
        until = time.monotonic() + 20
        while files() >= before + 60 and time.monotonic() < until:
            time.sleep(0.05)
        assert files() < before + 60
        assert asked(server, "/metrics")[0] == 200
        assert files() < before + 60


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="open files are counted in /proc")
def test_without_a_file_left_no_thread_spins_and_it_answers_again(server: MetricsServer) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    waiting = [socket.socket() for _ in range(8)]
    try:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (max(map(int, os.listdir("/proc/self/fd"))), hard)
        )
        for one in waiting:
            one.connect(("127.0.0.1", server.port))
        spent = resource.getrusage(resource.RUSAGE_SELF)
        server._thread.join(1.0)
        now = resource.getrusage(resource.RUSAGE_SELF)
        assert now.ru_utime + now.ru_stime - spent.ru_utime - spent.ru_stime < 0.5
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for one in waiting:
            one.close()
    assert asked(server, "/livez")[0] == 200


def test_series_that_cannot_happen_are_not_made(server: MetricsServer) -> None:
    _, text = asked(server, "/metrics")
    for impossible in (
        'outcome="abandoned",reason="ticket_expired"',
        'outcome="refused",reason="cancelled"',
        'outcome="passed",reason="no_face"',
        'outcome="refused",reason="staff_opened"',
    ):
        assert impossible not in text
    for scenario in find_scenarios([FIXTURES / "scenarios"]):
        for passenger in scenario.passengers:
            outcome, reason = passenger.expect.outcome, passenger.expect.reason
            if outcome is not Outcome.PASSED:
                assert reason in {each.code for each in REASONS[outcome]}, json.dumps(reason)
