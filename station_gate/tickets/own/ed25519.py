"""Ed25519 keys that nobody may trust: points of a small order, for which anything verifies."""

_SIDE = 2**255 - 19
_BYTES = 32
_OF_ORDER_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
"""y of two of the four points of order 8; that of the others is its negative."""
_SMALL_ORDER = {0, 1, _SIDE - 1, _OF_ORDER_EIGHT, _SIDE - _OF_ORDER_EIGHT}
"""y of the points of order 4, 1, 2 and 8 (the curve is in RFC 8032, section 5.1)."""


def is_sound(public: bytes) -> bool:
    """Return whether 32 bytes are a key that one hand alone can sign for."""
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)  # the highest bit is x's sign
    return len(public) == _BYTES and y < _SIDE and y not in _SMALL_ORDER
