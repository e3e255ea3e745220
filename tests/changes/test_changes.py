"""What a new thing of each kind costs: the files that it touches, and that it then works.

Each test adds a dummy to a copy of the program, as ARCHITECTURE.md's table "Where do I change
X" says, and fails where another file would have to be touched as well.
"""

import json
from pathlib import Path

import pytest

from tests.changes.house import House
from tests.conftest import FIXTURES, ROOT


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_language_is_its_texts_and_its_record(house: House) -> None:
    english = (house.package / "kiosk/locale/en.toml").read_text(encoding="utf-8")
    assert 'language = "English"' in english
    texts = english.replace('language = "English"', 'language = "Esperanto"')
    house.add("kiosk/locale/eo.toml", texts)
    house.change(
        "languages.py",
        'Language(tag="es", voice="es"),',
        'Language(tag="es", voice="es"),\n    Language(tag="eo", voice="eo"),',
    )
    assert len(house.touched) == 2
    assert '"eo"' in house.run("settings", "--show").stdout
    assert " eo" in house.run("kiosk", "--help").stdout.replace("\n", " ")
    offered = house.ask(
        "from station_gate.kiosk.text.fonts import Fonts\n"
        "from station_gate.kiosk.text.texts import load\n"
        "print('eo' in Fonts.find().languages, load('eo')('language'))"
    )
    assert offered == "True Esperanto"
    shown = house.run("kiosk", FIXTURES / "scenarios/ticket_expired", "--headless", "--lang", "eo")
    assert shown.returncode == 0, shown.stderr


def test_a_ticket_format_is_its_module_and_its_registration(house: House) -> None:
    house.add(
        "tickets/tram.py",
        '"""Tram tickets: a word and a name."""\n'
        "from station_gate.gate.travel import Ticket\n"
        "from station_gate.tickets.checking import Asked, DecodedTicket\n"
        "from station_gate.tickets.format import TicketFormat\n\n\n"
        "def _read(payload, trust, at):\n"
        "    asked = Asked()\n"
        "    asked.passed('format', 'tram', 'a ticket that this gate reads')\n"
        "    name = payload[5:].decode()\n"
        "    ticket = Ticket(ticket_id='T-1', issuer='TRAM', key_id='-', name=name, train='SG 1',\n"
        "        origin='HBR', destination='NFD', departure=at.replace(tzinfo=None))\n"
        "    return DecodedTicket(ticket, asked.checks)\n\n\n"
        "def _explain(payload, trust, at):\n"
        "    yield 'kind', 'tram ticket', ''\n"
        "    yield 'name', payload[5:].decode(), ''\n\n\n"
        "TRAM = TicketFormat(name='tram ticket', explain=_explain, read=_read,\n"
        "    recognises=lambda payload: payload.startswith(b'TRAM:'))\n",
    )
    house.change(
        "tickets/formats.py",
        "FORMATS = (UIC,",
        "from station_gate.tickets.tram import TRAM\n\nFORMATS = (TRAM, UIC,",
    )
    assert len(house.touched) == 2
    code = house.top / "tram.bin"
    code.write_bytes(b"TRAM:Alex Rivera")
    done = house.run("ticket", "inspect", code)
    told = done.stdout
    assert "tram ticket" in told, done.stderr
    assert "Alex Rivera" in told
    assert "reads it; its date, station and train decide" in told
    searched = house.ask(
        "from station_gate.tickets.formats import looks_like_ticket\n"
        "print(looks_like_ticket(b'TRAM:Alex Rivera'), looks_like_ticket(b'TRAIN'))"
    )
    assert searched == "True False"


def test_a_document_kind_is_its_module_and_its_registration(house: House) -> None:
    house.add(
        "documents/badge.py",
        '"""Badges: a file .badge with a name, beside it its picture."""\n'
        "from station_gate.capture.image import read_image\n"
        "from station_gate.documents.document import IdentityDocument\n"
        "from station_gate.documents.format import DocumentFormat\n"
        "from station_gate.gate.travel import Holder\n\n\n"
        "class _Reader:\n"
        "    def read(self, path):\n"
        "        surname, given = path.read_text().split()\n"
        "        holder = Holder(surname=surname, given_names=given, document_number='1',\n"
        "            issuer='UTO')\n"
        "        picture = read_image(path.with_suffix('.jpg'))\n"
        "        return IdentityDocument(holder=holder, portrait=picture, source=str(path))\n\n"
        "    def lines(self, path, document):\n"
        "        return [('badge of', path.read_text(), '')]\n\n\n"
        "BADGE = DocumentFormat(name='badge', title='a badge', worth='nothing',\n"
        "    recognises=lambda path: path.suffix == '.badge', open=lambda csca, at: _Reader())\n",
    )
    house.change(
        "documents/formats.py",
        "FORMATS = (PAGE,",
        "from station_gate.documents.badge import BADGE\n\nFORMATS = (BADGE, PAGE,",
    )
    assert len(house.touched) == 2
    badge = house.top / "mine.badge"
    badge.write_text("RIVERA ALEX")
    badge.with_suffix(".jpg").write_bytes((FIXTURES / "people/rivera/portrait.jpg").read_bytes())
    done = house.run("document", "inspect", badge)
    assert done.returncode == 0, done.stderr
    assert "a badge" in done.stdout
    assert "RIVERA ALEX" in done.stdout
    assert "document_kind" in done.stdout


def test_a_kind_of_camera_is_one_file(house: House) -> None:
    # of another package, which says so in its metadata: nothing of ours is touched
    (house.top / "hallcams.py").write_text(
        "from station_gate.capture.cameras import CameraKind\n"
        "KIND = CameraKind(example='hall:1', open=lambda place: None,\n"
        "    absent=lambda place: f'hall camera {place} sleeps; wake it.')\n",
        encoding="utf-8",
    )
    metadata = house.top / "hallcams-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: hallcams\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[station_gate.cameras]\nhall = hallcams:KIND\n")
    assert house.touched == set()
    told = house.ask(
        "from station_gate.capture.camera import Camera\n"
        "from station_gate.problems import DeviceMissing\n"
        "try:\n    Camera('hall:7')\nexcept DeviceMissing as problem:\n    print(problem)"
    )
    assert told == "hall camera 7 sleeps; wake it."


def test_a_face_network_is_its_module_and_its_registration(house: House) -> None:
    house.add(
        "faces/squares.py",
        '"""Encodes a chip by its brightness in 8 x 8 squares."""\n'
        "import cv2\n"
        "import numpy as np\n\n\n"
        "class SquaresEncoder:\n"
        "    def encode(self, chips):\n"
        "        assert chips.shape[1:] == (96, 96, 3)\n"
        "        small = [cv2.resize(chip.mean(axis=2), (8, 8)).ravel() for chip in chips]\n"
        "        return np.array(small).reshape(len(chips), 64)\n",
    )
    house.change(
        "faces/networks.py",
        "ENCODERS = (\n",
        "ENCODERS = (\n    EncoderKind(name='squares', network='squares-1', dimension=64,\n"
        "        chip_side=96, made_by='station_gate.faces.squares:SquaresEncoder'),\n",
    )
    house.change("faces/networks.py", "USUAL = ENCODERS[0]", "USUAL = ENCODERS[1]")
    assert len(house.touched) == 2
    faces = [FIXTURES / "people/rivera/portrait.jpg", FIXTURES / "people/rivera/portrait_chip.jpg"]
    settings = house.top / "squares.toml"
    settings.write_text('[face]\nengine = "squares"\n')
    refused = house.run("compare", *faces, "--config", settings)
    assert refused.returncode == 3
    assert "made for the face pipeline views6-unit-crowd1-0.3-3, and this is" in refused.stderr
    assert "squares-1-views6-unit-3; make one for it with station-gate calibrate" in refused.stderr
    shipped = json.loads((house.package / "faces/data/calibration.json").read_text())
    table = house.top / "squares.json"
    table.write_text(json.dumps({**shipped, "pipeline": "squares-1-views6-unit-3"}))
    settings.write_text('[face]\nengine = "squares"\n[files]\ncalibration = "squares.json"\n')
    compared = house.run("compare", *faces, "--config", settings)
    assert compared.returncode == 0, compared.stderr
    assert compared.stdout.startswith("match: distance 0.0")


def test_another_journal_is_a_package_and_a_line_of_the_assembly(house: House) -> None:
    house.add(
        "ledger/__init__.py",
        '"""Keeps redemptions in a book of its own."""\n'
        "import time\n"
        "from station_gate.journal.journal import Journal\n\n\n"
        "class Ledger:\n"
        "    def __init__(self):\n"
        "        self._pages = Journal.in_memory(time.time)\n"
        "        self.asked = []\n\n"
        "    def __getattr__(self, name):\n"
        "        self.asked.append(name)\n"
        "        return getattr(self._pages, name)\n",
    )
    house.change(
        "assembly/resources.py",
        "    opened = Journal.open(journal) if journal else open_journal(settings)\n",
        "    from station_gate.ledger import Ledger; return Ledger()\n",
    )
    assert len(house.touched) == 2
    # the suite of the port, and a whole lane, on what the assembly opens
    told = house.ask(
        f"import sys\nsys.path.append({str(ROOT)!r})\n"
        "from dataclasses import replace\n"
        "from station_gate.assembly.resources import open_keeper\n"
        "from station_gate.settings import load_settings\n"
        "from tests.journal import test_redemptions as suite\n"
        "suite.test_a_ticket_is_used_once(open_keeper(load_settings(), None))\n"
        "from station_gate.testing import lanerig\n"
        "keeper = open_keeper(load_settings(), None)\n"
        "lanerig.Journal.in_memory = staticmethod(lambda clock: keeper)\n"
        "from station_gate.faces import Coaching\n"
        "from station_gate.gate.terms import Step\n"
        "rig = lanerig.LaneRig()\n"
        "rig.to_face()\n"
        "rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)\n"
        "rig.until(Step.GO)\n"
        "rig.until(Step.IDLE)\n"
        "print({'join', 'reserve', 'write'} <= set(keeper.asked))"
    )
    assert told.splitlines()[-1] == "True"
