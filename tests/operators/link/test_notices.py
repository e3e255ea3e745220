"""Alarms and faults stay until somebody acknowledges them."""

from hypothesis import given
from hypothesis import strategies as st

from station_gate.operators.link.notices import Latch


def texts(latch: Latch) -> list[tuple[str, int, bool]]:
    return [(each.text, each.count, each.ended is None) for each in latch.notices.notices]


def test_an_alarm_that_is_over_stays_until_it_is_acknowledged() -> None:
    latch = Latch()
    assert latch.see("alarm", "Fraud", 1.0)
    assert not latch.see("alarm", "Fraud", 2.0), "nothing new"
    assert latch.see("alarm", None, 3.0)
    assert texts(latch) == [("Fraud", 1, False)]
    assert latch.acknowledge() == 1
    assert texts(latch) == []


def test_what_lasts_does_not_come_back_once_it_was_acknowledged() -> None:
    latch = Latch()
    latch.see("fault", "The camera is gone.", 1.0)
    assert latch.acknowledge() == 1
    assert not latch.see("fault", "The camera is gone.", 2.0)
    assert not latch.see("fault", None, 3.0), "it ends unseen: nobody need look at it again"
    assert latch.see("fault", "The camera is gone.", 4.0), "but a new one counts"
    assert texts(latch) == [("The camera is gone.", 1, True)]


def test_the_same_again_is_counted_and_stands_last() -> None:
    latch = Latch()
    for now, text in enumerate(["Intrusion", None, "Fraud", "Intrusion", None]):
        latch.see("alarm", text, float(now))
    assert texts(latch) == [("Fraud", 1, False), ("Intrusion", 2, False)]


def test_alarms_and_faults_do_not_end_each_other() -> None:
    latch = Latch()
    latch.see("alarm", "Fraud", 1.0)
    latch.see("fault", "Broken", 1.0)
    latch.see("alarm", None, 2.0)
    assert texts(latch) == [("Fraud", 1, False), ("Broken", 1, True)]


@given(
    st.lists(
        st.sampled_from(["alarm", "fault"]).flatmap(
            lambda kind: st.tuples(st.just(kind), st.none() | st.text(min_size=1, max_size=3))
        )
    )
)
def test_nothing_is_forgotten_but_by_acknowledging(seen: list[tuple[str, str | None]]) -> None:
    latch = Latch()
    for now, (kind, text) in enumerate(seen):
        latch.see(kind, text, float(now))  # type: ignore[arg-type]
    kept = {(each.kind, each.text) for each in latch.notices.notices}
    happened = {(kind, text) for kind, text in seen if text}
    assert kept <= happened
    assert len(happened) > 50 or kept == happened
    assert latch.acknowledge() == len(kept)
