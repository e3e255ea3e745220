"""The operator's log: for people, as JSON lines, in files."""
