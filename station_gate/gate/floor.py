"""What the beams tell about the people in the lane."""

from station_gate.gate.terms import Beam


class Floor:
    """The beams' present state and where the latest person came from."""

    def __init__(self) -> None:
        self._blocked: dict[Beam, bool] = dict.fromkeys(Beam, False)
        self._through_zone = False

    def change(self, beam: Beam, blocked: bool) -> bool:
        """Take in one beam's state; return whether it changed."""
        if self._blocked[beam] == blocked:
            return False
        self._blocked[beam] = blocked
        if beam is Beam.SAFETY and blocked:
            self._through_zone = True
        elif beam is Beam.ENTRY and not blocked and self.clear:
            self._through_zone = False  # left by the mouth, or has yet to reach the zone
        return True

    def blocked(self, beam: Beam) -> bool:
        """Return whether somebody is there now."""
        return self._blocked[beam]

    @property
    def zone_free(self) -> bool:
        """Whether the flaps may close."""
        return not self._blocked[Beam.SAFETY]

    @property
    def clear(self) -> bool:
        """Whether nobody is in the zone or beyond it."""
        return self.zone_free and not self._blocked[Beam.EXIT]

    @property
    def through_zone(self) -> bool:
        """Whether the latest person before the exit came through the safety zone.

        It tells a passage from somebody who comes in by the exit.
        """
        return self._through_zone

    def forget(self) -> None:
        """One person has left the lane; whoever still is in the zone came through it."""
        self._through_zone = not self.zone_free
