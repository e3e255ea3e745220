"""Specimens and private keys: what makes tickets and documents; never part of a lane."""
