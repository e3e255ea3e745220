"""What gates and boards say survives the wire; what is no message is refused, whatever it is."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Direction, Mode, Outcome, Step
from station_gate.journal.interventions import Intervention
from station_gate.lane.orders import Command
from station_gate.operators.link.protocol import (
    Answer,
    Ended,
    Hello,
    Intervened,
    News,
    Notice,
    Notices,
    Order,
    ProtocolError,
    State,
    decode_news,
    decode_order,
    encode,
)

words = st.text(max_size=64)
lines = st.text(max_size=400)
moments = st.floats(0, 9e10)
numbers = st.floats(allow_nan=False, allow_infinity=False)
reasons = st.sampled_from(Reason)
checks = st.builds(
    Check, name=words, value=numbers | lines, limit=numbers | lines, passed=st.booleans()
)


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    outcome = draw(st.sampled_from(Outcome))
    return Decision(
        transaction=draw(st.integers(1, 10**9)),
        outcome=outcome,
        reason=None if outcome is Outcome.PASSED else draw(reasons),
        ticket_id=draw(st.none() | lines),
        checks=tuple(draw(st.lists(checks, max_size=4))),
        stages=tuple(draw(st.lists(st.tuples(words, st.floats(0, 1e6)), max_size=4))),
        duration=draw(st.floats(0, 1e6)),
    )


news = st.one_of(
    st.builds(Hello, protocol=st.integers(0, 99), gate=words, run=words),
    st.builds(
        State,
        at=moments,
        clock=words,
        step=st.sampled_from(Step),
        since=moments,
        mode=st.sampled_from(Mode),
        alarm=st.sampled_from(Alarm),
        direction=st.sampled_from(Direction),
        barrier=st.floats(0, 1),
        people=st.integers(0, 9),
        reason=st.none() | reasons,
        transaction=st.none() | st.integers(1, 10**9),
        failed=st.none() | lines,
    ),
    st.builds(Ended, serial=st.integers(1), at=moments, decision=decisions()),
    st.builds(
        Notices,
        notices=st.lists(
            st.builds(
                Notice,
                kind=st.sampled_from(["alarm", "fault"]),
                text=lines,
                began=moments,
                ended=st.none() | moments,
                count=st.integers(1, 99),
            ),
            max_size=3,
        ).map(tuple),
    ),
    st.builds(
        Intervened,
        serial=st.integers(1),
        at=moments,
        intervention=st.builds(
            Intervention,
            gate=words,
            at=st.datetimes(min_value=datetime(1970, 1, 1)),
            operator=words,
            command=words,
            reason=lines,
            done=st.booleans(),
            answer=lines,
            transaction=st.none() | st.integers(1, 10**9),
        ),
    ),
    st.builds(Answer, order=words, done=st.booleans(), text=lines),
)
orders = st.builds(
    Order,
    order=words,
    command=st.sampled_from(Command),
    reason=st.text(min_size=1, max_size=200).filter(str.strip),
)
anything = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(news)
def test_news_come_out_as_they_went_in(message: News) -> None:
    line = encode(message)
    assert line.count(b"\n") == 1, "one message, one line"
    assert line.endswith(b"\n")
    assert decode_news(line) == message


@given(orders)
def test_orders_come_out_as_they_went_in(order: Order) -> None:
    assert decode_order(encode(order)) == order


@given(st.binary(max_size=200) | anything.map(lambda value: json.dumps(value).encode()))
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode_order(line)
    with pytest.raises(ProtocolError):
        decode_news(line)


@given(orders, st.sampled_from(["order", "command", "reason"]), anything)
def test_an_order_with_one_wrong_value_is_refused_or_right_after_all(
    order: Order, key: str, value: object
) -> None:
    fields = json.loads(encode(order)) | {key: value}
    try:
        read = decode_order(json.dumps(fields).encode())
    except ProtocolError:
        return
    assert getattr(read, key) == value
    assert 1 <= len(read.reason) <= 200
    assert read.reason.strip()


def test_an_order_without_a_reason_is_none() -> None:
    for reason in ("", " ", "\t\n", "x" * 201):
        line = json.dumps({"type": "order", "order": "1", "command": "open", "reason": reason})
        with pytest.raises(ProtocolError, match="reason"):
            decode_order(line.encode())


def test_what_a_newer_gate_adds_is_skipped() -> None:
    assert decode_news(b'{"type": "weather", "rain": true}') is None
    hello = decode_news(b'{"type": "hello", "protocol": 9, "gate": "G", "run": "r", "more": 1}')
    assert hello == Hello(protocol=9, gate="G", run="r")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ProtocolError):
        decode_news(b"[" * 100_000)
