"""Writes the pages of docs/ that are made from the program.

``make docs`` runs it; a test checks that the files are what it would write.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from prometheus_client.metrics_core import Metric

from station_gate.gate.reasons import Reason
from station_gate.gate.tables import (
    ALARM,
    AT_ANY_TIME,
    BARRIER,
    BARRIER_TELLS,
    FLOW,
    LIMITS,
    LOOKED_AT,
    MODE,
    OPEN_MODES,
    OTHERWISE_USED,
    Barrier,
    Limit,
    Passage,
    To,
)
from station_gate.gate.timings import Timings
from station_gate.reporting.metrics import Metrics
from station_gate.settings import setting_rows
from tools import api

Table = Mapping[Any, Mapping[Any, Any]]
_MADE = "<!-- made by tools/docs.py: change the program, then run make docs -->\n\n"


def _diagram(name: str, table: Table, always: Mapping[Any, Any] = MappingProxyType({})) -> str:
    lines = [f"## {name}", "", "```mermaid", "stateDiagram-v2"]
    for state, row in table.items():
        lines.append(f'    state "{state.value}" as {state.name}')
        arrows: dict[str, list[str]] = {}
        for signal, target in row.items():
            if always.get(signal) == target:
                continue
            to, why = (target.state, _why(target)) if isinstance(target, To) else (target, "")
            if to is not state:
                arrows.setdefault(to.name, []).append(signal.value + why)
        lines += [
            f"    {state.name} --> {target}: {' / '.join(signals)}"
            for target, signals in arrows.items()
        ]
    stays = [
        f"| {state.value} | {', '.join(stay)} |"
        for state, row in table.items()
        if (stay := [signal.value for signal, target in row.items() if _stays(state, target)])
    ]
    lines += ["```", ""]
    if stays:
        lines += ["What a state takes in without leaving it:", "", "| state | signals |"]
        lines += ["|---|---|", *stays, ""]
    return "\n".join(lines)


def _stays(state: Any, target: Any) -> bool:
    return (target.state if isinstance(target, To) else target) is state


def _why(to: To) -> str:
    told = [word.value for word in (to.outcome, to.reason) if word is not None]
    return f" ({', '.join(told)})" if told else ""


def _always() -> str:
    return "\n".join(
        [
            "In every state where nothing else is said:",
            "",
            "| signal | leads to | outcome, reason |",
            "|---|---|---|",
            *(
                f"| {signal.value} | {to.state.value} |{_why(to).replace('(', '').strip(')')} |"
                for signal, to in AT_ANY_TIME.items()
            ),
            "",
        ]
    )


def _limits() -> str:
    rows = [(state.value, limit) for state, limit in LIMITS.items()]
    at = [state for state, _ in rows].index(Passage.CAPTURING.value) + 1
    rows.insert(at, ("capturing, from the first look on", LOOKED_AT))
    return "\n".join(
        [
            "## How long a state lasts",
            "",
            "When it is over the signal is *time up*; *compared* goes on by its verdict and",
            "*redeemed* by the lane. Seconds are those of the settings `timings.*`.",
            "",
            "| state | setting | seconds | the passenger is warned, and may put it off |",
            "|---|---|---|---|",
            *(
                f"| {state} | `timings.{limit.setting}` | {_seconds(limit)} "
                f"| {'yes' if limit.announced else ''} |"
                for state, limit in rows
            ),
            "",
        ]
    )


def _seconds(limit: Limit) -> str:
    least = f", at least {limit.least:g}" if limit.least else ""
    return f"{Timings().of(limit.setting):g}{least}"


def _joint() -> str:
    return "\n".join(
        [
            "## What a change of mode is to the passenger",
            "",
            "| signal to the mode | signal to the passage |",
            "|---|---|",
            *(f"| {mode.value} | {signal.value} |" for mode, signal in OTHERWISE_USED.items()),
            "",
            "## What the barrier and the mode are to each other",
            "",
            f"A barrier that is faulty is *{BARRIER_TELLS[Barrier.FAULT].value}* to the mode, and",
            f"*{BARRIER_TELLS[Barrier.OPEN].value}* once it is not any more. A mode in which the",
            f"gate is open for everybody ({', '.join(mode.value for mode in OPEN_MODES)}) commands",
            "the barrier to open as it begins, before anything else is done, and to close as it",
            "ends.",
            "",
        ]
    )


def machines() -> str:
    """Return the four machines of the core as diagrams."""
    return (
        "# The gate's machines\n\n"
        + _MADE
        + "What is not here is illegal: the core raises and changes nothing. In brackets: how\n"
        + "the transaction ends by it, and the [reason](reasons.md) where the change itself says\n"
        + "why; else the rules give it, or what the passenger has been told before stays.\n\n"
        + "\n".join(
            [
                _diagram("Passage", FLOW, AT_ANY_TIME),
                _always(),
                _limits(),
                _diagram("Barrier", BARRIER),
                _diagram("Alarm", ALARM),
                _diagram("Mode", MODE),
                _joint(),
            ]
        )
    )


_TRUST = """
## Whom a live gate trusts
Nobody, unless its settings name them; it says at its start what it does not accept, and so does
`station-gate doctor`:

| not set | what happens |
|---|---|
| `files.issuers` | tickets of our own format are refused as `issuer_unknown` (T-03) |
| `files.uic_keys` | railways' tickets, likewise |
| `files.csca` | chips are refused as `document_issuer_unknown` (D-05) |
| `files.document_key` | tickets bound to a document end in `document_not_checkable` (D-06) |

`station-gate ticket keygen KEYS --issuer ACME` makes keys of your own, and `document.key` beside
them:

```toml
[files]
issuers = "KEYS/keys.toml"
document_key = "KEYS/document.key"
csca = "csca"                  # a folder of states' certificates
```

The demo's keys are public: whoever has the program can sign a ticket with them. Scenarios and the
demo trust them where their settings name no others. `kiosk --camera 0 --demo-keys` lets a live
gate trust them, too, to try it out.
"""


def settings() -> str:
    """Every setting with its default, unit, bounds and help."""
    rows = [
        f"| `{row.name}` | {f'`{row.default}`' if row.default else ''} | {row.unit} "
        f"| {row.bounds} | {row.help} |"
        for row in setting_rows()
    ]
    return (
        "# Settings\n\n"
        + _MADE
        + "Settings are layers, each over the one before, key by key: the defaults below; for\n"
        + "scenarios the `station.toml` of their library (in the scenario's folder or up to three\n"
        + "above it, else the demo's); a TOML file given with `--config` (`[timings]`,\n"
        + "then `face = 8`); the environment (`STATION_GATE_TIMINGS__FACE=8`); the command line\n"
        + "(`--set timings.face=8`). `station-gate settings --show [SCENARIO]` prints each value\n"
        + "and where it comes from; every replay's JSON names the layers.\n\n"
        + "| setting | default | unit | bounds | help |\n|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
        + _TRUST
    )


def reasons() -> str:
    """Return the closed list of reasons."""
    rows = [
        f"| `{reason.code}` | {reason.staff_code} | {reason.family.value} | "
        f"{reason.remedy.value.replace('_', ' ')} | {reason.override.value} |"
        for reason in Reason
    ]
    return (
        "# Reasons\n\n"
        + _MADE
        + "Why a passenger did not simply pass. Every refusal anywhere uses one of these.\n\n"
        + "| code | on the screen | about | the passenger can | override by |\n"
        + "|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


_METRICS = """# Metrics

{made}A running kiosk (live, or with scenarios in a window or headless) gives figures to
[Prometheus](https://prometheus.io) where a port is set; else nothing is loaded and nothing listens:

```sh
STATION_GATE_METRICS__PORT=9464 station-gate kiosk --camera 0
curl http://127.0.0.1:9464/metrics
```

It answers this machine alone; `metrics.address` in the [settings](settings.md) opens it to others.
There is no password: open it to a network of your own only. Its thread keeps at most 32
connections, each for 5 seconds: whoever holds them open holds nothing else up.

| path | answers 200 | 503, with why |
|---|---|---|
| `/livez` | the kiosk's loop turns | it has not for 30 s: start the program anew |
| `/readyz` | passengers can go through | the gate is faulty, locked, out of service or evacuated |
| `/metrics` | always, the figures below | |

In Prometheus:

```yaml
scrape_configs:
  - job_name: station_gate
    static_configs:
      - targets: ["gate-4.example:9464", "gate-5.example:9464"]
```

[grafana.json](grafana.json) is an example of a dashboard (in Grafana: Dashboards, New, Import). A
port that is taken or an address that this machine does not have ends the program with one sentence
and exit code 4.

No figure is about one passenger: no number of a ticket, no name, nothing of a face. Counts begin
at 0 with the program. Times are seconds on the lane's clock.

| metric | type | labels | tells |
|---|---|---|---|
{rows}

`reason` is one of [the reasons](reasons.md), `none` for who passed; `outcome` is `passed`,
`refused`, `abandoned` or `assisted`. On Linux the process itself is told of, too:
`process_cpu_seconds_total`, `process_resident_memory_bytes`, `process_open_fds` and others, as
every Prometheus client does.
"""


def metrics() -> str:
    """Every figure for Prometheus."""
    families = [
        family
        for family in Metrics("Gate 4").registry.collect()
        if family.name.startswith("station_gate_")
    ]
    rows = [
        f"| `{_full_name(family)}` | {family.type} | {_labels(family)} | {family.documentation} |"
        for family in families
    ]
    return _METRICS.format(made=_MADE, rows="\n".join(rows))


def _full_name(family: Metric) -> str:
    return family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")


def _labels(family: Metric) -> str:
    names = {name: None for sample in family.samples for name in sample.labels if name != "le"}
    return ", ".join(f"`{name}`" for name in names)


PAGES = {
    "api.md": api.page,
    "machines.md": machines,
    "settings.md": settings,
    "reasons.md": reasons,
    "metrics.md": metrics,
}

if __name__ == "__main__":
    folder = Path(__file__).resolve().parent.parent / "docs"
    for page, make in PAGES.items():
        (folder / page).write_text(make(), encoding="utf-8")
