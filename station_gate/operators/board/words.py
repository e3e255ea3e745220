"""What the board says, as short texts with their colours: always a mark beside a colour."""

from datetime import datetime, timedelta, timezone

from rich.text import Text

from station_gate.gate.terms import Alarm, Mode, Outcome, Step
from station_gate.operators.board.figures import (
    Passing,
    each_minute,
    outcomes,
    per_minute,
    refusals,
    stage_times,
)
from station_gate.operators.board.model import Gate
from station_gate.operators.link.protocol import Intervened, Notice
from station_gate.problems import printable
from station_gate.reporting.records import MARKS

GOOD, ODD, BAD = ("✓", "green"), ("!", "yellow"), ("✗", "bold red")
_MODES = {
    Mode.IN_SERVICE: (GOOD, "in service"),
    Mode.FAULTY: (BAD, "faulty"),
    Mode.OUT_OF_SERVICE: (ODD, "out of service"),
    Mode.LOCKED: (ODD, "locked"),
    Mode.FREE_PASSAGE: (ODD, "kept open"),
    Mode.EVACUATION: (ODD, "EVACUATION"),
}
_BARS = " ▁▂▃▄▅▆▇█"
_MINUTES = 15
"""Of the small chart."""
_SHOWN_REASONS = 12


def state_of(gate: Gate, now: float) -> Text:
    """Say in one or two words how it is."""
    (mark, style), words = _state(gate, now)
    return Text(f"{mark} {words}", style)


def _state(gate: Gate, now: float) -> tuple[tuple[str, str], str]:
    if not gate.connected:
        return BAD, "cannot be read" if gate.why else f"gone {lasting(now - gate.heard)}"
    if gate.state is None:
        return ODD, "starting"
    if gate.is_silent(now):
        return BAD, f"stands still {lasting(now - gate.heard)}"
    if gate.state.alarm is not Alarm.NONE:
        return BAD, f"ALARM {gate.state.alarm.value}"
    return _MODES[gate.state.mode]


def passenger_of(gate: Gate, now: float) -> Text:
    """Say who is at the gate: number, step, and for how long."""
    state = gate.state
    if state is None or not gate.connected or state.transaction is None:
        return Text("–", "dim")
    step = state.step.value.replace("_", " ")
    return Text(f"#{state.transaction} {step} {lasting(now - state.since)}")


def waiting_of(gate: Gate) -> Text:
    """Say whom the passenger waits for: staff, or others who are in the lane."""
    state = gate.state
    if state is None or not gate.connected:
        return Text("")
    if state.step is Step.ASSISTANCE:
        return Text("! staff", "yellow")
    return Text("lane" if state.waits_for_lane else "")


def notices_of(gate: Gate) -> Text:
    """Say how many alarms and faults nobody has acknowledged."""
    count = len(gate.notices)
    return Text(f"✗ {count}", "bold red") if count else Text("–", "dim")


def notice_line(gate: Gate, notice: Notice) -> Text:
    """One alarm or fault: where, since when, how often, whether it lasts."""
    lasts = "lasts" if notice.ended is None else f"over {clock(notice.ended, gate.offset)}"
    often = f" ×{notice.count}" if notice.count > 1 else ""
    return Text.assemble(
        (f"✗ {printable(gate.name)} {clock(notice.began, gate.offset)}", "bold red"),
        f" {printable(notice.text)}{often} ",
        (lasts, "bold" if notice.ended is None else "dim"),
    )


def passing_cells(passing: Passing, offset: float | None) -> tuple[Text, ...]:
    """One passenger who is done: time, number, outcome, seconds, the reason's code and name."""
    decision = passing.decision
    reason = decision.reason
    mark, style = MARKS[decision.outcome]
    return (
        Text(clock(passing.at, offset), "dim"),
        Text(f"#{decision.transaction}"),
        Text(f"{mark} {decision.outcome.value}", style),
        Text(f"{decision.duration:.1f} s".rjust(6)),
        Text(reason.staff_code if reason else ""),
        Text(reason.code if reason else ""),
    )


def intervention_cells(news: Intervened, offset: float | None) -> tuple[Text, ...]:
    """One thing that an operator did: time, who, what, why, what came of it."""
    intervention = news.intervention
    number = intervention.transaction
    done = intervention.done
    return (
        Text(clock(news.at, offset), "dim"),
        Text(printable(intervention.operator)),
        Text(f"{'✓' if done else '✗'} {intervention.command}", "" if done else "bold red"),
        Text("" if number is None else f"#{number}"),
        Text(printable(intervention.reason)),
        Text(printable(intervention.answer), "dim"),
    )


def figures_of(gate: Gate, now: float) -> Text:
    """Return counts, rates, times of stages and reasons, one below the other."""
    passings = gate.passings
    if not passings:
        return Text("No passenger yet.", "dim")
    count = len(passings)
    lines = [
        Text.assemble(
            (f"{count} {'passenger' if count == 1 else 'passengers'}", "bold"),
            (f" since {_day_clock(passings[0].at, now, gate.offset)}", "dim"),
        )
    ]
    counts = outcomes(passings)
    pairs = [(Outcome.PASSED, Outcome.REFUSED), (Outcome.ABANDONED, Outcome.ASSISTED)]
    for pair in pairs:
        line = Text()
        for outcome in pair:
            mark, style = MARKS[outcome]
            line.append(f"{mark} {outcome.value:<9}{counts[outcome]:>4}  ", style)
        lines.append(line)
    rates = [per_minute(passings, now, minutes) for minutes in (1, 10, 60)]
    lines.append(Text(f"passed a minute {rates[0]:.0f} · {rates[1]:.1f} · {rates[2]:.1f}"))
    lines.append(
        Text.assemble(
            ("1, 10, 60 min  ", "dim"), (_chart(each_minute(passings, now, _MINUTES)), "cyan")
        )
    )
    lines.append(Text(f"{'seconds':<12}{'median':>9}{'95 %':>9}", "dim"))
    lines += [
        Text(f"{times.name:<12}{times.median:>9.1f}{times.percentile_95:>9.1f}")
        for times in stage_times(passings)
    ]
    if reasons := refusals(passings):
        lines.append(Text("not passed, why", "dim"))
        lines += [
            Text(f"{count:>4}  {reason.staff_code} {reason.code}")
            for reason, count in reasons[:_SHOWN_REASONS]
        ]
        rest = sum(count for _, count in reasons[_SHOWN_REASONS:])
        lines += [Text(f"{rest:>4}  others")] if rest else []
    return Text("\n").join(lines)


def clock(at: float, offset: float | None) -> str:
    """Return the time of day at the station, ``offset`` seconds ahead of UTC."""
    return f"{_there(at, offset):%H:%M:%S}"


def lasting(seconds: float) -> str:
    """Minutes and seconds, or hours and minutes."""
    whole = max(0, int(seconds))
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02} min"
    return f"{whole // 60}:{whole % 60:02}"


def _day_clock(at: float, now: float, offset: float | None) -> str:
    there = _there(at, offset)
    today = there.date() == _there(now, offset).date()
    return f"{there:%H:%M}" if today else f"{there:%d %b %H:%M}"


def _there(at: float, offset: float | None) -> datetime:
    """Return a moment in the station's time, or in this machine's where the gate does not say."""
    zone = None if offset is None else timezone(timedelta(seconds=offset))
    return datetime.fromtimestamp(at, zone)


def _chart(counts: list[int]) -> str:
    most = max(counts)
    steps = len(_BARS) - 1
    return "".join(_BARS[-(-count * steps // most) if most else 0] for count in counts)
