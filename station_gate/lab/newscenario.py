"""Makes a scenario of a portrait and of what stands before the camera, ready to be played."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from station_gate.capture.image import read_image
from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.qr import write_qr_png
from station_gate.issuing.ticket import sign_ticket
from station_gate.lab.props import is_video, picture_source
from station_gate.lab.scenario import FILE
from station_gate.problems import BadInput
from station_gate.settings import as_toml

_CLOCK = datetime(2026, 11, 20, 9, 40)
_DEPARTURE = datetime(2026, 11, 20, 10, 5)
"""Of train SG 127 from Harbour to Northfield, in the demo's timetable."""
_STILL = """
[gate]
# A still cannot turn its head, and somebody who shows the portrait itself raises a doubt:
# with stills leave the check of liveness out; with a recording leave this out instead.
liveness = "off"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScenario:
    """Who comes: ``portrait`` is on the document, ``live`` stands before the camera."""

    portrait: Path
    live: Path
    surname: str
    given_names: str
    outcome: str
    reason: str


def make_scenario(folder: Path, new: NewScenario, key: IssuerKey) -> None:
    """Write a scenario's folder: its file, a ticket signed with ``key``, document, pictures.

    Raises ``BadInput`` for a picture that cannot be read, a folder that holds something and a
    place that cannot be written.
    """
    read_image(new.portrait)
    picture_source(new.live).close()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BadInput(f"{folder} is not empty; name a new folder for the scenario.")
        portrait = folder / f"portrait{new.portrait.suffix.lower()}"
        live = folder / f"live{new.live.suffix.lower()}"
        shutil.copyfile(new.portrait, portrait)
        shutil.copyfile(new.live, live)
        (folder / "document.toml").write_text(_document(new, portrait.name), encoding="utf-8")
        (folder / FILE).write_text(_scenario(new, live), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror or error}.") from None
    ticket = Ticket(
        ticket_id="SG-NEW-1",
        issuer=key.issuer,
        key_id=key.key_id,
        name=f"{new.surname} {new.given_names}".upper(),
        train="SG 127",
        origin="HBR",
        destination="NFD",
        departure=_DEPARTURE,
    )
    write_qr_png(sign_ticket(ticket, key), folder / "ticket.png")


def _document(new: NewScenario, portrait: str) -> str:
    return (
        f"surname = {as_toml(new.surname)}\ngiven_names = {as_toml(new.given_names)}\n"
        'document_number = "X0000001"\nissuer = "UTO"\nexpiry = 2035-12-31\n'
        f"portrait = {as_toml(portrait)}\n"
    )


def _scenario(new: NewScenario, live: Path) -> str:
    expect = f'outcome = "{new.outcome}"' + (f', reason = "{new.reason}"' if new.reason else "")
    return (
        f'format = 1\ntitle = "A new scenario"\n'
        f"story = {as_toml(f'{new.given_names} comes to the gate.')}\n"
        f"clock = {_CLOCK.isoformat()}\n"
        + ("" if is_video(live) else _STILL)
        + f"\n[[passenger]]\nname = {as_toml(new.given_names[:40])}\n"
        f'ticket = "ticket.png"\ndocument = "document.toml"\nface = "{live.name}"\n'
        f"expect = {{ {expect} }}\n"
    )
