"""Pictures in the boxes that films come in as well: HEIC and AVIF, told by their brands."""

_AVIF = frozenset({b"avif", b"avis"})
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_PICTURES = _AVIF | _HEIC | {b"mif1", b"msf1", b"miaf"}
"""Brands of ISO/IEC 23008-12 and of the AV1 image file format."""


def boxed_picture(start: bytes) -> str | None:
    """Say which picture a file's first bytes are of: "AVIF", "HEIC", or ``None`` for neither."""
    if start[4:8] != b"ftyp" or start[8:12] not in _PICTURES:
        return None
    end = min(int.from_bytes(start[:4], "big"), len(start))
    brands = {start[8:12], *(start[at : at + 4] for at in range(16, end - 3, 4))}
    return "AVIF" if brands & _AVIF else "HEIC"
