"""Tickets of every format: recognised, read, checked, explained."""
