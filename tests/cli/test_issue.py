"""``station-gate ticket issue`` and ``show``."""

from pathlib import Path

import pytest

from tests.cli.test_cli import run, sentence


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    assert run("ticket", "keygen", folder, "--issuer", "ACME").returncode == 0
    return folder


def order(keys: Path, output: Path, *more: object) -> tuple[object, ...]:
    key = keys / "ACME-1.pem"
    trip = ("--name", "RIVERA ALEX", "--from", "HBR", "--to", "NFD")
    return ("ticket", "issue", output, "--key", key, *trip, *more)


def test_a_page_is_printed_beside_the_picture(keys: Path, tmp_path: Path) -> None:
    page = tmp_path / "t.pdf"
    when = ("--day", "2026-11-20", "--concession", "child", "--wide", "--pdf", page)
    done = run(*order(keys, tmp_path / "t.png", *when))
    assert done.returncode == 0, done.stderr
    assert page.read_bytes().startswith(b"%PDF-")
    said = run("ticket", "inspect", tmp_path / "t.png", "--issuers", keys / "keys.toml").stdout
    for words in ("any train until then", "2026-11-21 02:59", "child", "wide gate"):
        assert words in said


def test_a_name_that_no_font_has_is_refused_and_nothing_is_written(
    keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/dev/null")  # the fonts at the usual places only
    png, page = tmp_path / "t.png", tmp_path / "t.pdf"
    named = order(keys, png, "--day", "2026-11-20", "--pdf", page, "--name", "𓀀 ALEX")
    assert "install fonts-noto-core" in sentence(run(*named), 3)
    assert list(tmp_path.iterdir()) == []


def test_an_apps_code_is_renewed(keys: Path, tmp_path: Path) -> None:
    png, app = tmp_path / "t.png", tmp_path / "phone.app"
    departure = ("--train", "SG 127", "--departure", "2026-11-20T10:05")
    done = run(*order(keys, png, *departure, "--app", app, "--every", "10"))
    assert done.returncode == 0, done.stderr
    first = png.read_bytes()
    done = run("ticket", "show", app, png, "--times", "2", "--every", "1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("it is good for about 10 s") == 2
    assert png.read_bytes() != first
    said = run("ticket", "inspect", png, "--issuers", keys / "keys.toml").stdout
    assert "new code every 10 s" in said
    assert "signed by the app" in said
    shown = run("ticket", "show", app, "--times", "1").stdout
    assert "▀" in shown
    assert "no app's ticket" in sentence(run("ticket", "show", png), 3)


def test_orders_that_make_no_sense(keys: Path, tmp_path: Path) -> None:
    png = tmp_path / "t.png"
    assert "one of: --departure, --day" in sentence(run(*order(keys, png)), 2)
    late = ("--departure", "2026-11-20T10:05")
    assert "add --train" in sentence(run(*order(keys, png, *late)), 2)
    assert "no date" in sentence(run(*order(keys, png, "--day", "soon")), 2)
    both = ("--day", "2026-11-20", "--pdf", tmp_path / "t.pdf", "--app", tmp_path / "t.app")
    assert "paper cannot show it" in sentence(run(*order(keys, png, *both)), 2)
    nobody = run(*order(keys, png, "--day", "2026-11-20", "--seat", "far too long a seat"))
    assert "seat is not 1 to 8" in sentence(nobody, 3)
