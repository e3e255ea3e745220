"""The time zones of places, and of this machine where nobody names one."""

import os
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LOCAL = Path("/etc/localtime")


def zone_named(name: str) -> tzinfo | None:
    """Give the zone of a name such as "Europe/Berlin"; ``None`` where this machine knows none."""
    if name == "UTC":  # needs no time zone data on the machine
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def machine_zone() -> tzinfo:
    """Give the zone of this machine, with its changes of the clock where it says which it is."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if named and (zone := zone_named(named)) is not None:
        return zone
    if not named:
        try:
            with _LOCAL.open("rb") as rules:
                return ZoneInfo.from_file(rules, "local")
        except (OSError, ValueError):
            pass
    # a rule in TZ itself, or none at all: at least what the clock shows now is right
    return datetime.now().astimezone().tzinfo or UTC
