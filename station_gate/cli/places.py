"""Where the commands put what they make, for all who need to know without loading a kiosk."""

from pathlib import Path

DEFAULT_SHOTS = Path("out")
"""Where the pictures of the screens go on a machine without a display."""
