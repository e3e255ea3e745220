"""The ``station-gate`` program: thin commands that parse, build a lane and hand over."""

import os
import sys

_DEBUG = "STATION_GATE_DEBUG"


def main() -> None:
    """Run the program; every problem ends in one sentence and a documented exit code."""
    # NumPy's own threads wait by spinning: for matrices as small as ours that takes three
    # times the processor and gives nothing. It must be said before NumPy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from station_gate.cli.app import app
    from station_gate.problems import ExitCode, Problem
    from station_gate.processes.privacy import forbid_core_dumps
    from station_gate.say import say

    forbid_core_dumps()  # most commands hold faces or names
    try:
        app(prog_name="station-gate")
    except Problem as problem:
        for line in f"station-gate: {problem}".split("\n"):
            say(line, sys.stderr)
        sys.exit(problem.exit_code)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # whoever read our output has gone; Python would complain once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.OK)
    except Exception as fault:
        if os.environ.get(_DEBUG):
            raise
        say(
            f"station-gate: a fault of the program itself ({type(fault).__name__}: {fault}); "
            f"please report it with what {_DEBUG}=1 prints.",
            sys.stderr,
        )
        sys.exit(70)  # EX_SOFTWARE of sysexits.h
