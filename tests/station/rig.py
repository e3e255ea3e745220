"""A gate's keeper at a station, for tests."""

import threading
import uuid
from pathlib import Path

from station_gate.journal.journal import Journal
from station_gate.journal.outbox import Outbox
from station_gate.problems import DeviceMissing
from station_gate.station.keeper import Rule, StationKeeper
from station_gate.station.registry import Registry
from tests.station.servers import until


class Network:
    """Between a gate and its station: there, refused, or a black hole."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.refused = False
        self.hole = threading.Event()
        self.hole.set()
        """Cleared: whoever asks hears nothing."""

    def open(self, journal: uuid.UUID) -> Registry:
        self.hole.wait()
        if self.refused:
            raise DeviceMissing("Connection refused.")
        network = self

        class Far(Registry):
            def hold(self, *arguments: object, **named: object) -> bool:
                network._pass()
                return super().hold(*arguments, **named)  # type: ignore[arg-type]

            def greet(self, *arguments: object) -> object:  # type: ignore[override]
                network._pass()
                return super().greet(*arguments)  # type: ignore[arg-type]

            def take(self, *arguments: object) -> bool:
                network._pass()
                return super().take(*arguments)  # type: ignore[arg-type]

        return Far.open(self.dsn, journal)

    def _pass(self) -> None:
        self.hole.wait()
        if self.refused:
            raise DeviceMissing("Connection refused.")


class AGate:
    """One gate with its journal's file."""

    def __init__(
        self,
        path: Path,
        dsn: str,
        name: str,
        rule: Rule = Rule.LET_IN,
        feed: "list[tuple[bytes, bool]] | None" = None,
    ) -> None:
        self.network = Network(dsn)
        self.path = path
        self.journal = Journal.open(path)
        self.outbox = Outbox(path)
        self.told: list[tuple[bytes, bool]] = []
        self.keeper = StationKeeper(
            self.journal, self.outbox, self.network.open, rule, tell=self.told.extend
        )
        self.name, self.next = self.keeper.join(name)

    def until_sent(self) -> None:
        """Wait until the station has everything."""
        until(lambda: self.keeper.stands == ("online", 0) and not self.outbox.waiting, "sent")

    def close(self) -> None:
        self.network.refused = False
        self.network.hole.set()
        self.keeper.close()
