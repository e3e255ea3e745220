"""The decoders that are fuzzed: what each is fed first, and what it must never do.

A target's ``decode`` takes any bytes. It may raise nothing but what its decoder
promises, which it catches itself; everything else is a finding. Where signatures are
checked it returns what was accepted, and ``genuine`` lists all that may be: anything
else that is accepted was forged by the fuzzer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fuzz import chips, pages, texts, tickets

Decode = Callable[[bytes], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One decoder under fire."""

    decode: Decode
    """Gives what was accepted as genuine, ``None`` for everything else."""
    seeds: Callable[[], Sequence[bytes]]
    """Inputs to begin from, made by our own generators."""
    genuine: Callable[[], Sequence[object]] = field(default=list)
    """What may be accepted."""
    most: int = 4096
    """Bytes of the largest input that is tried."""


TARGETS = {
    "own_ticket": Target(
        decode=tickets.decode,
        seeds=tickets.own_seeds,
        genuine=lambda: tickets.accepted(tickets.own_seeds()),
        most=1200,
    ),
    "own_claims": Target(decode=tickets.claims, seeds=tickets.claims_seeds, most=1200),
    "uic_container": Target(
        decode=tickets.decode,
        seeds=tickets.container_seeds,
        genuine=lambda: tickets.accepted(tickets.container_seeds()),
    ),
    "uic_dosipas": Target(
        decode=tickets.decode,
        seeds=tickets.dosipas_seeds,
        genuine=lambda: tickets.accepted(tickets.dosipas_seeds()),
    ),
    "uic_record": Target(decode=tickets.rail_record, seeds=tickets.record_seeds),
    "boarding_pass": Target(decode=tickets.boarding_pass, seeds=tickets.boarding_seeds, most=600),
    "zone": Target(decode=texts.zone, seeds=texts.zone_seeds, most=120),
    "chip": Target(
        decode=chips.chip, seeds=chips.chip_seeds, genuine=chips.genuine_chips, most=16_000
    ),
    "security_object": Target(
        decode=chips.security_object, seeds=chips.sod_seeds, genuine=chips.genuine_hashes
    ),
    "certificates": Target(decode=chips.certificates, seeds=chips.certificate_seeds),
    "portrait": Target(decode=chips.portrait, seeds=chips.portrait_seeds, most=16_000),
    "page_zone": Target(decode=pages.page_zone, seeds=pages.seeds, most=60_000),
    "page": Target(decode=pages.page, seeds=pages.seeds, most=60_000),
    "resident_card": Target(decode=texts.resident, seeds=texts.resident_seeds, most=300),
    "document_toml": Target(decode=texts.document, seeds=texts.document_seeds),
    "settings_toml": Target(decode=texts.settings, seeds=texts.settings_seeds),
    "scenario_toml": Target(decode=texts.scenario, seeds=texts.scenario_seeds),
    "issuer_keys": Target(decode=texts.issuer_keys, seeds=texts.issuer_keys_seeds),
    "uic_keys": Target(decode=texts.uic_keys, seeds=texts.uic_keys_seeds, most=8192),
}
