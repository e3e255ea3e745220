"""Where a running kiosk is looked at for its figures, if the settings ask for them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from station_gate.faces.pixels import Pixels
from station_gate.faces.results import Observed, RecognitionFailed, Result
from station_gate.faces.worker import Recognition
from station_gate.gate.decision import Decision
from station_gate.gate.terms import Action, Cue
from station_gate.kiosk.show import Show
from station_gate.lane.log import LaneLog, Level
from station_gate.lane.parts import Parts
from station_gate.lane.view import LaneView
from station_gate.settings import Settings

if TYPE_CHECKING:  # who does not ask for figures does not load the library
    from station_gate.reporting.metrics import Metrics


class Meter:
    """Hands on what a kiosk runs with, and tells the figures on the way; or does nothing."""

    def __init__(self, metrics: "Metrics | None") -> None:
        self._metrics = metrics

    def parts(self, make: Callable[[], Parts]) -> Callable[[], Parts]:
        """Count the decisions of a lane made of these, and the frames it looks at."""
        metrics = self._metrics
        if metrics is None:
            return make

        def metered() -> Parts:
            parts = make()
            recognise = parts.recognise
            return replace(
                parts,
                log=_MeteredLog(parts.log, metrics),
                recognise=lambda chosen: _MeteredRecognition(recognise(chosen), metrics),
            )

        return metered

    def show(self, show: Show) -> Show:
        """Watch a lane's state."""
        return show if self._metrics is None else _MeteredShow(show, self._metrics)

    def failed(self) -> None:
        """Count a failure that the kiosk survived."""
        if self._metrics is not None:
            self._metrics.kiosk_failed()


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


class _MeteredLog:
    def __init__(self, log: LaneLog, metrics: "Metrics") -> None:
        self._log = log
        self._metrics = metrics

    def event(
        self,
        now: float,
        at: datetime,
        kind: str,
        text: str,
        level: Level = "info",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        self._log.event(now, at, kind, text, level, fields)

    def decision(self, decision: Decision, at: datetime) -> None:
        self._metrics.decision(decision)
        self._log.decision(decision, at)


class _MeteredRecognition:
    def __init__(self, recognition: Recognition, metrics: "Metrics") -> None:
        self._recognition = recognition
        self._metrics = metrics
        self._counted = 0

    @property
    def dropped(self) -> int:
        return self._recognition.dropped

    @property
    def failed(self) -> str | None:
        return self._recognition.failed

    def begin(self, portrait: Pixels, now: float) -> int:
        return self._recognition.begin(portrait, now)

    def submit(self, pixels: Pixels, at: float) -> None:
        self._recognition.submit(pixels, at)

    def poll(self, now: float) -> list[Result]:
        results = self._recognition.poll(now)
        for result in results:
            if isinstance(result, Observed):
                self._metrics.frame(result.seconds)
            elif isinstance(result, RecognitionFailed):
                self._metrics.recognition_failed()
        before, self._counted = self._counted, self._recognition.dropped
        self._metrics.dropped(self._counted - before)
        return results

    def end(self) -> None:
        self._recognition.end()

    def close(self) -> None:
        self._recognition.close()


class _MeteredShow:
    def __init__(self, show: Show, metrics: "Metrics") -> None:
        self._show = show
        self._metrics = metrics
        self.title = show.title

    @property
    def finished(self) -> bool:
        return self._show.finished

    def advance(self, now: float) -> LaneView:
        view = self._show.advance(now)
        self._metrics.watch(view)
        return view

    def act(self, action: Action) -> None:
        self._show.act(action)

    def take_cues(self) -> tuple[Cue, ...]:
        return self._show.take_cues()

    def close(self) -> None:
        self._show.close()
