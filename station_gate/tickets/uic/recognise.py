"""Tells UIC barcodes by their first bytes: quick, and without the schemas of what is inside."""


def is_container(payload: bytes) -> bool:
    """Return whether a payload begins as a #UT container does."""
    return payload.startswith(b"#UT")


def is_dosipas(payload: bytes) -> bool:
    """Return whether a payload begins as a DOSIPAS barcode does.

    One bit says whether there is a level 2 signature, then come the length 2 and the
    characters "U" and "1" or "2" in 7 bits each, which leaves one bit of three bytes.
    """
    return len(payload) > 3 and (int.from_bytes(payload[:3], "big") & 0x7FFFFF) >> 1 in _STARTS


_STARTS = {2 << 14 | ord("U") << 7 | ord(version) for version in "12"}


def looks_uic(payload: bytes) -> bool:
    """Return whether a payload begins as either kind of UIC barcode."""
    return is_container(payload) or is_dosipas(payload)


def normal_id(text: str) -> str:
    """Return a company code or key id without leading zeros: "00007" and "7" are one key."""
    return text.lstrip("0") or "0"
