"""Registers: one purpose, one key, whole changes, and nothing left of who is erased."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from station_gate.faces.steps import SHIPPED
from station_gate.identification.compact import compact, expand
from station_gate.problems import BadInput, DeviceMissing
from station_gate.registers.galleries import gallery_of, lookalikes
from station_gate.registers.people import Consent, State
from station_gate.registers.register import Register
from tests.identification.test_gallery import faces

TODAY, LAST = date(2026, 12, 1), date(2027, 11, 30)
CONSENT = Consent(text_version="2026-11", given_on=TODAY, how="at the desk")
FACES = [compact(each) for each in faces(12)]


def opened(folder: Path, purpose: str = "staff", pipeline: str = SHIPPED.version) -> Register:
    return Register(
        folder / "staff.register", folder / "staff.key", purpose=purpose, pipeline=pipeline
    )


def enrol(register: Register, number: str, *templates: bytes, label: str = "Mei Chen") -> None:
    register.enrol(number, label, templates, consent=CONSENT, valid_until=LAST, today=TODAY)


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Register]:
    with opened(tmp_path) as register:
        yield register


def test_who_is_enrolled_is_found_again_after_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path) as register:
        enrol(register, "4711", FACES[0], FACES[1])
        enrol(register, "4712", FACES[2], label="Jonas")
    with opened(tmp_path) as register:
        assert [(each.number, each.label) for each in register.people()] == [
            ("4711", "Mei Chen"),
            ("4712", "Jonas"),
        ]
        found = register.find("4711")
        assert found is not None
        assert (found.templates, found.state, found.valid_until) == (2, State.ACTIVE, LAST)
        assert found.consent == CONSENT
        gallery = gallery_of(register, TODAY)
        assert len(gallery) == 3
        assert gallery.snapshot().nearest(expand(FACES[2]), 1)[0].person == "4712"
    assert stat.S_IMODE((tmp_path / "staff.register").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "staff.key").stat().st_mode) == 0o600


def test_templates_and_names_lie_sealed_on_the_disk(tmp_path: Path, staff: Register) -> None:
    enrol(staff, "4711", FACES[0])
    everything = b"".join(each.read_bytes() for each in tmp_path.glob("staff.register*"))
    assert b"4711" in everything
    assert FACES[0] not in everything
    assert b"Mei" not in everything


def test_paused_and_expired_people_are_not_searched_for(staff: Register) -> None:
    enrol(staff, "4711", FACES[0])
    staff.set_state("4711", State.PAUSED)
    assert len(gallery_of(staff, TODAY)) == 0
    staff.set_state("4711", State.ACTIVE)
    assert len(gallery_of(staff, LAST)) == 1
    assert len(gallery_of(staff, date(2027, 12, 1))) == 0
    assert staff.remove_expired(LAST, by="the clock") == []
    (receipt,) = staff.remove_expired(date(2027, 12, 1), by="the clock")
    assert (receipt.by, receipt.templates) == ("the clock", 1)
    assert staff.people() == []


def test_people_who_look_alike_are_known_as_pairs_until_one_is_erased(staff: Register) -> None:
    enrol(staff, "1", FACES[0])
    alike = lookalikes(gallery_of(staff, TODAY), expand(FACES[0]), 0.3724)
    assert [each.person for each in alike] == ["1"]
    staff.enrol(
        "2",
        "her twin",
        [FACES[0]],
        consent=CONSENT,
        valid_until=LAST,
        today=TODAY,
        alike=[("1", 0.2)],
    )
    assert staff.lookalikes("1") == [("2", 0.2)]
    assert staff.lookalikes("2") == [("1", 0.2)]
    staff.remove("1", by="the desk")
    assert staff.lookalikes("2") == []


def marks(folder: Path, number: str, *templates: bytes) -> list[bytes]:
    """Everything that could tell of a person: their number, what is stored, what it says."""
    with closing(sqlite3.connect(folder / "staff.register")) as base:
        rows = base.execute(
            "SELECT wrapped_key, label FROM person WHERE number = ?", (number,)
        ).fetchall()
        rows += base.execute("SELECT sealed FROM template WHERE number = ?", (number,)).fetchall()
    assert rows
    return [number.encode(), *templates, *(blob[:24] for row in rows for blob in row)]


def test_a_search_of_the_disk_after_an_erasure_finds_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as register:
        for number in range(60):
            enrol(register, f"kept-{number}", FACES[number % 12])
        enrol(register, "worker-4711", FACES[0], FACES[1])
        wanted = marks(tmp_path, "worker-4711", FACES[0])
        before = b"".join(each.read_bytes() for each in tmp_path.iterdir())
        assert wanted[0] in before
        assert wanted[-1] in before
        receipt = register.remove("worker-4711", by="Ada", now=datetime(2026, 12, 2, tzinfo=UTC))
        files = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
        for name, content in files.items():
            for mark in wanted:
                assert mark not in content, name
        assert receipt.templates == 2
        assert register.receipts() == [receipt]
        assert register.was_erased("worker-4711")
        assert not register.was_erased("kept-1")
        assert len(register.people()) == 60
    for file in tmp_path.iterdir():  # closed as well
        assert all(mark not in file.read_bytes() for mark in wanted)


def test_a_backup_says_nothing_without_the_key_of_the_person(
    tmp_path: Path, staff: Register
) -> None:
    """Who destroys the 32 bytes has destroyed the templates in every copy."""
    enrol(staff, "4711", FACES[0])
    with closing(sqlite3.connect(tmp_path / "staff.register")) as base, base:
        base.execute("UPDATE person SET wrapped_key = zeroblob(60)")
    with pytest.raises(BadInput, match="damaged"):
        staff.templates(TODAY)


def test_templates_cannot_change_places(tmp_path: Path, staff: Register) -> None:
    enrol(staff, "1", FACES[0])
    enrol(staff, "2", FACES[1])
    with closing(sqlite3.connect(tmp_path / "staff.register")) as base, base:
        base.execute(
            "UPDATE template SET sealed = (SELECT sealed FROM template WHERE number = '2')"
        )
    with pytest.raises(BadInput, match="damaged"):
        staff.templates(TODAY)


def test_a_change_that_cannot_be_whole_is_none(tmp_path: Path, staff: Register) -> None:
    enrol(staff, "1", FACES[0])
    for number, templates, sentence in (
        ("1", [FACES[1]], "taken"),
        ("two words", [FACES[1]], "no number"),
        ("2", [], "1 to 10 templates"),
        ("2", FACES[:11], "1 to 10 templates"),
    ):
        with pytest.raises(BadInput, match=sentence):
            enrol(staff, number, *templates)
    with pytest.raises(BadInput, match="Nobody has the number 9"):
        staff.remove("9", by="Ada")
    with pytest.raises(BadInput, match="Nobody has the number 9"):
        staff.set_state("9", State.PAUSED)
    assert [each.number for each in staff.people()] == ["1"]
    assert staff.receipts() == []


def test_a_full_disk_enrols_nobody_by_half(tmp_path: Path, staff: Register) -> None:
    enrol(staff, "1", FACES[0])
    pages = staff._base.execute("PRAGMA page_count").fetchone()[0]
    staff._base.execute(f"PRAGMA max_page_count = {pages}")  # what a full disk amounts to

    def enrol_many() -> None:
        for number in range(2, 100):
            enrol(staff, str(number), *FACES[:10])

    with pytest.raises(DeviceMissing, match="nothing was changed"):
        enrol_many()
    held = staff.people()
    assert all(each.templates in (1, 10) for each in held)
    assert len(staff.templates(TODAY)) == sum(each.templates for each in held)


def test_a_register_of_another_key_purpose_or_pipeline_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as register:
        enrol(register, "4711", FACES[0])
    with pytest.raises(BadInput, match="is for staff and not for watch"):
        opened(tmp_path, purpose="watch")
    with pytest.raises(BadInput, match="enrol the people anew"):
        opened(tmp_path, pipeline="views6-unit-crowd1-0.3-4")
    (tmp_path / "staff.key").write_bytes(bytes(32))
    with pytest.raises(BadInput, match="another key"):
        opened(tmp_path)
    (tmp_path / "staff.key").write_bytes(bytes(31))
    with pytest.raises(BadInput, match="no key"):
        opened(tmp_path)
    (tmp_path / "staff.key").unlink()
    with pytest.raises(DeviceMissing, match="without it nobody"):
        opened(tmp_path)


def test_a_damaged_foreign_or_newer_file_is_refused_and_not_changed(tmp_path: Path) -> None:
    with opened(tmp_path) as register:
        enrol(register, "4711", FACES[0])
    path = tmp_path / "staff.register"
    whole = path.read_bytes()
    for content, sentence in (
        (whole[:5000], "damaged"),
        (b"not a database at all" * 300, "damaged or no register"),
        (b"", "no register"),
        (whole[:60] + (2).to_bytes(4, "big") + whole[64:], "version 2"),
        (whole[:68] + b"SGJ1" + whole[72:], "is no register"),
    ):
        path.write_bytes(content)
        with pytest.raises(BadInput, match=sentence):
            opened(tmp_path)
        assert path.read_bytes() == content


@pytest.mark.parametrize("purpose", ["", "everybody", "app:", "app:UP", "staff watch"])
def test_a_purpose_that_there_is_not_is_refused(tmp_path: Path, purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        opened(tmp_path, purpose=purpose)
    assert not list(tmp_path.iterdir())
