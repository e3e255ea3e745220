"""What a new thing of each kind costs: the files that it touches, and that it then works.

Each test adds a dummy to a copy of the program, as ARCHITECTURE.md's table "Where do I change
X" says, and fails where another file would have to be touched as well.
"""

from pathlib import Path

import pytest

from tests.changes.house import House
from tests.conftest import FIXTURES


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
    shown = house.run("kiosk", FIXTURES / "scenarios/genuine_hall", "--headless", "--lang", "eo")
    assert shown.returncode == 0, shown.stderr
