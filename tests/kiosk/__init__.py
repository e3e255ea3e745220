"""Tests of the kiosk."""

import station_gate.kiosk  # noqa: F401  before anything imports pygame: it quiets its greeting
