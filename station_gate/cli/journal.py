"""``station-gate journal``: list, show and export what gates have decided."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from station_gate.assembly.resources import journal_path
from station_gate.cli.moments import moment_of
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.journal.journal import Journal
from station_gate.journal.purging import days_before
from station_gate.journal.records import Records, Wanted
from station_gate.problems import BadInput, ExitCode, WrongUsage
from station_gate.reporting.export import write_csv, write_json
from station_gate.reporting.interventions import (
    intervention_lines,
    write_intervention_csv,
    write_intervention_json,
)
from station_gate.reporting.records import list_lines, record_json, show_lines
from station_gate.say import say
from station_gate.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class Order:
    """Which journal, and which of its records; texts as they were typed."""

    file: Path | None
    since: str | None
    until: str | None
    gate: str | None
    outcome: str | None
    reason: str | None
    config: Path | None


def run_list(order: Order, limit: int) -> ExitCode:
    """List the newest records; exit 1 where there are none."""
    wanted = _wanted(order)
    with closing(_open(order)) as records:
        found, total = records.newest(wanted, limit), records.count(wanted)
    list_lines(found, total, sys.stdout)
    return ExitCode.OK if found else ExitCode.NO


def run_show(order: Order, transaction: int, *, json: bool) -> ExitCode:
    """Show one transaction; of several gates that have such a number, one after the other."""
    with closing(_open(order)) as records:
        found = records.numbered(transaction, order.gate)
        done = records.interventions(Wanted(gate=order.gate), transaction)
    if not found:
        where = f" of {order.gate}" if order.gate else ""
        say(f"There is no passenger number {transaction}{where} in this journal.")
        return ExitCode.NO
    for record in found:
        if json:
            print(record_json(record))
        else:
            show_lines(record, sys.stdout, [each for each in done if each.gate == record.gate])
    return ExitCode.OK


def run_export(order: Order, output: Path | None, written_as: str) -> ExitCode:
    """Write the records; exit 0 even if there are none."""
    wanted = _wanted(order)
    with closing(_open(order)) as records, _stream(output) as stream:
        if written_as == "json":
            count = write_json(records.every(wanted), stream)
        else:
            # twice: the columns are known once every record has been seen
            count = write_csv(lambda: records.every(wanted), stream)
    if output is not None:
        say(f"{count} records in {output}")
    return ExitCode.OK


def run_interventions(order: Order, output: Path | None, written_as: str | None) -> ExitCode:
    """List or write what operators did; a list ends with exit 1 where there is nothing."""
    with closing(_open(order)) as records:
        found = records.interventions(_wanted(order))
    if output is None and written_as is None:
        intervention_lines(found, sys.stdout)
        print(f"{len(found)} {'intervention' if len(found) == 1 else 'interventions'}.")
        return ExitCode.OK if found else ExitCode.NO
    with _stream(output) as stream:
        (write_intervention_json if written_as == "json" else write_intervention_csv)(found, stream)
    if output is not None:
        say(f"{len(found)} interventions in {output}")
    return ExitCode.OK


def run_purge(order: Order, before: str | None, *, dry: bool) -> ExitCode:
    """Delete what is older than ``before``, or than the settings keep it."""
    settings = _settings(order)
    now = _now(settings)
    if before is not None:
        moment = moment_of(before, now)
    elif settings.journal.keep_days is not None:
        moment = days_before(now, settings.journal.keep_days)
    else:
        raise WrongUsage(
            "Say what shall be purged: --before 90d, or set journal.keep_days in the settings."
        )
    _open(order).close()  # only what is a journal, and there
    with closing(Journal.open(order.file or journal_path(settings))) as journal:
        if dry:
            purged = journal.purge(moment, now, dry=True)
        else:
            purged = batch = journal.purge(moment, now)
            while batch.is_full:
                batch = journal.purge(moment, now)
                purged += batch
            journal.tidy()
    say(
        f"{'To be deleted' if dry else 'Deleted'}: {_number(purged.records, 'record')}, "
        f"{_number(purged.interventions, 'intervention')} and "
        f"{_number(purged.uses, 'used ticket')} from before {moment:%Y-%m-%d %H:%M}."
    )
    return ExitCode.OK


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _open(order: Order) -> Records:
    return Records.open(order.file or journal_path(_settings(order)))


def _settings(order: Order) -> Settings:
    return load_settings(order.config)


def _wanted(order: Order) -> Wanted:
    now = _now(_settings(order))
    return Wanted(
        since=moment_of(order.since, now) if order.since else None,
        until=moment_of(order.until, now) if order.until else None,
        gate=order.gate,
        outcome=_outcome(order.outcome) if order.outcome else None,
        reason=_reason(order.reason) if order.reason else None,
    )


def _now(settings: Settings) -> datetime:
    return datetime.now(settings.time_zone()).replace(tzinfo=None)


def _outcome(text: str) -> Outcome:
    try:
        return Outcome(text.lower())
    except ValueError:
        known = ", ".join(outcome.value for outcome in Outcome)
        raise WrongUsage(f"{text!r} is no outcome: choose one of {known}.") from None


def _reason(text: str) -> Reason:
    for reason in Reason:
        if text.lower() == reason.code or text.upper() == reason.staff_code:
            return reason
    raise WrongUsage(f"{text!r} is no reason: docs/reasons.md lists them, such as face_mismatch.")


@contextmanager
def _stream(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise BadInput(
            f"{output} cannot be written: {error.strerror}; choose another place."
        ) from None
