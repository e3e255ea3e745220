"""Play a scenario on a virtual clock, and look at each passenger's decision."""

import sys

from station_gate import play


def main(scenario: str) -> None:
    """Print each decision's outcome, reason and checks."""
    for ending in play(scenario).endings:
        decision = ending.decision
        if decision is None:
            print("never ended")
            continue
        print(decision.outcome.value, decision.reason.code if decision.reason else "")
        for check in decision.checks:
            print(f"  {check.name}: {check.value}, limit {check.limit}")


if __name__ == "__main__":
    main(*sys.argv[1:])
