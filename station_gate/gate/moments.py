"""From times as they are printed to moments: civil time of a place is not always one moment."""

from datetime import UTC, datetime, tzinfo


def zone_of(at: datetime) -> tzinfo:
    """Give the zone of an aware time. Raises ``ValueError`` for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a moment is an aware time")
    return at.tzinfo


def readings(civil: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """Give the moments, in UTC, that a naive civil time can mean: two when clocks go back.

    A time that the clocks leave out when they go forward is read as if they had not yet.
    """
    first, second = (civil.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return (first, second) if first < second else (first,)


def civil(at: datetime) -> datetime:
    """Give what the clocks of a moment's own zone show, naive: for people and records."""
    return at.replace(tzinfo=None)
