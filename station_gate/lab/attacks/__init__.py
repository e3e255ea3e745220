"""Presentation attacks and bona fide presentations, and how often the liveness check errs."""
