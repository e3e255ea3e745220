"""One decoder under atheris: ``python -m fuzz.one NAME`` with the options of libFuzzer."""

import hashlib
import os
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["station_gate"]):
    from fuzz.targets import TARGETS

_KEPT = 12
"""Inputs that a corpus begins with at most; libFuzzer adds what it finds."""
_SECONDS = 2.0
"""Of the processor, for one input. Time by the clock would tell of a busy machine, too."""


def main() -> None:
    """Fuzz until the options say to end; a finding ends it at once."""
    name = sys.argv.pop(1)
    target = TARGETS[name]
    seeds, genuine = list(target.seeds()), list(target.genuine())
    corpus = Path(sys.argv[-1])
    findings = corpus.parent.parent / "findings"
    for number, seed in enumerate(seeds[:_KEPT]):
        (corpus / f"seed-{number}").write_bytes(seed)
    slowest = 0.0

    def one_input(data: bytes) -> None:
        nonlocal slowest
        began = time.process_time()
        try:
            accepted = target.decode(data)
            taken = time.process_time() - began
            assert accepted is None or accepted in genuine, "accepted, and nobody signed it"
            assert taken < _SECONDS, f"{taken:.1f} s of the processor for one input"
        except Exception:
            (findings / f"{name}-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
            raise
        if taken > slowest:
            slowest = taken
            print(f"slowest::{slowest:.3f}", flush=True)

    # the environment must not change what a settings file says
    for variable in [key for key in os.environ if key.startswith("STATION_GATE_")]:
        del os.environ[variable]
    one_input(seeds[0])  # what is loaded with the first input is not counted to a later one
    slowest = 0.0
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
