"""``python -m fuzz``: each decoder for a while, one after the other, then a table.

    python -m fuzz [--seconds N] [NAME ...]

Each decoder runs in a process of its own, so that a crash or a hang ends that one alone.
What was learnt stays in ``out/fuzz`` and is where the next run begins.
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from fuzz.targets import TARGETS

OUT = Path("out/fuzz")
HANGS = 60
"""Seconds by the clock after which an input counts as endless; ``fuzz.one`` counts the
processor's time, which is the limit that matters."""
MEGABYTES = 1024
"""So is one for which the process needs more; without it there are 200."""
_SLOWEST = re.compile(r"slowest::([\d.]+)")
_FIGURES = re.compile(r"stat::(\w+):\s+(\d+)")


def main() -> int:
    """Run what was asked for; 1 when there is a finding."""
    parser = argparse.ArgumentParser(prog="python -m fuzz")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each decoder")
    asked = parser.parse_args()
    if strangers := set(asked.names) - set(TARGETS):
        parser.error(f"no decoder is called {strangers.pop()}; these are: {', '.join(TARGETS)}")
    print("| decoder | inputs | per second | slowest | memory | findings |")
    print("|---|---|---|---|---|---|", flush=True)
    found = [_run(name, asked.seconds) for name in asked.names or TARGETS]
    return int(any(found))


def _run(name: str, seconds: int) -> bool:
    corpus, findings = OUT / "corpus" / name, OUT / "findings"
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    limits = [
        f"-max_total_time={seconds}",
        f"-timeout={HANGS}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-max_len={TARGETS[name].most}",
        f"-artifact_prefix={findings}/{name}-",
        "-print_final_stats=1",
    ]
    command = [sys.executable, "-m", "fuzz.one", name, *limits, str(corpus)]
    log = OUT / f"{name}.log"
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # as the program has it
    with log.open("wb") as file:
        done = subprocess.run(
            command, stdout=file, stderr=subprocess.STDOUT, env=environment, check=False
        )
    text = log.read_text("utf-8", errors="replace")
    told = dict(_FIGURES.findall(text))
    slowest = (_SLOWEST.findall(text) or ["?"])[-1]
    tried = int(told.get("number_of_executed_units", 0))
    clean = done.returncode == 0 and tried > 0
    print(
        f"| {name} | {tried:,} | {tried // max(seconds, 1):,} | "
        f"{slowest} s | {told.get('peak_rss_mb', '?')} MB | "
        f"{'none' if clean else f'see {log}'} |",
        flush=True,
    )
    return not clean


if __name__ == "__main__":
    sys.exit(main())
