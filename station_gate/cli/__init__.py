"""The ``station-gate`` program: thin commands that parse, build a lane and hand over."""
