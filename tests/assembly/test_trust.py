"""Whom a gate trusts: who its settings name; scenarios, and who asks for it, the demo's keys."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from station_gate.assembly.fromsettings import stepped_parts
from station_gate.assembly.resources import (
    csca_store,
    document_key,
    trust,
    trusts_nobody,
    with_demo_keys,
)
from station_gate.cli import main
from station_gate.gate.reasons import Reason
from station_gate.lab.replay import replay
from station_gate.lab.scenario import load_scenario
from station_gate.lane.documents import InStepDocuments
from station_gate.lane.parts import Parts
from station_gate.problems import DeviceMissing, ExitCode
from station_gate.settings import Settings, load_settings
from tests.conftest import FIXTURES

NAMED = {
    "issuers": FIXTURES / "issuer/keys.toml",
    "document_key": FIXTURES / "issuer/document.key",
    "csca": FIXTURES / "csca",
}


def station(*named: str) -> Settings:
    """Return the library's station, which names only these of its own keys."""
    return load_settings(FIXTURES / "station.toml").with_files({key: NAMED[key] for key in named})


def parts_of(settings: Settings) -> Parts:
    """Parts that trust whom a live gate with these settings would."""
    return replace(
        stepped_parts(settings)(),
        trust=trust(settings),
        document_key=document_key(settings),
        documents=InStepDocuments(csca_store(settings)),
    )


@pytest.mark.parametrize(
    ("scenario", "named", "reason"),
    [
        ("genuine_hall", (), Reason.ISSUER_UNKNOWN),
        ("genuine_chip", ("issuers", "document_key"), Reason.DOCUMENT_ISSUER_UNKNOWN),
        ("genuine_bound_document", ("issuers", "csca"), Reason.DOCUMENT_NOT_CHECKABLE),
    ],
)
def test_what_no_setting_names_is_trusted_by_no_live_gate(
    scenario: str, named: tuple[str, ...], reason: Reason
) -> None:
    played = replay(load_scenario(FIXTURES / "scenarios" / scenario), parts_of(station(*named)))
    assert [ending.reason for ending in played.endings] == [reason.code]


def test_the_railways_of_the_settings_are_trusted_and_no_others() -> None:
    assert len(trust(Settings()).uic) == 0
    assert len(trust(station()).uic) > 0
    assert len(trust(station()).own) == 0


def test_the_demos_keys_are_taken_only_where_none_are_named(tmp_path: Path) -> None:
    own = tmp_path / "keys.toml"
    own.write_text("version = 1\n")
    settings = with_demo_keys(Settings().with_files({"issuers": own}))
    assert len(trust(settings).own) == 0
    assert document_key(settings) == document_key(station("document_key"))
    assert len(csca_store(settings)) == 1
    assert trusts_nobody(settings) is None


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (
            (),
            "no tickets (files.issuers is not set), no document's chip (files.csca) and "
            "no ticket that is bound to a document (files.document_key)",
        ),
        (("issuers", "csca"), "no ticket that is bound to a document (files.document_key)"),
        (("issuers", "document_key"), "no document's chip (files.csca)"),
        (("issuers", "document_key", "csca"), None),
    ],
)
def test_what_is_not_trusted_is_said_in_one_sentence(
    named: tuple[str, ...], said: str | None
) -> None:
    settings = Settings().with_files({key: NAMED[key] for key in named})
    found = trusts_nobody(settings)
    if said is None:
        assert found is None
        return
    assert found is not None
    assert found.startswith(f"This gate accepts {said}: ")
    assert "--demo-keys" in found


def test_a_gate_of_railways_alone_says_so() -> None:
    assert "no tickets but those of files.uic_keys" in str(trusts_nobody(station()))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "This gate accepts no tickets (files.issuers is not set)"),
        (("--demo-keys",), "This gate trusts the demo's public keys: it protects nothing."),
    ],
)
def test_a_live_gate_says_it_when_it_starts(
    asked: tuple[str, ...],
    said: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @contextmanager
    def no_barrier(settings: Settings) -> Iterator[None]:
        assert trusts_nobody(settings) is None or not asked
        raise DeviceMissing("No barrier is connected.")
        yield

    monkeypatch.setattr("station_gate.cli.kiosk.display_available", lambda: None)
    monkeypatch.setattr("station_gate.cli.kiosk.driven_barrier", no_barrier)
    assert ends(monkeypatch, "kiosk", "--camera", "0", *asked) == ExitCode.DEVICE
    told = capfd.readouterr().err
    assert said in told
    assert told.count("This gate") == 1


def test_scenarios_need_not_ask_for_the_demos_keys(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ends(monkeypatch, "kiosk", "--demo", "--demo-keys") == ExitCode.USAGE
    assert "belongs to a live lane" in capfd.readouterr().err


def ends(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    """Run the program here; give its exit code."""
    monkeypatch.setattr(sys, "argv", ["station-gate", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code
