"""The simulated barrier: flaps with a position over time, people in the lane, beams."""
