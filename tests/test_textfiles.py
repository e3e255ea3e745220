"""Editors mark the beginning of text files: every file that the program reads may have one."""

import csv
import os
import shutil
from datetime import date
from pathlib import Path

from asn1crypto import pem

from station_gate.documents.binding import load_document_key
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.formats import load_any_document
from station_gate.faces.calibration import Calibration
from station_gate.faces.steps import SHIPPED
from station_gate.issuing.keys import make_document_key
from station_gate.lab.evaluation.texts import read_lines
from station_gate.lab.scenario import load_scenario
from station_gate.settings import load_settings
from station_gate.textfiles import unmarked
from station_gate.tickets.uic.registry import UicKeys
from station_gate.timetable.feed import load_feed
from tests.conftest import FIXTURES, ROOT

MARK = b"\xef\xbb\xbf"


def marked(source: Path, target: Path) -> Path:
    target.write_bytes(MARK + source.read_bytes())
    return target


def test_marks_are_taken_off_and_nothing_else() -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        assert unmarked("Zürich\n".encode(encoding)) == "Zürich\n".encode()
    for as_it_is in (b"", b"a", b"\xef\xbb", b"a" + MARK, b"\xff\xfea"):
        assert unmarked(as_it_is) == as_it_is


def test_settings_and_scenarios(tmp_path: Path) -> None:
    plain = load_settings(FIXTURES / "station.toml").gate
    assert load_settings(marked(FIXTURES / "station.toml", tmp_path / "s.toml")).gate == plain
    folder = Path(shutil.copytree(FIXTURES / "scenarios" / "not_a_ticket", tmp_path / "s"))
    script = folder / "scenario.toml"
    elsewhere = script.read_text().replace('"../../', f'"{os.path.relpath(FIXTURES, folder)}/')
    script.write_bytes(MARK + elsewhere.encode())
    assert load_scenario(folder).title


def test_keys_and_certificates(tmp_path: Path) -> None:
    key = make_document_key(tmp_path / "plain.key")
    assert load_document_key(marked(tmp_path / "plain.key", tmp_path / "marked.key")) == key
    assert len(UicKeys.load(marked(FIXTURES / "issuer" / "uic-keys.xml", tmp_path / "keys.xml")))
    (tmp_path / "csca").mkdir()
    der = next((FIXTURES / "csca").glob("*.cer")).read_bytes()
    content = der if b"BEGIN" in der else pem.armor("CERTIFICATE", der)
    (tmp_path / "csca" / "state.pem").write_bytes(MARK + content)
    assert CscaStore.load(tmp_path / "csca")


def test_tables_and_lists(tmp_path: Path) -> None:
    shipped = next((ROOT / "station_gate" / "faces" / "data").glob("calibration*.json"))
    table = marked(shipped, tmp_path / "table.json")
    assert Calibration.load(table, SHIPPED.version) == Calibration.load(None, SHIPPED.version)
    (tmp_path / "pairs.csv").write_bytes(MARK + b"a,b,same\nx,y,1\n")
    (header, _) = csv.reader(read_lines(tmp_path / "pairs.csv", "list", "a pair"))
    assert header[0] == "a"
    feed = Path(shutil.copytree(FIXTURES / "timetable", tmp_path / "feed"))
    for file in feed.glob("*.txt"):
        marked(FIXTURES / "timetable" / file.name, file)
    assert load_feed(feed).left_out == ()


def test_documents(tmp_path: Path) -> None:
    person = FIXTURES / "people" / "rivera"
    folder = Path(shutil.copytree(person, tmp_path / "person"))
    document = marked(person / "document.toml", folder / "document.toml")
    csca = CscaStore.load(FIXTURES / "csca")
    assert load_any_document(document, csca, date(2026, 11, 20)).holder.surname
