"""Verify a stream of frames against a portrait, here a video file in place of a camera."""

import sys
from pathlib import Path

from station_gate import load_settings, verify
from station_gate.capture import frames_of


def main(portrait: str, video: str) -> None:
    """Print what the gate would decide by the face alone."""
    # a stored video cannot turn its head when it is asked to: here nobody asks
    settings = load_settings(assignments=["gate.liveness=off"])
    observation = verify(portrait, frames_of(Path(video)), settings)
    if observation is None or observation.comparison is None:
        print("undecided: too few usable frames")
        return
    answer = observation.comparison
    print(f"{answer.verdict.value} after {observation.at:.1f} s, distance {answer.distance:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
