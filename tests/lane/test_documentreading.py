"""What a lane may rely on of any reader of documents: in step, and in a process beside it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.document import DocumentRefused, IdentityDocument
from station_gate.lane.documents import BesideDocuments, Documents, InStepDocuments
from station_gate.problems import BadInput
from tests.conftest import FIXTURES

DAY = date(2026, 11, 20)
CSCA = FIXTURES / "csca"
RIVERA = FIXTURES / "people/rivera/document.toml"
MORENO = FIXTURES / "pages/moreno_card"
PATIENCE = 60.0


@pytest.fixture(scope="module")
def beside() -> Iterator[BesideDocuments]:
    documents = BesideDocuments(partial(CscaStore.load, CSCA))
    yield documents
    documents.stop()


@pytest.fixture(params=["in step", "beside"])
def documents(request: pytest.FixtureRequest) -> Documents:
    """Every reader of documents: the suite of the port."""
    if request.param == "in step":
        return InStepDocuments(CscaStore.load(CSCA))
    beside: BesideDocuments = request.getfixturevalue("beside")
    return beside


def read(documents: Documents, path: Path) -> IdentityDocument | None:
    return documents.read(path).result(PATIENCE)


def same(one: IdentityDocument | None, two: IdentityDocument | None) -> bool:
    assert one is not None
    assert two is not None
    assert np.array_equal(one.portrait, two.portrait)
    return (one.holder, one.checks, one.name_sure) == (two.holder, two.checks, two.name_sure)


@pytest.mark.parametrize("path", [RIVERA, FIXTURES / "chips/park"], ids=["fields", "chip"])
def test_both_ways_read_the_same(beside: BesideDocuments, path: Path) -> None:
    here = InStepDocuments(CscaStore.load(CSCA))
    for documents in (here, beside):
        documents.begin(DAY)
    assert same(read(here, path), read(beside, path))


def test_a_card_is_read_side_by_side(documents: Documents) -> None:
    documents.begin(DAY)
    assert read(documents, MORENO / "front.jpg") is None
    assert read(documents, MORENO / "back.jpg") is not None
    documents.begin(DAY)
    assert read(documents, MORENO / "front.jpg") is None, "nothing is left of the one before"
    assert documents.failed is None


def test_a_refusal_comes_with_its_reason_and_checks(beside: BesideDocuments) -> None:
    refusals = []
    for documents in (InStepDocuments(CscaStore.load(CSCA)), beside):
        documents.begin(DAY)
        with pytest.raises(DocumentRefused) as caught:
            read(documents, FIXTURES / "chips/park_swapped")
        refusals.append((str(caught.value), caught.value.reason, caught.value.checks))
    assert refusals[0] == refusals[1]


def test_what_cannot_be_read_is_a_sentence(documents: Documents, tmp_path: Path) -> None:
    documents.begin(DAY)
    with pytest.raises(BadInput, match="there is no such file") as caught:
        read(documents, tmp_path / "nothing.toml")
    assert type(caught.value) is BadInput


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_crash_is_a_fault_that_passes(beside: BesideDocuments, number: signal.Signals) -> None:
    until(lambda: beside.failed is None)
    beside.begin(DAY)
    read(beside, RIVERA)
    os.kill(beside.pid or 0, number)
    until(lambda: beside.failed)
    assert beside.failed is not None
    assert beside.failed.startswith("The reading of documents ")
    with pytest.raises(BadInput, match="started anew"):
        read(beside, RIVERA)
    until(lambda: beside.failed is None)
    assert read(beside, RIVERA) is not None


def test_quitting_does_not_wait_for_what_hangs() -> None:
    documents = BesideDocuments(partial(CscaStore.load, CSCA))
    documents.begin(DAY)
    read(documents, RIVERA)
    os.kill(documents.pid or 0, signal.SIGSTOP)
    hung = documents.read(RIVERA)
    documents.stop()
    assert hung.done() is False or hung.exception() is not None


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)
