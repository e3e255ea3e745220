"""Pixels to people: detect, track, judge, encode, verify. Knows no ticket and no gate."""
