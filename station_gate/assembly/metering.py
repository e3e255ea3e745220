"""Where a running kiosk is looked at for its figures, if the settings ask for them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from station_gate.faces.results import Observed, RecognitionFailed
from station_gate.lane.stream import (
    Decided,
    FramesDropped,
    Message,
    Recognised,
    Subscriber,
    Viewed,
)
from station_gate.settings import Settings

if TYPE_CHECKING:  # who does not ask for figures does not load the library
    from station_gate.reporting.metrics import Metrics


class Meter:
    """Where a kiosk's figures come from: a lane's subscriber, and what the kiosk itself counts."""

    def __init__(self, metrics: "Metrics | None") -> None:
        self._metrics = metrics

    def subscribers(self) -> tuple[Subscriber, ...]:
        """Make who listens to a lane; nobody where no figures are asked for."""
        return () if self._metrics is None else (Figures(self._metrics),)

    def failed(self) -> None:
        """Count a failure that the kiosk survived."""
        if self._metrics is not None:
            self._metrics.kiosk_failed()


class Figures:
    """Counts what a lane tells."""

    name = "metrics"

    def __init__(self, metrics: "Metrics") -> None:
        self._metrics = metrics

    def hear(self, message: Message) -> None:
        """Count it, if it counts."""
        match message:
            case Viewed(view=view):
                self._metrics.watch(view)
            case Decided(decision=decision):
                self._metrics.decision(decision)
            case Recognised(result=Observed(seconds=seconds)):
                self._metrics.frame(seconds)
            case Recognised(result=RecognitionFailed()):
                self._metrics.recognition_failed()
            case FramesDropped(count=count):
                self._metrics.dropped(count)
            case _:
                pass


@contextmanager
def metering(settings: Settings) -> Iterator[Meter]:
    """Serve the figures meanwhile, where ``metrics.port`` is set. Raises ``DeviceMissing``."""
    port = settings.metrics.port
    if port is None:
        yield Meter(None)
        return
    from station_gate.reporting.metrics import Metrics
    from station_gate.reporting.metricsserver import MetricsServer

    metrics = Metrics(settings.gate.name)
    with closing(MetricsServer(metrics, settings.metrics.address, port)):
        yield Meter(metrics)
