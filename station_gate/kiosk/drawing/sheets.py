"""How far the passenger has turned the sheets of a screen's words."""

from collections.abc import Hashable

from station_gate.lane.view import LaneView


class Sheets:
    """Counts how often the next sheet was turned to; other words begin with their first."""

    def __init__(self) -> None:
        self.turned = 0
        self._words: Hashable = None

    def turn(self) -> None:
        """Turn to the next sheet, after the last to the first."""
        self.turned += 1

    def follow(self, view: LaneView, lang: str) -> None:
        """Begin with the first sheet when the screen says something else."""
        turn, lit = view.turn and (view.turn.side, view.turn.back), view.light is not None
        asked = (turn, lit, view.recognition_behind, view.document_turned)
        words = (lang, view.step, view.direction, view.reason, asked)
        if words != self._words:
            self._words, self.turned = words, 0
