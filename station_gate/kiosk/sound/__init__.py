"""Sounds of the kiosk."""
