"""What a document says in lines for people: the lines that documents of several kinds have."""

from datetime import date

from station_gate.documents.document import IdentityDocument
from station_gate.documents.mrz import Zone

Line = tuple[str, str, str]
"""A field, its value and a remark about it (often empty)."""


def zone_lines(zone: Zone, at: date) -> list[Line]:
    """Say what a machine-readable zone says."""
    lines = [(f"zone, line {number}", line, "") for number, line in enumerate(zone.lines, 1)]
    wrong = [field for field, right in zone.digits if not right]
    digits = f"wrong: {', '.join(wrong)}" if wrong else "all right"
    return [
        *lines,
        ("form", zone.form, ""),
        ("check digits", digits, "they protect no name and no state"),
        ("code", zone.code, ""),
        ("surname", zone.surname or "-", ""),
        ("given names", zone.given_names or "-", ""),
        ("number", zone.number, ""),
        ("issuer", zone.issuer, "issuing state"),
        ("nationality", zone.nationality, ""),
        ("birth", zone.birth, "YYMMDD"),
        ("sex", zone.sex or "-", ""),
        ("expiry", zone.expiry, "YYMMDD" + _expired(zone, at)),
        ("optional data", zone.optional or "-", ""),
    ]


def _expired(zone: Zone, at: date) -> str:
    try:
        expiry = zone.holder(at).expiry
    except ValueError:
        return ""
    return ended(expiry, at, ", ")


def ended(expiry: date | None, at: date, before: str = "") -> str:
    """Say that a day is over, after some words; nothing where it is not."""
    if expiry is None or expiry >= at:
        return ""
    return f"{before}EXPIRED {(at - expiry).days} days ago"


def picture_lines(document: IdentityDocument | None) -> list[Line]:
    """Say how large the portrait is."""
    if document is None:
        return []
    height, width = document.portrait.shape[:2]
    return [("portrait", f"{width} x {height} pixels", "")]
