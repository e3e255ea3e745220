"""Pictures of each distinct screen, and the page that shows them."""

from html.parser import HTMLParser
from pathlib import Path

import pygame
import pytest

from station_gate.faces.observation import Coaching, Side
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Step
from station_gate.kiosk.drawing.shots import SETTLED, Shots
from station_gate.problems import BadInput, ExitCode
from station_gate.testing.doubles import COLOURS, ScriptedShow, lane_view
from station_gate.testing.kioskrig import KioskRig
from tests.kiosk.views import turning


class Page(HTMLParser):
    """What the page shows and links to."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.images: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "img":
            self.images.append(values["src"] or "")
        if tag == "a":
            self.links.append(values["href"] or "")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data)


def pictures(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.png"))


def see(
    shots: Shots, at: float, shade: int = 0, *, title: str = "", lang: str = "en", **changes: object
) -> None:
    surface = pygame.Surface((32, 18), depth=32)
    surface.fill((shade, 10, 20))
    shots.see(title, lang, lane_view(now=at, **changes), surface)


def shade(file: Path) -> int:
    return pygame.image.load(file).get_at((5, 5))[0]


def test_a_screen_is_taken_once_it_has_settled_and_only_once(tmp_path: Path) -> None:
    shots = Shots(tmp_path)
    see(shots, 0.0, 1)
    see(shots, SETTLED - 0.1, 2)
    assert pictures(tmp_path) == []
    see(shots, SETTLED, 3)
    see(shots, SETTLED + 0.1, 4)
    see(shots, 5.0, 5, step=Step.TICKET)
    see(shots, 6.0, 6, step=Step.TICKET)
    see(shots, 7.0, 7)  # idle again: seen already
    see(shots, 8.0, 8)
    shots.finish()
    assert pictures(tmp_path) == ["01-idle.png", "02-ticket.png"]
    assert [shade(tmp_path / name) for name in pictures(tmp_path)] == [3, 6]


def test_a_screen_that_ends_sooner_is_taken_just_before_its_end(tmp_path: Path) -> None:
    shots = Shots(tmp_path)
    see(shots, 0.0, 1, step=Step.CHECKING)
    see(shots, 0.5, 2, step=Step.CHECKING)
    see(shots, 0.6, 3, step=Step.GO)
    assert pictures(tmp_path) == ["01-checking.png"]
    see(shots, 0.9, 4, step=Step.GO)
    shots.finish()  # the last one has not settled either
    assert pictures(tmp_path) == ["01-checking.png", "02-go.png"]
    assert [shade(tmp_path / name) for name in pictures(tmp_path)] == [2, 4]


def test_the_open_gate_is_taken_again_in_mid_passage(tmp_path: Path) -> None:
    shots = Shots(tmp_path)
    for tenth in range(11):
        see(shots, tenth * 0.3, tenth, step=Step.GO, passenger=tenth / 10)
    see(shots, 9.9, 99, step=Step.GO, passenger=None)
    shots.finish()
    assert pictures(tmp_path) == ["01-go.png", "02-go-passing.png"]
    assert shade(tmp_path / "02-go-passing.png") == 5


def test_whatever_the_face_step_asks_for_is_a_screen(tmp_path: Path) -> None:
    """Each comes while the coaching is the same, as in a lane."""
    shots = Shots(tmp_path)
    asked: tuple[dict[str, object], ...] = (
        {},
        {"turn": turning(Side.LEFT)},
        {"turn": turning(Side.LEFT, back=True)},
        {"light": (255, 255, 255)},
        {"recognition_behind": True},
    )
    for i, fields in enumerate(asked):
        for moment in (float(i), i + 0.9):
            see(shots, moment, step=Step.FACE, coaching=Coaching.HOLD_STILL, **fields)  # type: ignore[arg-type]
    shots.finish()
    assert pictures(tmp_path) == [
        "01-face-hold-still.png",
        "02-face-turn-left.png",
        "03-face-look-ahead.png",
        "04-face-lit.png",
        "05-face-one-moment.png",
    ]


def test_each_coaching_message_and_each_reason_is_a_screen(tmp_path: Path) -> None:
    shots = Shots(tmp_path)
    for i, coaching in enumerate((None, Coaching.NO_FACE, Coaching.TOO_FAR, Coaching.NO_FACE)):
        see(shots, float(i), step=Step.FACE, coaching=coaching)
        see(shots, i + 0.9, step=Step.FACE, coaching=coaching)
    for i, reason in enumerate((Reason.FACE_MISMATCH, Reason.TICKET_USED)):
        see(shots, 10.0 + i, step=Step.REFUSED, reason=reason)
    see(shots, 12.0, step=Step.TICKET, ticket_seen=True)
    see(shots, 13.0, step=Step.DOCUMENT, document_seen=True, offer_more_time=True)
    see(shots, 14.0, alarm=Alarm.INTRUSION)
    shots.finish()
    assert pictures(tmp_path) == [
        "01-face.png",
        "02-face-no-face.png",
        "03-face-too-far.png",
        "04-refused-face-mismatch.png",
        "05-refused-ticket-used.png",
        "06-ticket-reading.png",
        "07-document-reading-more-time.png",
        "08-idle-alarm-intrusion.png",
    ]


def test_a_title_and_another_language_are_in_the_name(tmp_path: Path) -> None:
    shots = Shots(tmp_path)
    see(shots, 0.0, title="Née's ticket: <used> twice/..", step=Step.TICKET)
    see(shots, 1.0, title="Née's ticket: <used> twice/..", step=Step.TICKET, lang="zh")
    see(shots, 0.0, title="迟到", step=Step.TICKET)
    shots.finish()
    assert pictures(tmp_path) == [
        "01-nee-s-ticket-used-twice-ticket.png",
        "02-nee-s-ticket-used-twice-ticket-zh.png",
        "03-ticket.png",
    ]


def test_the_page_shows_every_picture_in_order_with_words(tmp_path: Path) -> None:
    shots = Shots(tmp_path)
    see(shots, 0.0, title="A & B <3", step=Step.IDLE)
    see(shots, 0.0, title="late", step=Step.REFUSED, reason=Reason.BOARDING_CLOSED)
    shots.finish()
    page = Page(tmp_path / "index.html")
    assert page.images == page.links == pictures(tmp_path)
    assert all((tmp_path / image).is_file() for image in page.images)
    assert "A & B <3" in page.texts
    assert "Refused: boarding closed" in page.texts
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "http" not in html
    assert str(tmp_path) not in html


def test_a_folder_is_made_and_one_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    Shots(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b" / "index.html").is_file()
    file = tmp_path / "file"
    file.write_text("x")
    for place in (file, file / "below"):
        with pytest.raises(BadInput, match=r"^Pictures cannot be saved in .*; choose another"):
            Shots(place)


def test_pictures_of_an_earlier_run_go_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "07-holiday.png").write_bytes(b"mine")
    (tmp_path / "notes.txt").write_text("mine")
    shots = Shots(tmp_path)
    for i, step in enumerate((Step.IDLE, Step.TICKET, Step.GO)):
        see(shots, float(i), step=step)
    shots.finish()
    shots = Shots(tmp_path)
    see(shots, 0.0, step=Step.EVACUATION)
    shots.finish()
    assert pictures(tmp_path) == ["01-evacuation.png", "07-holiday.png"]
    assert (tmp_path / "notes.txt").is_file()


def test_somebody_elses_page_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "01-cat.png").write_bytes(b"mine")
    (tmp_path / "index.html").write_text('<img src="01-cat.png">')
    with pytest.raises(BadInput, match=r"its index\.html is not ours; choose another folder\.$"):
        Shots(tmp_path)
    assert pictures(tmp_path) == ["01-cat.png"]
    assert (tmp_path / "index.html").read_text() == '<img src="01-cat.png">'


def test_a_picture_that_cannot_be_written_ends_the_kiosk_with_one_sentence(
    rig: KioskRig, tmp_path: Path
) -> None:
    (tmp_path / "01-idle.png").mkdir()
    rig.shots = Shots(tmp_path)
    show = ScriptedShow()
    with pytest.raises(BadInput, match="Pictures cannot be saved") as caught:
        rig.kiosk([lambda: show]).run()
    assert caught.value.exit_code is ExitCode.BAD_INPUT
    assert show.closed == 1


def test_a_kiosk_saves_what_it_showed(rig: KioskRig, tmp_path: Path) -> None:
    rig.shots = Shots(tmp_path)
    script = ((0.0, {"step": Step.IDLE}), (1.0, {"step": Step.TICKET}), (1.2, {"step": Step.GO}))
    rig.kiosk([lambda: ScriptedShow("One", script, lasts=1.4)]).run()
    names = ["01-one-idle.png", "02-one-ticket.png", "03-one-go.png"]
    assert pictures(tmp_path) == names
    for name, step in zip(names, (Step.IDLE, Step.TICKET, Step.GO), strict=True):
        saved = pygame.image.load(tmp_path / name)
        assert saved.get_size() == (640, 360)
        assert tuple(saved.get_at((320, 350)))[:3] == COLOURS[step]
    assert Page(tmp_path / "index.html").images == names
