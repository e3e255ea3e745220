"""What the fuzzer begins with is good, and what it takes for a forgery would be one."""

import pytest

from fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_goes_through_its_decoder(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds()
    assert seeds
    genuine = list(target.genuine())
    for seed in seeds:
        assert len(seed) <= target.most
        accepted = target.decode(seed)
        assert accepted is None or accepted in genuine
    assert len(genuine) in (0, len(seeds))


@pytest.mark.parametrize("name", TARGETS)
def test_a_spoilt_seed_is_never_genuine(name: str) -> None:
    target = TARGETS[name]
    seed = target.seeds()[0]
    genuine = list(target.genuine())
    for at in range(0, len(seed), max(1, len(seed) // 12)):
        spoilt = seed[:at] + bytes([seed[at] ^ 0x21]) + seed[at + 1 :]
        accepted = target.decode(spoilt)
        assert accepted is None or accepted in genuine
        assert target.decode(seed[:at]) is None or name not in ("chip", "security_object")
