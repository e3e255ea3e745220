"""From a chip's files to an identity document that can be relied on."""

from collections.abc import Callable, Set
from datetime import date
from pathlib import Path
from typing import TypeVar

from station_gate.documents.chip.authentication import authenticate, find_signer
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.files import (
    COM_FILE,
    SOD_FILE,
    ChipFiles,
    group_file,
    read_files,
)
from station_gate.documents.chip.portrait import ChipPortrait, find_portrait
from station_gate.documents.chip.securityobject import SecurityObject, read_security_object
from station_gate.documents.chip.states import signs_for
from station_gate.documents.chip.tlv import Malformed, find, only
from station_gate.documents.document import DocumentRefused, IdentityDocument
from station_gate.documents.mrz import Zone, ZoneError, read_zone
from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason
from station_gate.problems import BadInput

_ZONE_GROUP, _ZONE = 0x61, 0x5F1F
_SENTENCES = {
    Reason.DOCUMENT_NOT_GENUINE: "the chip's data are not as a trusted state signed them",
    Reason.DOCUMENT_NOT_CHECKABLE: "it is signed in a way that cannot be checked here",
    Reason.DOCUMENT_ISSUER_UNKNOWN: "its state's certificate is not among the trusted ones",
    Reason.DOCUMENT_UNREADABLE: "the machine-readable zone has a wrong check digit",
}
_Part = TypeVar("_Part")


def load_chip(folder: Path, store: CscaStore, at: date) -> IdentityDocument:
    """Read and authenticate a chip on the day ``at``.

    Raises ``DocumentRefused`` for one that must not be trusted, ``BadInput`` with
    one sentence for one that cannot be read.
    """
    files = read_files(folder)
    sod = security_object(files, folder)
    signer = find_signer(sod, store)
    checks, reason = authenticate(sod, signer, files.groups, at)
    _refuse(folder, reason, checks)
    assert signer is not None, "it has just vouched for the data"
    zone = zone_of(files, folder)
    more, reason = check_zone(zone, signer.countries)
    checks += more
    _refuse(folder, reason, checks)
    try:
        holder = zone.holder(at)
    except ZoneError as error:
        raise BadInput(f"{folder / group_file(1)}: the zone cannot be used: {error}.") from None
    portrait = portrait_of(files, folder).decode(str(folder / group_file(2)))
    return IdentityDocument(holder, portrait, str(folder), checks, zone.nationality)


def check_zone(zone: Zone, countries: Set[str]) -> tuple[tuple[Check, ...], Reason | None]:
    """Check a zone: its digits, and that its state is the one that signed it.

    ``countries`` are those of the certificates, in two letters: each has to sign for it.
    Returns the checks made, up to the first that failed, and the reason for refusing.
    """
    digits = Check(
        name="zone_check_digits",
        value=sum(right for _, right in zone.digits),
        limit=len(zone.digits),
        passed=zone.valid,
        unit="right",
    )
    if not digits.passed:
        return (digits,), Reason.DOCUMENT_UNREADABLE
    strange = sorted(country for country in countries if not signs_for(country, zone.issuer))
    own = bool(countries) and not strange
    state = Check(
        name="signing_state",
        value=", ".join(strange or sorted(countries)) or "none",
        limit=f"signs for {zone.issuer or 'nobody'}",
        passed=own,
    )
    return (digits, state), None if own else Reason.DOCUMENT_NOT_GENUINE


def security_object(files: ChipFiles, folder: Path) -> SecurityObject:
    """Take the security object apart. Raises ``BadInput``."""
    return _taken(folder / SOD_FILE, lambda: read_security_object(files.sod))


def listed_groups(files: ChipFiles, folder: Path) -> tuple[int, ...]:
    """Give the data groups that EF.COM lists. Raises ``BadInput``."""
    return _taken(folder / COM_FILE, files.listed)


def zone_of(files: ChipFiles, folder: Path) -> Zone:
    """Read the zone in data group 1, whatever it is worth. Raises ``BadInput``."""
    return _taken(folder / group_file(1), lambda: _zone(files.groups[1]))


def portrait_of(files: ChipFiles, folder: Path) -> ChipPortrait:
    """Find the portrait in data group 2, whatever it is worth. Raises ``BadInput``."""
    return _taken(folder / group_file(2), lambda: find_portrait(files.groups[2]))


def _zone(group: bytes) -> Zone:
    text = find(only(group, _ZONE_GROUP), _ZONE)
    if text is None:
        raise Malformed("it holds no machine-readable zone")
    try:
        return read_zone(text.decode("latin-1"))
    except ZoneError as error:
        raise Malformed(f"its machine-readable zone is none: {error}") from None


def _taken(path: Path, take: Callable[[], _Part]) -> _Part:
    try:
        return take()
    except Malformed as malformed:
        raise BadInput(
            f"{path}: this cannot be read as a chip's file: {malformed}; read the chip again."
        ) from None


def _refuse(folder: Path, reason: Reason | None, checks: tuple[Check, ...]) -> None:
    if reason is None:
        return
    failed = checks[-1]
    raise DocumentRefused(
        f"{folder}: {_SENTENCES[reason]} ({failed.name}: {failed.value}, wanted: {failed.limit}).",
        reason,
        checks,
    )
