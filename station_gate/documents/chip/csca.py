"""The country signing certificate authorities (CSCA) whose documents a gate trusts.

A gate trusts what its operator puts into one folder: certificates (``.cer``,
``.crt``, ``.der``, ``.pem``) and master lists (``.ml``, ICAO Doc 9303-12). The
signature of a master list is not checked: take it from where you trust it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar

from asn1crypto import cms, core, pem, x509

from station_gate.documents.chip.certificate import Certificate, read_certificate, subject_of
from station_gate.documents.chip.tlv import Malformed
from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked

_MOST_BYTES = 20_000_000
"""A master list of all states has 1 MB."""
_MOST_FILES = 5_000
_LIST_TYPE = "2.23.136.1.1.2"
"""id-icao-cscaMasterList."""
_CERTIFICATES = {".cer", ".crt", ".der", ".pem"}
_LISTS = {".ml"}


class _CertificateSet(core.SetOf):  # type: ignore[misc]  # asn1crypto has no types
    _child_spec = x509.Certificate


class _MasterList(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar = [("version", core.Integer), ("certificates", _CertificateSet)]


class CscaStore:
    """The trusted authorities, found by name or by country."""

    def __init__(self) -> None:
        self._by_subject: dict[str, list[bytes]] = {}
        self._by_country: dict[str, list[bytes]] = {}
        self.unreadable = 0
        """Certificates of master lists that are not written as they should be."""

    @classmethod
    def load(cls, path: Path) -> "CscaStore":
        """Read a folder of certificates and master lists, or one such file.

        Raises ``BadInput`` with one sentence for a file that is neither, and for a
        folder without any.
        """
        store = cls()
        for file in _files(path):
            store._add_file(file)
        if not store._by_subject:
            raise BadInput(
                f"{path}: there is no certificate of an authority in it; put .cer, .pem or .ml "
                "files there."
            )
        return store

    def __len__(self) -> int:
        return sum(len(ders) for ders in self._by_subject.values())

    def named(self, subject: str) -> Iterator[Certificate]:
        """Give the authorities of this name that can be read, in no special order."""
        return _readable(self._by_subject.get(subject, ()))

    def of_country(self, country: str) -> Iterator[Certificate]:
        """Give the authorities of a country ("DE") that can be read, in no special order."""
        return _readable(self._by_country.get(country, ()))

    def add(self, der: bytes) -> None:
        """Trust one more authority. Raises ``Malformed``."""
        subject, country = subject_of(der)
        ders = self._by_subject.setdefault(subject, [])
        if der not in ders:
            ders.append(der)
            self._by_country.setdefault(country, []).append(der)

    def _add_file(self, path: Path) -> None:
        content = unmarked(first_bytes(path, usable_size(path, "certificate", _MOST_BYTES)))
        try:
            if path.suffix.lower() in _LISTS:
                self._add_list(content)
            elif pem.detect(content):
                for _, _, der in pem.unarmor(content, multiple=True):
                    self.add(der)
            else:
                self.add(content)
        except (Malformed, ValueError):
            raise BadInput(
                f"{path}: this is no certificate or master list that can be read; "
                "take it out of the folder or fetch it again."
            ) from None

    def _add_list(self, content: bytes) -> None:
        for certificate in _listed(content):
            try:
                self.add(certificate)
            except Malformed:
                self.unreadable += 1


def _readable(ders: Iterable[bytes]) -> Iterator[Certificate]:
    for der in ders:
        try:
            yield read_certificate(der)
        except Malformed:
            continue  # nobody can have signed with it


def _listed(content: bytes) -> list[bytes]:
    try:
        signed = cms.ContentInfo.load(content)["content"]["encap_content_info"]
        if signed["content_type"].dotted != _LIST_TYPE:
            raise Malformed("it is no master list")
        listed = _MasterList.load(bytes(signed["content"]), strict=True)["certificates"]
        return [certificate.dump() for certificate in listed]
    except Malformed:
        raise
    except Exception as error:  # asn1crypto may raise anything on a stranger's bytes
        raise Malformed(f"it is no master list ({type(error).__name__})") from None


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    try:
        known = [file for file in path.iterdir() if file.suffix.lower() in _CERTIFICATES | _LISTS]
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}; check the folder.") from None
    if len(known) > _MOST_FILES:
        raise BadInput(f"{path}: more than {_MOST_FILES} certificates; use a master list.")
    return sorted(known)
