"""One register: the people enrolled for one purpose, under one key."""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType

from station_gate.problems import BadInput
from station_gate.registers.database import (
    as_problem,
    checkpoint,
    make_database,
    open_database,
)
from station_gate.registers.people import (
    MOST_TEMPLATES,
    Consent,
    Person,
    Receipt,
    State,
    check_number,
    check_purpose,
)
from station_gate.registers.sealing import KEY, digest, load_key, seal, unseal

_PROOF = b"station gate register"
_PERSON = (
    "SELECT number, wrapped_key, label, state, enrolled_on, valid_until, consent_text, consent_on,"
    " consent_how, (SELECT count(*) FROM template WHERE template.number = person.number)"
    " FROM person"
)


class Register:
    """The people of one purpose. Every change is whole or not at all, also when killed.

    There is no call that reads two registers: who searches one can search no other.
    """

    def __init__(self, path: Path, key: Path, *, purpose: str, pipeline: str) -> None:
        """Open a register's file with its key, making both where neither is there.

        ``pipeline`` is the version whose templates it holds. Raises ``BadInput`` for a
        file of another key, purpose, pipeline or version, or a damaged one, and
        ``DeviceMissing`` where it cannot be read or written.
        """
        self._path, self._purpose = path, check_purpose(purpose)
        fresh = not path.exists()
        self._key = load_key(key, make=fresh)
        if fresh:
            make_database(path, purpose, pipeline, seal(self._key, _PROOF, purpose))
        self._base = open_database(path)
        try:
            self._check(key, pipeline)
        except BaseException:
            self._base.close()
            raise

    def __enter__(self) -> "Register":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    # ------------------------------------------------------------------ who is there

    def people(self) -> list[Person]:
        """Return everybody who is enrolled, by number."""
        with self._told():
            rows = self._base.execute(f"{_PERSON} ORDER BY number").fetchall()
        return [self._person(row) for row in rows]

    def find(self, number: str) -> Person | None:
        """Return the person of a number."""
        with self._told():
            row = self._base.execute(f"{_PERSON} WHERE number = ?", (number,)).fetchone()
        return None if row is None else self._person(row)

    def templates(self, today: date) -> list[tuple[str, bytes]]:
        """Return number and template of everybody who may be searched for on a day."""
        with self._told():
            rows = self._base.execute(
                "SELECT number, place, sealed, wrapped_key FROM template JOIN person USING (number)"
                " WHERE state = 'active' AND valid_until >= ? ORDER BY number, place",
                (today.isoformat(),),
            ).fetchall()
        return [
            (number, self._open(self._unwrap(number, wrapped), sealed, f"{number} {place}"))
            for number, place, sealed, wrapped in rows
        ]

    def lookalikes(self, number: str) -> list[tuple[str, float]]:
        """Return who looks like a person, and how near; such people are asked for their number."""
        with self._told():
            found: list[tuple[str, float]] = self._base.execute(
                "SELECT other, distance FROM lookalike WHERE one = ?1"
                " UNION SELECT one, distance FROM lookalike WHERE other = ?1 ORDER BY 2, 1",
                (number,),
            ).fetchall()
        return found

    def receipts(self) -> list[Receipt]:
        """Return that people were erased, the oldest first."""
        with self._told():
            rows = self._base.execute(
                "SELECT erased_at, by, templates, digest FROM erasure ORDER BY id"
            ).fetchall()
        return [
            Receipt(erased_at=at, by=by, templates=count, digest=name)
            for at, by, count, name in rows
        ]

    def was_erased(self, number: str) -> bool:
        """Return whether there is a receipt for a number."""
        name = self._digest(number)
        return any(each.digest == name for each in self.receipts())

    # ------------------------------------------------------------------ changes

    def enrol(
        self,
        number: str,
        label: str,
        templates: Sequence[bytes],
        *,
        consent: Consent,
        valid_until: date,
        today: date,
        alike: Sequence[tuple[str, float]] = (),
    ) -> None:
        """Enrol a person with their templates and who looks like them, at once.

        Raises ``BadInput`` for a number that is taken, no number, or no or too many templates.
        """
        try:
            check_number(number)
        except ValueError as error:
            raise BadInput(f"{number!r} is no number: {error}.") from None
        if not 1 <= len(templates) <= MOST_TEMPLATES:
            raise BadInput(f"{number} needs 1 to {MOST_TEMPLATES} templates, not {len(templates)}.")
        key = secrets.token_bytes(KEY)
        with self._changing():
            if self._base.execute("SELECT 1 FROM person WHERE number = ?", (number,)).fetchone():
                raise BadInput(
                    f"The number {number} is taken; remove that person first, or give another."
                )
            self._base.execute(
                "INSERT INTO person VALUES (?, ?, ?, 'active', ?, ?, ?, ?, ?)",
                (
                    number,
                    seal(self._key, key, self._about(number)),
                    seal(key, label.encode(), self._about(f"{number} label")),
                    today.isoformat(),
                    valid_until.isoformat(),
                    consent.text_version,
                    consent.given_on.isoformat(),
                    consent.how,
                ),
            )
            self._base.executemany(
                "INSERT INTO template VALUES (?, ?, ?)",
                [
                    (number, place, seal(key, content, self._about(f"{number} {place}")))
                    for place, content in enumerate(templates)
                ],
            )
            self._base.executemany(
                "INSERT INTO lookalike VALUES (?, ?, ?)",
                [(number, other, distance) for other, distance in alike],
            )

    def set_state(self, number: str, state: State) -> None:
        """Pause a person or search for them again; ``BadInput`` for nobody of that number."""
        with self._changing():
            done = self._base.execute(
                "UPDATE person SET state = ? WHERE number = ?", (state.value, number)
            )
            if not done.rowcount:
                raise self._nobody(number)

    def remove(self, number: str, *, by: str, now: datetime | None = None) -> Receipt:
        """Erase a person: key, templates, pairs. Raises ``BadInput`` for nobody of that number.

        What was written of them is overwritten in the file, and the log beside it emptied.
        """
        return self._erase([number], by, now)[0]

    def remove_expired(self, today: date, *, by: str, now: datetime | None = None) -> list[Receipt]:
        """Erase everybody whose last day has passed."""
        gone = [each.number for each in self.people() if each.valid_until < today]
        return self._erase(gone, by, now)

    def _erase(self, numbers: Sequence[str], by: str, now: datetime | None) -> list[Receipt]:
        at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        receipts = []
        with self._changing():
            for number in numbers:
                (count,) = self._base.execute(
                    "SELECT count(*) FROM template WHERE number = ?", (number,)
                ).fetchone()
                done = self._base.execute("DELETE FROM person WHERE number = ?", (number,))
                if not done.rowcount:
                    raise self._nobody(number)
                receipts.append(
                    Receipt(erased_at=at, by=by, templates=count, digest=self._digest(number))
                )
            self._base.executemany(
                "INSERT INTO erasure (erased_at, by, templates, digest) VALUES (?, ?, ?, ?)",
                [(each.erased_at, each.by, each.templates, each.digest) for each in receipts],
            )
        with self._told():
            checkpoint(self._base)
        return receipts

    # ------------------------------------------------------------------ inside

    def _check(self, key: Path, pipeline: str) -> None:
        with self._told():
            row = self._base.execute("SELECT purpose, pipeline, proof FROM register").fetchone()
        if row is None:
            raise BadInput(f"The register {self._path} is damaged; put a copy back.")
        purpose, made_for, proof = row
        if purpose != self._purpose:
            raise BadInput(
                f"The register {self._path} is for {purpose} and not for {self._purpose}; nobody "
                "is searched for a purpose that they were not enrolled for."
            )
        try:
            unseal(self._key, proof, purpose)
        except ValueError:
            raise BadInput(
                f"The register {self._path} was made with another key than {key}; give its own."
            ) from None
        if made_for != pipeline:
            raise BadInput(
                f"The register {self._path} holds templates of the face pipeline {made_for}, and "
                f"this is {pipeline}; no pictures were kept, so enrol the people anew."
            )

    def _person(self, row: Sequence[object]) -> Person:
        number, wrapped, label, state, enrolled, until, text, consented, how, count = row
        assert isinstance(wrapped, bytes)
        assert isinstance(label, bytes)
        assert isinstance(count, int)
        opened = self._open(self._unwrap(str(number), wrapped), label, f"{number} label")
        return Person(
            number=str(number),
            label=opened.decode(),
            state=State(str(state)),
            enrolled_on=date.fromisoformat(str(enrolled)),
            valid_until=date.fromisoformat(str(until)),
            consent=Consent(
                text_version=str(text), given_on=date.fromisoformat(str(consented)), how=str(how)
            ),
            templates=count,
        )

    def _unwrap(self, number: str, wrapped: bytes) -> bytes:
        return self._open(self._key, wrapped, number)

    def _open(self, key: bytes, sealed: bytes, about: str) -> bytes:
        try:
            return unseal(key, sealed, self._about(about))
        except ValueError:
            raise BadInput(
                f"The register {self._path} is damaged: something in it is not as it was sealed; "
                "put a copy back."
            ) from None

    def _about(self, what: str) -> str:
        return f"{self._purpose} {what}"

    def _digest(self, number: str) -> str:
        return digest(self._key, self._about(number))

    def _nobody(self, number: str) -> BadInput:
        return BadInput(f"Nobody has the number {number}; see who is there with list.")

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Do all of it, or leave everything as it was."""
        with self._told():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise as_problem(error, self._path) from None
