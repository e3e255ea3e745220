"""Three gates of the demo in real time, for whoever wants to see the board at work."""

import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import cycle
from pathlib import Path

from station_gate.assembly.fromsettings import stepped_parts
from station_gate.assembly.resources import demo_file
from station_gate.journal.journal import Journal
from station_gate.lab.scenario import Scenario, find_scenarios
from station_gate.lab.stage import Stage
from station_gate.lane.stream import Decided, Message
from station_gate.operators.link.server import GatePort
from station_gate.operators.publishing import Publisher
from station_gate.settings import Settings

_TICKS_PER_SECOND = 12
"""A kiosk has 60; a board does not show more, and three gates share a processor or two."""
_LONGEST_TICK = 0.15
"""Seconds of the gate's time from tick to tick, at most."""
GATES = {
    "Gate 1": ("genuine_hall", "impostor_clear", "genuine_turns_when_asked", "ticket_used_twice"),
    "Gate 2": ("tailgated", "asks_for_help", "genuine_window_light"),
    "Gate 3": ("ticket_expired", "genuine_warm", "nobody_at_the_camera", "ticket_of_another"),
}
"""Scenarios of the demo, played over and over."""


@contextmanager
def demo_gates(settings: Settings, journal: Path | None) -> Iterator[Path]:
    """Run the gates in a private folder, which is given; they end with it."""
    stop = threading.Event()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="station-gate-")))
        threads = []
        for name, scenarios in GATES.items():
            port = stack.enter_context(closing(GatePort(folder, name)))
            found = find_scenarios([demo_file(f"scenarios/{each}") for each in scenarios])
            gate = _DemoGate(settings.with_gate({"name": name}), found, port, journal, stop)
            threads.append(threading.Thread(target=gate.run, name=name, daemon=True))
        for thread in threads:
            thread.start()
        try:
            yield folder
        finally:
            stop.set()
            for thread in threads:
                thread.join()


class _DemoGate:
    """One gate, for a thread of its own: recognition is done in step, as in a replay."""

    name = "numbering"

    def __init__(
        self,
        settings: Settings,
        scenarios: Sequence[Scenario],
        port: GatePort,
        journal: Path | None,
        stop: threading.Event,
    ) -> None:
        self._settings = settings
        self._scenarios = scenarios
        self._publisher = Publisher(port)
        self._journal = journal
        self._stop = stop
        self._ended = 0
        """Passengers so far."""

    def run(self) -> None:
        """Play until told to stop."""
        with ExitStack() as stack:
            records = None
            if self._journal is not None:
                records = stack.enter_context(closing(Journal.open(self._journal)))
            make_parts = stepped_parts(self._settings, records)
            for scenario in cycle(self._scenarios):
                if self._stop.is_set():
                    return
                parts = make_parts().heard_by(self, self._publisher, operators=self._publisher)
                # each scenario has tickets that nobody has used; the numbers go on all the same
                assert isinstance(parts.journal, Journal), "a scenario's tickets are its own"
                parts.journal.count_on(self._settings.gate.name, self._ended)
                with closing(Stage(scenario, parts, patient=True)) as stage:
                    self._play(stage)

    def hear(self, message: Message) -> None:
        """Count who is done: the next scenario's passengers are numbered on from there."""
        if isinstance(message, Decided):
            self._ended += 1

    def _play(self, stage: Stage) -> None:
        now, before = 0.0, time.monotonic()
        while not stage.finished and not self._stop.is_set():
            stage.advance(now)
            took = time.monotonic() - before
            self._stop.wait(max(0.0, 1 / _TICKS_PER_SECOND - took))
            passed = time.monotonic() - before
            before += passed
            # on a busy machine time goes slower here: the stories end as they are told
            now += min(passed, _LONGEST_TICK)
