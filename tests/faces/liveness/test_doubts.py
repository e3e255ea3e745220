"""What is held against a passenger without asking anything of them."""

from dataclasses import replace

import pytest

from station_gate.faces.engine import FaceEngine
from station_gate.faces.liveness.doubts import DoubtLimits, Doubts
from station_gate.faces.liveness.policy import Asking, Liveness
from station_gate.faces.observation import Comparison, Observation, Side, Verdict
from station_gate.faces.verifier import Verifier, VerifierLimits
from tests.conftest import FIXTURES
from tests.faces.conftest import portrait, recording


def failed(doubts: Doubts, changes: int = 0, alike: float = 0.3) -> set[str]:
    return {each.name for each in doubts.measures(changes, alike) if not each.passed}


def test_an_ordinary_passenger_raises_no_doubt() -> None:
    doubts = Doubts(DoubtLimits())
    assert failed(doubts) == set()
    assert failed(doubts, changes=1) == set(), "a mask that is taken off"
    assert failed(doubts, changes=2) == {"liveness_changes"}


def test_a_blink_speaks_for_somebody_who_is_as_alike_as_the_portrait() -> None:
    doubts = Doubts(DoubtLimits())
    assert failed(doubts, alike=0.05) == {"liveness_alike"}
    for at, opened in ((0.0, True), (0.1, False), (0.2, False), (0.4, True)):
        doubts.see(at, eyes_open=opened)
    assert failed(doubts, alike=0.05) == set()
    values = {each.name: each.value for each in doubts.measures(0, 0.05)}
    assert values["liveness_blinks"] == 1


def test_eyes_that_stay_closed_are_no_blink() -> None:
    doubts = Doubts(DoubtLimits())
    doubts.see(0.0, eyes_open=False)
    doubts.see(0.9, eyes_open=True)
    assert failed(doubts, alike=0.05) == {"liveness_alike"}


def shown(engine: FaceEngine, film: str, asking: Asking, whose: str) -> Observation:
    """Show a recording until it is decided, or a turn is asked for."""
    liveness = replace(Liveness(asking=asking), side=Side.LEFT)
    verifier = Verifier(engine, VerifierLimits(liveness=liveness))
    verifier.begin(portrait(whose))
    seen = None
    for number, pixels in enumerate(recording(FIXTURES / "recordings" / f"{film}.mp4")):
        seen = verifier.observe(pixels, number / 15)
        if seen.comparison is not None or seen.request is not None:
            return seen
    raise AssertionError(f"{film} ended without a decision: {seen}")


def comparison(seen: Observation) -> Comparison:
    assert seen.comparison is not None
    return seen.comparison


def test_a_print_of_the_portrait_itself_is_doubted(engine: FaceEngine) -> None:
    """The print is of the very portrait on the document: nobody is so like a photograph."""
    assert comparison(shown(engine, "print_turned", Asking.OFF, "rivera")).verdict is Verdict.MATCH
    passive = comparison(shown(engine, "print_turned", Asking.PASSIVE, "rivera"))
    assert passive.verdict is Verdict.ATTACK
    assert not next(each for each in passive.liveness if each.name == "liveness_alike").passed
    assert shown(engine, "print_turned", Asking.IN_DOUBT, "rivera").request is not None


@pytest.mark.parametrize("asking", [Asking.PASSIVE, Asking.IN_DOUBT])
def test_a_passenger_is_not_asked_for_anything_where_there_is_no_doubt(
    engine: FaceEngine, asking: Asking
) -> None:
    seen = comparison(shown(engine, "genuine_hall", asking, "rivera"))
    assert seen.verdict is Verdict.MATCH
    assert {each.name for each in seen.liveness} == {
        "liveness_changes",
        "liveness_alike",
        "liveness_blinks",
    }
