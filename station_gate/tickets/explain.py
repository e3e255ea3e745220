"""What a payload says, in lines for people: ``station-gate ticket inspect``."""

import re
from datetime import datetime

from station_gate.tickets.format import Trust
from station_gate.tickets.formats import format_of
from station_gate.tickets.ticketlines import Line

_MOST_SHOWN = 200  # characters of a stranger's text
_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)


def explain(payload: bytes, trust: Trust | None, at: datetime) -> list[Line]:
    """Say what a payload is, what it says and whether its signature holds.

    ``trust`` is whose keys are believed, ``None`` where there are none at hand;
    ``at`` is the time at the station, aware, for the dates of the keys.
    """
    known = format_of(payload)
    return list(known.explain(payload, trust, at)) if known else [_explain_other(payload)]


def _explain_other(payload: bytes) -> Line:
    size = f"{len(payload)} bytes"
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return "kind", f"binary data of {size}", "no ticket of ours"
    shown = text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "..."
    if not text or not all(c.isprintable() or c in "\r\n\t" for c in text):
        return "kind", f"binary data of {size}", "no ticket of ours"
    shown = " ".join(shown.split())
    return "kind", "a web address" if _ADDRESS.match(text) else "plain text", shown
