"""A chip's files as a reader leaves them: one folder, one file each.

``DG1.bin``, ``DG2.bin``, ``SOD.bin``, and any of ``EF_COM.bin`` and further ``DGn.bin``
that was read. The reader has opened the chip before (BAC or PACE); we do not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from station_gate.documents.chip.securityobject import GROUPS
from station_gate.documents.chip.tlv import Malformed, find, only
from station_gate.files import first_bytes, usable_size

COM_FILE, SOD_FILE = "EF_COM.bin", "SOD.bin"
_COM_TAG, _LISTED_TAG = 0x60, 0x5C
_MOST_SMALL = 1_000
"""Bytes of EF.COM and of DG1, which have about 30 and 100."""
_MOST_SOD = 100_000
"""A security object has 2 to 10 kB."""
_MOST_GROUP = 1_000_000
"""A portrait has 10 to 30 kB, a scanned page in another group seldom more than 500."""
# Doc 9303-10, section 3.5: the tag of each data group
_GROUP_TAGS = (0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, *range(0x6A, 0x71))
NEEDED = (1, 2)
"""Data groups without which nobody can be compared: the zone and the portrait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipFiles:
    """The files of one chip, as bytes."""

    com: bytes | None
    """``None`` where it was not read: it is not signed, and nothing relies on it."""
    sod: bytes
    groups: Mapping[int, bytes]
    """Data groups by number; those of ``NEEDED`` are always there."""

    def listed(self) -> tuple[int, ...]:
        """Return the data groups that EF.COM names. Raises ``Malformed``."""
        tags = find(only(self.com or b"", _COM_TAG), _LISTED_TAG) or b""
        if not tags or any(tag not in _GROUP_TAGS for tag in tags):
            raise Malformed("it lists no data groups")
        return tuple(sorted(_GROUP_TAGS.index(tag) + 1 for tag in tags))


def group_file(number: int) -> str:
    """Name the file of a data group."""
    return f"DG{number}.bin"


def is_chip_folder(folder: Path) -> bool:
    """Return whether a folder has a file that only a chip gives."""
    return (folder / SOD_FILE).exists() or (folder / group_file(1)).exists()


def read_files(folder: Path) -> ChipFiles:
    """Read a chip's files. Raises ``BadInput`` for one that is missing or far too large."""
    groups = {}
    for number in GROUPS:
        path = folder / group_file(number)
        if number in NEEDED or path.exists():
            groups[number] = _read(path, _MOST_SMALL if number == 1 else _MOST_GROUP)
    com = folder / COM_FILE
    return ChipFiles(
        com=_read(com, _MOST_SMALL) if com.exists() else None,
        sod=_read(folder / SOD_FILE, _MOST_SOD),
        groups=groups,
    )


def _read(path: Path, most: int) -> bytes:
    return first_bytes(path, usable_size(path, "chip", most))
