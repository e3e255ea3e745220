"""A moment as somebody types it: a date, a time of today, or how long ago."""

import re
from datetime import datetime, time, timedelta

from station_gate.problems import WrongUsage

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_AGO = re.compile(r"(\d{1,6})\s*([smhd])")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


def moment_of(text: str, now: datetime) -> datetime:
    """Read "2026-11-20", "2026-11-20T09:40", "09:40" (of today) or "2h" (before ``now``).

    ``now`` and the answer are naive local times. Raises ``WrongUsage`` for anything else.
    """
    asked = text.strip()
    try:
        if ago := _AGO.fullmatch(asked):
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        if _CLOCK.fullmatch(asked):
            return datetime.combine(now.date(), time.fromisoformat(asked.zfill(5)))
        moment = datetime.fromisoformat(asked)
    except (ValueError, OverflowError):
        raise _unreadable(text) from None
    if moment.tzinfo is not None:
        raise _unreadable(text)
    return moment


def _unreadable(text: str) -> WrongUsage:
    return WrongUsage(
        f"{text!r} is no time: write 2026-11-20, 2026-11-20T09:40, 09:40 or 2h (30m, 3d) ago, "
        "as the station's clock shows it."
    )
