"""Feeds every decoder what a stranger may give it: ``make fuzz``. See ``docs/fuzzing.md``."""
