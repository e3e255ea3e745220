"""The gates of a station, as its database knows them."""

from dataclasses import dataclass

from station_gate.station.database import Connection, saying_why


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownGate:
    """One gate."""

    name: str
    version: str
    silent: float
    """Seconds since it was last heard."""
    clock_off: float
    """Seconds by which its clock is ahead of the server's."""
    passages: int


def gates(connection: Connection) -> list[KnownGate]:
    """Give every gate that was ever heard, by name."""
    with saying_why():
        rows = connection.execute(
            "SELECT name, version, least(extract(epoch FROM clock_timestamp() - seen_at), 1e9)"
            "::float8, clock_off, (SELECT count(*) FROM passage AS p WHERE p.gate = g.name"
            " AND p.journal = g.journal) FROM gate AS g ORDER BY name"
        ).fetchall()
    found = []
    for name, version, silent, clock_off, passages in rows:
        assert isinstance(silent, float)
        assert isinstance(clock_off, float)
        assert isinstance(passages, int)
        found.append(
            KnownGate(
                name=str(name),
                version=str(version),
                silent=silent,
                clock_off=clock_off,
                passages=passages,
            )
        )
    return found
