"""Alarms and faults that stay until somebody acknowledges them."""

from dataclasses import replace
from typing import Literal

from station_gate.operators.link.protocol import Notice, Notices

_MOST = 50
"""Different ones that are kept; of more, those that are over longest go first."""
_LONGEST = 300
"""Letters of a notice."""

Kind = Literal["alarm", "fault"]


class Latch:
    """Keeps what happened until it is acknowledged. Times are seconds since 1970."""

    def __init__(self) -> None:
        self._notices: dict[tuple[Kind, str], Notice] = {}
        self._present: dict[Kind, str] = {}

    @property
    def notices(self) -> Notices:
        """All that nobody has acknowledged."""
        return Notices(notices=tuple(self._notices.values()))

    def see(self, kind: Kind, text: str | None, now: float) -> bool:
        """Take in what there is of a kind now, ``None`` for nothing; say if notices changed."""
        text = text[:_LONGEST] if text else None
        before = self._present.get(kind)
        if text == before:
            return False
        changed = before is not None and self._end((kind, before), now)
        if text is None:
            del self._present[kind]
            return changed
        self._present[kind] = text
        self._begin((kind, text), now)
        return True

    def acknowledge(self, text: str | None = None) -> int:
        """Forget those with this text, or all that there are; return how many there were."""
        seen_to = [key for key in self._notices if text is None or key[1] == text]
        for key in seen_to:
            del self._notices[key]
        return len(seen_to)

    def _begin(self, key: tuple[Kind, str], now: float) -> None:
        known = self._notices.pop(key, None)  # the newest stand last
        count = known.count + 1 if known else 1
        kind, text = key
        self._notices[key] = Notice(kind=kind, text=text, began=now, ended=None, count=count)
        over = (key for key, notice in self._notices.items() if notice.ended is not None)
        if len(self._notices) > _MOST and (oldest := next(over, None)) is not None:
            del self._notices[oldest]

    def _end(self, key: tuple[Kind, str], now: float) -> bool:
        if (notice := self._notices.get(key)) is None:
            return False
        self._notices[key] = replace(notice, ended=now)
        return True
