"""The lane's measures: metres along the lane from its mouth, metres a second.

A person's *front* is how far the foremost part of the body has come. The lane
is a short flap gate; nobody publishes the exact places of their beams.
"""

LENGTH = 2.0
ENTRY_BEAM = 0.3
SAFETY_ZONE = (0.8, 1.4)
"""What the flaps sweep, with a hand's breadth; nothing closes while it is blocked."""
FLAPS = 1.1
EXIT_BEAM = 1.7

DEPTH = 0.3
"""From a person's front to the back."""
WALKING_SPEED = 1.2
"""An unhurried walk, a little under the 1.34 m/s that people walk in the open."""

STOP_LINE = SAFETY_ZONE[0]
"""Where people stop in front of flaps that are not open."""
LEFT = LENGTH + DEPTH
"""The front of somebody whose back has just left the lane."""
