"""A gate's port and whoever connects to it: boards, slow ones and strangers."""

import asyncio
import os
import pwd
import resource
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station_gate.barrier.orders import SafetyOrder
from station_gate.gate.decision import Decision
from station_gate.gate.terms import Alarm, Direction, Mode, Outcome, Step
from station_gate.lane.orders import Command
from station_gate.operators.link import server
from station_gate.operators.link.client import Watcher
from station_gate.operators.link.folder import link_folder, socket_path
from station_gate.operators.link.protocol import (
    Answer,
    Ended,
    Hello,
    News,
    Order,
    State,
    decode_news,
    encode,
)
from station_gate.operators.link.server import GatePort, Received
from station_gate.problems import BadInput
from station_gate.processes.sockets import share_like
from tests.operators.link.barrierend import SAID, BarrierEnd

STATE = State(
    at=1.0,
    clock="09:40",
    step=Step.IDLE,
    since=1.0,
    mode=Mode.IN_SERVICE,
    alarm=Alarm.NONE,
    direction=Direction.ENTRY,
    barrier=0.0,
    people=0,
)
ME = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("link")
    folder.chmod(0o700)
    return folder


@pytest.fixture
def port(folder: Path) -> Iterator[GatePort]:
    with closing(GatePort(folder, "Gate 4")) as port:
        yield port


def ended(serial: int) -> Ended:
    passed = Decision(transaction=serial, outcome=Outcome.PASSED, reason=None, ticket_id="x" * 300)
    return Ended(serial=serial, at=1.0, decision=passed)


class Client:
    """A raw connection to the gate: a board, or somebody who is none."""

    def __init__(self, folder: Path, gate: str = "Gate 4") -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(20)
        self._socket.connect(str(socket_path(folder, gate)))
        self._file = self._socket.makefile("rb")

    def send(self, data: bytes) -> None:
        with suppress(OSError):  # the gate may have had enough of us already
            self._socket.sendall(data)

    def read(self) -> News | None:
        return decode_news(self._file.readline())

    def is_dropped(self) -> bool:
        try:
            while self._file.readline():
                pass
        except ConnectionResetError:
            pass
        return True  # else the socket's time-out raises

    def shut(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._file.close()
        self._socket.close()


def wait_for(port: GatePort) -> Received:
    while True:
        for received in port.take_orders():
            return received
        threading.Event().wait(0.01)


# ---------------------------------------------------------------------- the gate's end


def test_a_board_is_told_everything_that_is_known_and_then_what_is_new(
    port: GatePort, folder: Path
) -> None:
    port.publish(STATE)
    port.publish(ended(1))
    with closing(Client(folder)) as board:
        hello = board.read()
        assert isinstance(hello, Hello)
        assert hello.gate == "Gate 4"
        assert [board.read(), board.read()] == [STATE, ended(1)]
        port.publish(ended(2))
        assert board.read() == ended(2)


def test_an_order_comes_with_the_user_who_gave_it_and_is_answered(
    port: GatePort, folder: Path
) -> None:
    order = Order(order="7", command=Command.OPEN, reason="wheelchair")
    with closing(Client(folder)) as board:
        board.read()
        board.send(encode(order))
        received = wait_for(port)
        assert (received.order, received.operator) == (order, ME)
        port.answer(received, done=True, text="The gate opens.")
        assert board.read() == Answer(order="7", done=True, text="The gate opens.")


def test_an_order_that_the_gate_does_not_take_is_never_carried_out(
    port: GatePort, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.0)
    with closing(Client(folder)) as board:
        board.read()
        board.send(encode(Order(order="7", command=Command.OPEN, reason="late")))
        answer = board.read()
        assert isinstance(answer, Answer)
        assert not answer.done
        assert "in time" in answer.text
        assert port.take_orders() == []


def test_a_flood_of_orders_waits_behind_itself(port: GatePort, folder: Path) -> None:
    flood = b"".join(
        encode(Order(order=str(number), command=Command.LOCK, reason="r")) for number in range(60)
    )
    honest = Order(order="honest", command=Command.OPEN, reason="a wheelchair")
    with ExitStack() as opened:
        floods = [opened.enter_context(closing(Client(folder))) for _ in range(8)]
        senders = [
            threading.Thread(target=lambda board=board: [board.send(flood) for _ in range(50)])
            for board in floods
        ]
        for sender in senders:
            sender.start()
        for _ in range(3):
            wait_for(port)
        board = opened.enter_context(closing(Client(folder)))
        board.read()
        for _ in range(5):
            board.send(encode(honest))
            taken: list[Received] = []
            while all(each.order != honest for each in taken):
                taken = port.take_orders()
                assert len({id(each.board) for each in taken}) == len(taken) <= 9
                for each in taken:
                    port.answer(each, done=True, text="so be it")
            answer = board.read()
            assert isinstance(answer, Answer)
            assert answer.order == "honest"
        for flooder in floods:
            flooder.shut()
        for sender in senders:
            sender.join()


class Holder:
    """Whoever holds the barrier; ``obeys``: it says that it has done it."""

    def __init__(self) -> None:
        self.mode = Mode.IN_SERVICE
        self.obeys = True
        self.told: list[Mode] = []
        self.taken: list[SafetyOrder] = []

    def command(self, mode: Mode) -> None:
        self.told.append(mode)
        self.mode = mode

    def is_done(self, mode: Mode) -> bool:
        return self.obeys and self.mode is mode

    def take_orders(self) -> list[SafetyOrder]:
        taken, self.taken = self.taken, []
        return taken


def test_an_evacuation_reaches_the_barrier_without_the_lane(folder: Path) -> None:
    holder = Holder()
    order = Order(order="7", command=Command.EVACUATE, reason="smoke on platform 2")
    with closing(GatePort(folder, "Gate 4", holder)) as port, closing(Client(folder)) as board:
        board.read()
        board.send(encode(order))
        answer = board.read()
        assert isinstance(answer, Answer)
        assert answer.done
        assert "open for evacuation" in answer.text
        assert holder.told == [Mode.EVACUATION]
        # the lane that comes back takes it in, for the record, and answers nobody twice
        received = wait_for(port)
        assert received.settled == answer.text
        port.answer(received, done=True, text="again")
        board.send(encode(replace(order, order="8", command=Command.RESET)))
        assert board.read() == Answer(
            order="8", done=True, text="The gate is reset. The gate's lane has not answered."
        )


def test_an_evacuation_overtakes_what_its_own_board_sent(folder: Path) -> None:
    holder = Holder()
    with closing(GatePort(folder, "Gate 4", holder)) as port, closing(Client(folder)) as board:
        board.read()
        locks = [Order(order=str(n), command=Command.LOCK, reason="r") for n in range(20)]
        evacuate = Order(order="e", command=Command.EVACUATE, reason="fire")
        board.send(b"".join(map(encode, [*locks, evacuate])))
        while Mode.EVACUATION not in holder.told:
            threading.Event().wait(0.01)
        assert len(holder.told) <= 3
        assert port.take_orders()[0].order == evacuate


def test_a_barrier_that_does_not_obey_is_not_said_to_have(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = Holder()
    holder.obeys = False
    monkeypatch.setattr(server, "PATIENCE", 0.5)
    with closing(GatePort(folder, "Gate 4", holder)), closing(Client(folder)) as board:
        board.read()
        board.send(encode(Order(order="7", command=Command.EVACUATE, reason="fire")))
        answer = board.read()
        assert isinstance(answer, Answer)
        assert not answer.done
        assert holder.told == [Mode.EVACUATION]


def test_a_board_that_does_not_read_is_dropped_and_the_others_are_not(
    port: GatePort, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_OUTBOX", 100_000)
    with closing(Client(folder)) as slow, closing(Client(folder)) as board:
        assert isinstance(board.read(), Hello)
        for serial in range(1, 3000):
            port.publish(ended(serial))
            assert board.read() == ended(serial), "the gate and other boards go on"
        assert slow.is_dropped()


@pytest.mark.parametrize(
    "rubbish",
    [b"{}\n", b"\n", b"\x00\xff\n", b"GET / HTTP/1.1\r\n", b"x" * 10_000, b'{"type":"order"}\n'],
)
def test_whoever_sends_rubbish_is_dropped(port: GatePort, folder: Path, rubbish: bytes) -> None:
    with closing(Client(folder)) as stranger:
        stranger.send(rubbish)
        assert stranger.is_dropped()
    with closing(Client(folder)) as board:
        assert isinstance(board.read(), Hello)
    assert port.take_orders() == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=300), max_size=4))
def test_no_bytes_are_taken_for_an_order_or_stop_the_gate(
    port: GatePort, folder: Path, pieces: list[bytes]
) -> None:
    with closing(Client(folder)) as stranger:
        for piece in pieces:
            stranger.send(piece)
    with closing(Client(folder)) as board:
        assert isinstance(board.read(), Hello)
    assert port.take_orders() == []


def test_idle_boards_lock_nobody_out(port: GatePort, folder: Path) -> None:
    with ExitStack() as opened:
        boards = [opened.enter_context(closing(Client(folder))) for _ in range(16)]
        for board in boards:
            board.read()
        busy = boards[0]  # the first to come, and the last to say something
        busy.send(encode(Order(order="a", command=Command.RESET, reason="x")))
        wait_for(port)
        for number in range(1, 4):
            one_more = opened.enter_context(closing(Client(folder)))
            assert isinstance(one_more.read(), Hello)
            assert boards[number].is_dropped()
        port.publish(ended(1))
        assert isinstance(busy.read(), Ended)
        assert len(port._boards) == 16


def test_without_an_open_file_left_no_thread_spins_and_boards_come_again(
    port: GatePort, folder: Path
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    waiting = [socket.socket(socket.AF_UNIX) for _ in range(4)]
    try:
        highest = max(int(name) for name in os.listdir("/proc/self/fd"))
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest, hard))
        for one in waiting:
            one.connect(str(socket_path(folder, "Gate 4")))
        before = os.times()
        port._thread.join(2.0)
        spent = os.times()
        assert spent.user + spent.system - before.user - before.system < 1.0
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for one in waiting:
            one.close()
    with closing(Client(folder)) as board:
        assert isinstance(board.read(), Hello)


AS_USER = """
import os, socket, sys
from pathlib import Path
from station_gate.operators.link.folder import ready_folder, socket_path
from station_gate.operators.link.server import GatePort

what, folder, user, *groups = sys.argv[1:]
os.setgroups([int(group) for group in groups])
os.setgid(int(user))
os.setuid(int(user))
try:
    if what == "gate":
        port = GatePort(Path(folder), "Gate 4")
        print("serves", flush=True)
        sys.stdin.read()
        port.close()
    else:
        ready_folder(Path(folder))
        board = socket.socket(socket.AF_UNIX)
        board.connect(str(socket_path(Path(folder), "Gate 4")))
        print(board.recv(16))
except Exception as problem:
    print(type(problem).__name__)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be other users")
@pytest.mark.parametrize("owner", [0, 61234])
def test_a_groups_folder_works_for_its_members_and_nobody_else(owner: int) -> None:
    gate, member, stranger, group = "61234", "61235", "61236", 61299

    def command(what: str, *who: str) -> list[str]:
        return [sys.executable, "-c", AS_USER, what, str(folder), *who]

    def looked(*who: str) -> str:
        return subprocess.run(command("look", *who), capture_output=True, text=True).stdout

    with tempfile.TemporaryDirectory(prefix="sg-") as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "link"
        folder.mkdir()
        os.chown(folder, owner, group)
        folder.chmod(0o770)
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command("gate", gate, str(group)), stdin=pipe, stdout=pipe, text=True
        ) as serving:
            assert serving.stdout is not None
            assert serving.stdout.readline() == "serves\n"
            assert looked(member, str(group)).startswith("b'{")
            assert looked(stranger).strip() in ("BadInput", "PermissionError")
            serving.communicate("")


def test_a_link_in_the_sockets_place_shares_no_other_file(folder: Path, tmp_path: Path) -> None:
    folder.chmod(0o770)
    secret = tmp_path / "secret"
    secret.write_text("x")
    secret.chmod(0o600)
    (folder / "x.sock").symlink_to(secret)
    for path in (folder / "x.sock", secret):
        with pytest.raises(OSError, match="non-socket"):
            share_like(folder, path)
    assert secret.stat().st_mode & 0o777 == 0o600


def test_a_dead_gates_socket_is_taken_over_and_a_living_ones_is_not(folder: Path) -> None:
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(socket_path(folder, "Gate 4")))
    dead.close()
    with closing(GatePort(folder, "Gate 4")):
        with pytest.raises(BadInput, match="runs here already"):
            GatePort(folder, "Gate 4")
        with closing(GatePort(folder, "Gate 5")):
            assert len(list(folder.iterdir())) == 2
    assert list(folder.iterdir()) == []


def test_a_folder_that_strangers_can_enter_is_refused(folder: Path, tmp_path: Path) -> None:
    folder.chmod(0o755)
    with pytest.raises(BadInput, match="not private"):
        GatePort(folder, "Gate 4")
    folder.chmod(0o700)
    (tmp_path / "elsewhere").symlink_to(folder)
    with pytest.raises(BadInput, match="not private"):
        GatePort(tmp_path / "elsewhere", "Gate 4")
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be made"):
        GatePort(tmp_path / "file" / "folder", "Gate 4")
    with pytest.raises(BadInput, match="too long"):
        GatePort(tmp_path / ("x" * 100), "Gate 4")


def test_the_folder_decides_who_may_connect(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = tmp_path_factory.mktemp("a") / "new"
    with closing(GatePort(made, "Gate 4")):
        assert made.stat().st_mode & 0o777 == 0o700
        assert socket_path(made, "Gate 4").stat().st_mode & 0o777 == 0o600
    made.chmod(0o770)
    with closing(GatePort(made, "北京西 / 4")):
        (path,) = made.iterdir()
        assert path.stat().st_mode & 0o777 == 0o660
        assert path.name.isascii()


def test_the_folder_is_this_users_own_unless_another_is_set(tmp_path: Path) -> None:
    assert link_folder(tmp_path) == tmp_path
    assert link_folder(None).parent.name == "station-gate"


# ---------------------------------------------------------------------- the board's end


class Ear:
    """Remembers what was heard."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self.whys: list[str] = []

    def heard(self, key: str, news: News) -> None:
        self.news.append(news)

    def lost(self, key: str, why: str) -> None:
        self.whys.append(why)


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


def watching(folder: Path, story: Callable[[Watcher, Ear], Coroutine[None, None, None]]) -> None:
    async def run() -> None:
        ear = Ear()
        watcher = Watcher(folder, ear)
        task = asyncio.create_task(watcher.run())
        try:
            await story(watcher, ear)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


@pytest.fixture
def restless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station_gate.operators.link.client.LOOK_EVERY", 0.02)


@pytest.mark.usefixtures("restless")
def test_a_gate_is_found_lost_and_found_again(folder: Path) -> None:
    async def story(watcher: Watcher, ear: Ear) -> None:
        runs = []
        for times in (1, 2):
            port = GatePort(folder, "Gate 4")
            port.publish(STATE)
            await until(lambda: len(ear.news) == 2 * times)  # noqa: B023
            hello, state = ear.news[-2:]
            assert isinstance(hello, Hello)
            assert state == STATE
            runs.append(hello.run)
            port.close()
            await until(lambda: len(ear.whys) == times)  # noqa: B023
        assert runs[0] != runs[1]
        assert ear.whys == ["", ""]

    watching(folder, story)


@pytest.mark.usefixtures("restless")
def test_an_order_is_answered_or_said_to_be_lost(folder: Path) -> None:
    async def story(watcher: Watcher, ear: Ear) -> None:
        key = socket_path(folder, "Gate 4").stem
        nowhere = await watcher.order(key, Command.LOCK, "crowd")
        assert (nowhere.done, "not connected" in nowhere.text) == (False, True)
        with closing(GatePort(folder, "Gate 4")) as port:
            await until(lambda: ear.news)
            asking = asyncio.create_task(watcher.order(key, Command.LOCK, "crowd"))
            received = await asyncio.to_thread(wait_for, port)
            assert received.order.reason == "crowd"
            port.answer(received, done=True, text="locked")
            assert (await asking).done
            asking = asyncio.create_task(watcher.order(key, Command.LOCK, "crowd"))
            await asyncio.to_thread(wait_for, port)
        assert "cut off" in (await asking).text

    watching(folder, story)


@pytest.mark.usefixtures("restless")
def test_an_evacuation_is_ordered_from_the_barrier_before_the_gate(folder: Path) -> None:
    async def story(watcher: Watcher, ear: Ear) -> None:
        key = socket_path(folder, "Gate 4").stem
        with closing(BarrierEnd(folder)) as barrier, closing(GatePort(folder, "Gate 4")) as port:
            await until(lambda: ear.news)
            assert (await watcher.order(key, Command.EVACUATE, "fire")).text == SAID
            assert port.take_orders() == []
            # nothing else is the barrier's while the gate answers
            asking = asyncio.create_task(watcher.order(key, Command.RESET, "over"))
            received = await asyncio.to_thread(wait_for, port)
            port.answer(received, done=True, text="gate")
            assert (await asking).text == "gate"
            assert [each.command for each in barrier.orders] == [Command.EVACUATE]

    watching(folder, story)


@pytest.mark.usefixtures("restless")
def test_an_evacuation_that_the_barrier_does_not_answer_goes_to_the_gate(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("station_gate.operators.link.client.BARRIER_WITHIN", 0.1)

    async def story(watcher: Watcher, ear: Ear) -> None:
        key = socket_path(folder, "Gate 4").stem
        with (
            closing(BarrierEnd(folder, answers=False)),
            closing(GatePort(folder, "Gate 4")) as port,
        ):
            await until(lambda: ear.news)
            asking = asyncio.create_task(watcher.order(key, Command.EVACUATE, "fire"))
            received = await asyncio.to_thread(wait_for, port)
            port.answer(received, done=True, text="gate")
            assert (await asking).text == "gate"

    watching(folder, story)


@pytest.mark.usefixtures("restless")
def test_a_gate_that_is_stuck_or_gone_is_found_by_its_barrier(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("station_gate.operators.link.client.HELLO_WITHIN", 0.1)
    monkeypatch.setattr("station_gate.operators.link.client.ANSWER_WITHIN", 0.1)

    async def story(watcher: Watcher, ear: Ear) -> None:
        key = socket_path(folder, "Gate 4").stem
        silent = socket.socket(socket.AF_UNIX)
        silent.bind(str(socket_path(folder, "Gate 4")))
        silent.listen()
        await until(lambda: "it does not say who it is: it hangs" in ear.whys)
        assert not watcher.reaches(key)
        with closing(BarrierEnd(folder)) as barrier:
            assert watcher.reaches(key)
            for command in (Command.EVACUATE, Command.RESET):
                assert (await watcher.order(key, command, "x")).done
            assert not (await watcher.order(key, Command.OPEN, "x")).done
            assert [each.command for each in barrier.orders] == [Command.EVACUATE, Command.RESET]
            silent.close()
            await until(lambda: ear.whys[-1].startswith("its program does not run"))

    watching(folder, story)


@pytest.mark.usefixtures("restless")
@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"", "did not say who it is"),
        (b"\x00\xff rubbish\n", "JSON"),
        (encode(STATE), "did not say who it is"),
        (encode(Hello(protocol=2, gate="G", run="r")), "speaks version 2"),
        (encode(Hello(protocol=1, gate="G", run="r")) * 2, "said twice"),
        (encode(Hello(protocol=1, gate="G", run="r")) + b'{"type":"state","at":-1}\n', "state"),
        (encode(Hello(protocol=1, gate="G", run="r")) + b"x" * (3 << 20), "cut off"),
    ],
)
def test_a_board_survives_whatever_calls_itself_a_gate(folder: Path, said: bytes, why: str) -> None:
    impostor = socket.socket(socket.AF_UNIX)
    impostor.bind(str(folder / "impostor.sock"))
    impostor.listen()

    def say() -> None:
        with suppress(OSError):  # the test is over
            while True:
                connected, _ = impostor.accept()
                with connected, suppress(OSError):
                    connected.sendall(said)

    async def story(watcher: Watcher, ear: Ear) -> None:
        with closing(GatePort(folder, "Gate 4")) as port:
            port.publish(STATE)
            await until(lambda: STATE in ear.news and ear.whys)
            assert why in ear.whys[0]

    talking = threading.Thread(target=say)
    talking.start()
    watching(folder, story)
    impostor.shutdown(socket.SHUT_RDWR)
    talking.join()
    impostor.close()
