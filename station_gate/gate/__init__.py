"""The rules of the gate: pure, no I/O, no clock, no pixels, no threads."""
