"""Figures for Prometheus: right, served over HTTP, documented, and about nobody."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from station_gate.assembly.fromsettings import stepped_parts
from station_gate.assembly.metering import Meter
from station_gate.assembly.resources import scenario_settings
from station_gate.cli import main
from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Mode, Outcome, Step
from station_gate.lab.scenario import load_scenario
from station_gate.lab.stage import Stage
from station_gate.problems import DeviceMissing
from station_gate.reporting.metrics import REASONS, STAGES, Metrics
from station_gate.reporting.metricsserver import MetricsServer
from tests.conftest import FIXTURES, ROOT

DASHBOARD = json.loads((ROOT / "docs" / "grafana.json").read_text(encoding="utf-8"))
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@dataclass(frozen=True)
class View:
    """A lane's state, as far as it is watched."""

    step: Step = Step.IDLE
    mode: Mode = Mode.IN_SERVICE
    alarm: Alarm = Alarm.NONE
    barrier: float = 0.0
    people: tuple[float, ...] = ()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("Gate 4")


@pytest.fixture
def server(metrics: Metrics) -> Iterator[MetricsServer]:
    with closing(MetricsServer(metrics, "127.0.0.1", 0)) as server:
        yield server


def scraped(server: MetricsServer) -> Samples:
    with urlopen(f"http://127.0.0.1:{server.port}/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        text = answer.read().decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples[f"station_gate_{name}", frozenset(labels.items())]


# ---------------------------------------------------------------------- what is counted


def test_played_passengers_are_in_the_figures_that_are_scraped(
    metrics: Metrics, server: MetricsServer
) -> None:
    meter = Meter(metrics)
    make_parts = stepped_parts(scenario_settings(None))
    decisions: list[Decision] = []
    for name in ("ticket_expired", "tailgated"):
        parts = make_parts().heard_by(*meter.subscribers())
        stage = Stage(load_scenario(FIXTURES / "scenarios" / name), parts)
        tick = 0
        with closing(parts.journal), closing(stage):
            while not stage.finished:
                view = stage.advance(tick / 30)
                tick += 1
                if view.step is Step.GO and view.barrier == 1.0:
                    now = scraped(server)
                    assert value(now, "barrier_open_ratio") == 1.0
                    assert value(now, "step", step="go") == 1.0
        decisions += stage.decisions

    now = scraped(server)
    assert [each.outcome for each in decisions] == [Outcome.REFUSED, Outcome.PASSED]
    assert value(now, "transactions_total", outcome="passed", reason="none") == 1
    assert value(now, "transactions_total", outcome="refused", reason="ticket_expired") == 1
    passed = [each.duration for each in decisions if each.outcome is Outcome.PASSED]
    assert value(now, "transaction_duration_seconds_sum", outcome="passed") == pytest.approx(
        sum(passed)
    )
    assert value(now, "transaction_duration_seconds_count", outcome="passed") == 1
    for stage_name in STAGES:
        times = [
            dict(each.stages)[stage_name] for each in decisions if stage_name in dict(each.stages)
        ]
        assert value(now, "stage_duration_seconds_count", stage=stage_name) == len(times)
        total = value(now, "stage_duration_seconds_sum", stage=stage_name)
        assert total == pytest.approx(sum(times))
    assert value(now, "attempts_total") == sum(each.attempts for each in decisions)
    assert value(now, "alarms_total", alarm="fraud") == 1
    assert value(now, "alarm", alarm="none") == 1
    assert value(now, "mode", mode="in_service") == 1
    assert value(now, "face_frame_duration_seconds_count") > 20
    assert value(now, "face_frame_duration_seconds_sum") > 0
    assert value(now, "build_info", version="0.1.0", gate="Gate 4") == 1


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.PASSED])
def test_every_series_begins_at_zero(
    metrics: Metrics, server: MetricsServer, outcome: Outcome
) -> None:
    """Prometheus' increase() does not see a count that comes out of nothing."""
    before = scraped(server)
    for reason in REASONS[outcome]:
        assert value(before, "transactions_total", outcome=outcome, reason=reason.code) == 0
        metrics.decision(Decision(transaction=1, outcome=outcome, reason=reason))
    metrics.watch(View(alarm=Alarm.FRAUD))
    assert set(scraped(server)) == set(before)


def test_no_label_and_no_value_is_about_one_passenger(metrics: Metrics) -> None:
    decision = Decision(
        transaction=4711, outcome=Outcome.REFUSED, reason=Reason.NO_FACE, ticket_id="SG-4711"
    )
    metrics.decision(decision)
    metrics.watch(View(step=Step.REFUSED))
    names = set()
    for family in metrics.registry.collect():
        for sample in family.samples:
            names |= set(sample.labels)
            assert "4711" not in f"{sample.labels}"
    states = {"mode", "step", "alarm"}
    assert names <= {"le", "outcome", "reason", "stage", "version", "gate", *states}


def test_states_and_what_began_are_counted_once(metrics: Metrics, server: MetricsServer) -> None:
    calm, fault = View(), View(mode=Mode.FAULTY, step=Step.OUT_OF_SERVICE)
    intrusion = View(alarm=Alarm.INTRUSION, people=(0.4, 1.2))
    fraud = View(alarm=Alarm.FRAUD)
    for view in (calm, intrusion, intrusion, fraud, calm, intrusion, fault, fault, calm, fault):
        metrics.watch(view)
    now = scraped(server)
    assert value(now, "alarms_total", alarm="intrusion") == 2
    assert value(now, "alarms_total", alarm="fraud") == 1
    assert value(now, "faults_total") == 2
    modes = {mode: value(now, "mode", mode=mode.value) for mode in Mode}
    assert [mode for mode, on in modes.items() if on] == [Mode.FAULTY]
    assert value(now, "people_in_lane") == 0
    metrics.watch(intrusion)
    assert value(scraped(server), "people_in_lane") == 2


def test_frames_and_failures_are_counted(metrics: Metrics, server: MetricsServer) -> None:
    metrics.frame(0.024)
    metrics.frame(0.4)
    metrics.dropped(3)
    metrics.recognition_failed()
    Meter(metrics).failed()
    now = scraped(server)
    assert value(now, "face_frame_duration_seconds_bucket", le="0.03") == 1
    assert value(now, "face_frame_duration_seconds_sum") == pytest.approx(0.424)
    assert value(now, "face_frames_dropped_total") == 3
    assert value(now, "recognition_failures_total") == 1
    assert value(now, "kiosk_failures_total") == 1


# ---------------------------------------------------------------------- the conventions


def families(metrics: Metrics) -> dict[str, str]:
    """Every name that a scrape may hold, and its family's type."""
    return {
        sample.name: family.type
        for family in metrics.registry.collect()
        for sample in family.samples
    }


def test_names_follow_the_conventions_of_prometheus(metrics: Metrics) -> None:
    names = families(metrics)
    ours = {name: kind for name, kind in names.items() if not name.startswith("process_")}
    for name, kind in ours.items():
        assert re.fullmatch("station_gate_[a-z]+(_[a-z]+)*", name)
        assert (kind == "counter") == name.endswith("_total") or kind == "histogram"
        if kind == "histogram":
            assert "_seconds_" in name
    assert set(STAGES) <= {step.value for step in Step}


# ---------------------------------------------------------------------- the dashboard


def test_the_dashboard_uses_only_figures_that_exist(metrics: Metrics) -> None:
    known = set(families(metrics))
    asked = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    asked += [
        each["definition"] for each in DASHBOARD["templating"]["list"] if "definition" in each
    ]
    used = {name for expr in asked for name in re.findall(r"(?:station_gate|process)_\w+", expr)}
    used -= {"station_gate"}  # a job's name
    assert used - known == set()
    # and every figure of ours is on it
    of_families = {
        family.name for family in metrics.registry.collect() if family.name.startswith("station_")
    }
    assert {
        name for name in of_families if not any(each.startswith(name) for each in used)
    } == set()


def test_the_dashboard_asks_for_labels_and_values_that_exist(metrics: Metrics) -> None:
    metrics.decision(Decision(transaction=1, outcome=Outcome.REFUSED, reason=Reason.NO_FACE))
    labels: dict[str, set[str]] = {"instance": {"$gate"}, "job": {"station_gate"}}
    for family in metrics.registry.collect():
        for sample in family.samples:
            for name, text in sample.labels.items():
                labels.setdefault(name, set()).add(text)
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            expr = target["expr"]
            for name, text in re.findall(r'(\w+)[!=]=?~?"([^"]*)"', expr):
                assert text in labels[name], expr
            for names in re.findall(r"by \(([^)]*)\)", expr):
                assert {name.strip() for name in names.split(",")} <= set(labels), expr


def test_no_panels_of_the_dashboard_lie_over_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells


# ---------------------------------------------------------------------- when it cannot be


def test_a_port_that_is_taken_is_told_in_one_sentence(metrics: Metrics) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DeviceMissing, match=f"port {port}: Address already in use; choose"):
            MetricsServer(metrics, "127.0.0.1", port)


@pytest.mark.parametrize("address", ["192.0.2.1", "x" * 70, "a..b"])
def test_an_address_that_is_not_here_is_told_in_one_sentence(
    metrics: Metrics, address: str
) -> None:
    with pytest.raises(DeviceMissing, match=r"cannot be served on .*; choose another metrics"):
        MetricsServer(metrics, address, 0)


def test_the_program_ends_with_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = str(FIXTURES / "scenarios" / "evacuation")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("STATION_GATE_METRICS__PORT", str(taken.getsockname()[1]))
        monkeypatch.setattr(sys, "argv", ["station-gate", "kiosk", "--headless", scenario])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 4
    told = capsys.readouterr()
    (line,) = told.err.splitlines()
    assert line.startswith("station-gate: The metrics cannot be served on 127.0.0.1")
    assert told.out == ""


def test_nothing_is_loaded_that_is_not_asked_for() -> None:
    script = (
        "import sys\nimport station_gate.cli.kiosk\n"
        "from station_gate.assembly.metering import metering\n"
        "from station_gate.settings import Settings\n"
        "with metering(Settings()): pass\n"
        "print([name for name in sys.modules if name.startswith('prometheus')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
