"""The operator's deny list: read strictly, kept up to date, never lost by half a file."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from station_gate.gate.travel import Ticket
from station_gate.problems import BadInput
from station_gate.tickets.denylist import DenyList


def write(path: Path, text: str, second: int) -> None:
    """Write a list as if some seconds had passed: no file system's clock is that coarse."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (second, second))


def test_a_ticket_goes_by_its_issuer_and_id(tmp_path: Path, ticket: Ticket) -> None:
    path = tmp_path / "denied.txt"
    path.write_text("# a list\n\nSG SG7K2M9QX4 reported   stolen\nSG OTHER\nXX SG7K2M9QX5 x\n")
    denied = DenyList.load(path)
    assert len(denied) == 3
    assert denied.remark(ticket) == "reported   stolen"
    assert denied.remark(replace(ticket, ticket_id="OTHER")) == "on the deny list"
    assert not denied.remark(replace(ticket, ticket_id="SG7K2M9QX5"))
    assert not denied.remark(replace(ticket, issuer="sg"))


def test_an_id_with_blanks_is_written_with_bars(tmp_path: Path, ticket: Ticket) -> None:
    path = tmp_path / "denied.txt"
    path.write_text("1080 1080-A_B-1 refunded\n")
    railway = replace(ticket, issuer="1080", ticket_id="1080-A B-1")
    assert DenyList.load(path).remark(railway) == "refunded"


def test_no_list_denies_nobody(ticket: Ticket) -> None:
    assert not DenyList.load(None).remark(ticket)


def test_a_list_is_read_again_when_it_changes(tmp_path: Path, ticket: Ticket) -> None:
    path = tmp_path / "denied.txt"
    write(path, "", 1000)
    denied = DenyList.load(path)
    assert not denied.remark(ticket)
    write(path, "SG SG7K2M9QX4 refunded\n", 2000)
    assert denied.remark(ticket) == "refunded"
    write(path, "half", 3000)
    assert denied.remark(ticket) == "refunded", "half a file denies no less"
    path.unlink()
    assert denied.remark(ticket) == "refunded"
    write(path, "SG OTHER x\n", 4000)
    assert not denied.remark(ticket)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"SG A x\nalone\n", "line 2: write the issuer"),
        (b"SG A \x1b[31mred\n", "line 1: why is no printable"),
        (b"SG A \xff\n", "no UTF-8"),
    ],
)
def test_a_broken_list_is_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "denied.txt"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        DenyList.load(path)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"check files\.deny_list"):
        DenyList.load(tmp_path / "none.txt")
    with pytest.raises(BadInput, match="cannot be read"):
        DenyList.load(tmp_path)
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(BadInput, match="20 MB"):
        DenyList.load(huge)


MARKED = ("utf-8-sig", "utf-16")


@pytest.mark.parametrize("encoding", MARKED)
def test_a_mark_at_the_beginning_lets_no_denied_ticket_pass(
    tmp_path: Path, ticket: Ticket, encoding: str
) -> None:
    path = tmp_path / "denied.txt"
    path.write_text("SG SG7K2M9QX4 stolen\n", encoding=encoding)
    assert DenyList.load(path).remark(ticket) == "stolen"


@pytest.mark.parametrize(
    "line",
    [
        "SG7K2M9QX4",
        "SG,SG7K2M9QX4,stolen",
        "SG, SG7K2M9QX4, stolen",
        "SG;SG7K2M9QX4;stolen",
        '"SG" "SG7K2M9QX4" stolen',
        "'SG' SG7K2M9QX4 stolen",
        "SG “SG7K2M9QX4” stolen",
        "SG SG7K2M9QX4\u200b stolen",
        "\u200bSG SG7K2M9QX4 stolen",
        "SG SG7K2M9QX4 \x1b[2Jstolen",
    ],
)
def test_a_list_with_a_line_that_names_no_ticket_is_refused_whole(
    tmp_path: Path, line: str, ticket: Ticket
) -> None:
    path = tmp_path / "denied.txt"
    write(path, f"SG OTHER\n{line}\nSG THIRD\n", 1)
    with pytest.raises(BadInput, match="line 2"):
        DenyList.load(path)
    write(path, "SG SG7K2M9QX4 stolen\n", 2)
    denied = DenyList.load(path)
    write(path, f"SG OTHER\n{line}\n", 3)
    assert denied.remark(ticket) == "stolen", "the last good list stays, none of the other is used"
    assert not denied.remark(replace(ticket, ticket_id="OTHER"))
