"""The operator's deny list: tickets that were cancelled, refunded or reported stolen.

A text file, one ticket a line: its issuer, its id (a blank in it is written _), and why.
Lines that begin with # and empty lines count for nothing. The gate reads it again when it
changes, so that another program may keep it up to date; a file that is broken then leaves
the last good list.

    # issuer  ticket         why
    SGR-DEMO  SG-1046        refunded
    9990      9990-UIC1-R1   reported stolen
"""

from dataclasses import dataclass
from pathlib import Path

from station_gate.gate.travel import Ticket
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked

_MOST_BYTES = 20_000_000  # some 500,000 tickets
_USUAL_REMARK = "on the deny list"
_MOST_REMARK = 60  # characters

_MARKS = "\"',;:|<>[]()“”„‘’«»"
"""What other programs put around or behind the words of a list."""

_Listed = dict[tuple[str, str], str]


@dataclass(slots=True)
class DenyList:
    """The tickets that this gate lets nobody in with."""

    path: Path | None
    """``None``: there is no list."""
    _listed: _Listed
    _state: tuple[int, int] | None = None

    @classmethod
    def load(cls, path: Path | None) -> "DenyList":
        """Read a list. Raises ``BadInput`` that names the line."""
        deny_list = cls(path, {})
        if path is not None:
            deny_list._state = _state_of(path)
            deny_list._listed = _read(path)
        return deny_list

    def __len__(self) -> int:
        return len(self._listed)

    def remark(self, ticket: Ticket) -> str:
        """Say why a ticket is on the list; empty for one that is not."""
        self._keep_up()
        return self._listed.get((ticket.issuer, "_".join(ticket.ticket_id.split())), "")

    def _keep_up(self) -> None:
        if self.path is None:
            return
        try:
            state = _state_of(self.path)
            if state == self._state:
                return
            self._state = state
            self._listed = _read(self.path)
        except BadInput:
            return  # half written or gone for a moment: what was denied stays denied


def _is_word(word: str) -> bool:
    return word.isprintable() and word == word.strip(_MARKS)


def _state_of(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise BadInput(
            f"The deny list {path} cannot be read: {error.strerror}; check files.deny_list."
        ) from None
    return status.st_mtime_ns, status.st_size


def _read(path: Path) -> _Listed:
    listed: _Listed = {}
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadInput(f"The deny list {path} has more than {_MOST_BYTES // 1_000_000} MB.")
        text = unmarked(path.read_bytes()).decode()
    except OSError as error:
        raise BadInput(f"The deny list {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"The deny list {path} is no UTF-8 text.") from None
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split(None, 2)
        if not words or words[0].startswith("#"):
            continue
        # one line that names no ticket would let that ticket pass: none of the list is used
        if len(words) < 2 or not all(map(_is_word, words[:2])):
            raise BadInput(
                f"{path}, line {number}: write the issuer, the ticket's id (a blank in it as _), "
                "and why, with blanks between; without marks around them."
            )
        remark = words[2].strip() if len(words) == 3 else _USUAL_REMARK
        if not remark.isprintable():
            raise BadInput(f"{path}, line {number}: why is no printable text.")
        listed[words[0], words[1]] = remark[:_MOST_REMARK]
    return listed
