"""``python -m station_gate`` is ``station-gate``."""

from station_gate.cli import main

main()
