"""Texts, their languages, fonts and lines."""
