"""The real program as a live gate, with cameras that are played."""
