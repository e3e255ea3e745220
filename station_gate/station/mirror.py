"""What a gate knows of the tickets that other gates of its station have let through.

Names of tickets tell over years who travelled when, so they are kept and told as keyed hashes:
only who has the station's key can ask whether a ticket is among them.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace

from station_gate.gate.terms import Direction
from station_gate.gate.uses import Use
from station_gate.journal.outbox import Outbox

NAME_BYTES = 16
"""Of a hash: two of a thousand million names are alike once in 10^20."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a use: made so many seconds ago, or undone then."""

    ago: float
    undone: bool


class Mirror:
    """Keeps it in the journal's file. Its methods may be called by any thread."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._key = outbox.feed_key

    @property
    def key(self) -> bytes | None:
        """The station's; ``None`` before it was ever reached."""
        return self._key

    def learn_key(self, key: bytes) -> None:
        """Take in the station's key."""
        if key != self._key:
            self._outbox.feed_key = key
            self._key = key

    def name(self, use: Use) -> bytes | None:
        """Give the name of a use on the bus; ``None`` while the key is not known."""
        if self._key is None:
            return None
        text = "\x1f".join((use.issuer, use.ticket_id, use.leg, use.direction.value))
        return hmac.digest(self._key, text.encode(), hashlib.sha256)[:NAME_BYTES]

    def told(self, use: Use) -> Told | None:
        """Say what other gates told of a use."""
        name = self.name(use)
        found = None if name is None else self._outbox.told(name)
        return None if found is None else Told(*found)

    def note(self, told: Iterable[tuple[Use, Told]]) -> None:
        """Take in what happened elsewhere."""
        named = [(self.name(use), what) for use, what in told]
        self.note_names((name, what) for name, what in named if name is not None)

    def note_names(self, told: Iterable[tuple[bytes, Told]]) -> None:
        """Take in what was told on the bus."""
        rows = [(name, what.ago, what.undone) for name, what in told]
        if rows:
            self._outbox.note(rows)


def told_of(use: Use, ago: float, *, undoes: bool) -> list[tuple[Use, Told]]:
    """Say what a passage makes known: an exit that undoes its entry makes both new again."""
    if not undoes:
        return [(use, Told(ago, undone=False))]
    entry = replace(use, direction=Direction.ENTRY)
    return [(entry, Told(ago, undone=True)), (use, Told(ago, undone=True))]
