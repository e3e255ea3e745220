"""The usual issuer, ring and ticket are those of the tickets."""

from tests.tickets.conftest import key, ring, ticket

__all__ = ["key", "ring", "ticket"]
