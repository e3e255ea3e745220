"""Which language the kiosk speaks at the moment."""

from collections.abc import Sequence

from station_gate.gate.terms import Step
from station_gate.problems import WrongUsage

FORGOTTEN_AFTER = 30.0
"""Seconds at idle after which a language that somebody picked and left is given up."""


class Language:
    """The passenger's choice among ``languages`` (tags), until the lane is idle again.

    Raises ``WrongUsage`` when the default is not among them.
    """

    def __init__(self, languages: Sequence[str], default: str) -> None:
        if default not in languages:
            known = ", ".join(languages)
            raise WrongUsage(f"The kiosk does not speak {default!r}; choose one of {known}.")
        self._languages = tuple(languages)
        self._default = default
        self._picked_at = 0.0
        self._step = Step.IDLE
        self.current = default

    def pick(self, tag: str, now: float) -> None:
        """Speak this language; one that the kiosk does not know changes nothing."""
        if tag in self._languages:
            self.current = tag
            self._picked_at = now

    def pick_number(self, index: int, now: float) -> None:
        """Speak the language at this place in the list, 0 the first."""
        if index < len(self._languages):
            self.pick(self._languages[index], now)

    def pick_next(self, now: float) -> None:
        """Speak the next language, after the last the first."""
        index = self._languages.index(self.current) + 1
        self.pick(self._languages[index % len(self._languages)], now)

    def follow(self, step: Step, now: float) -> None:
        """Go back to the default when the lane becomes idle, or stays so for long."""
        if step is Step.IDLE and (
            self._step is not Step.IDLE or now - self._picked_at >= FORGOTTEN_AFTER
        ):
            self.current = self._default
        self._step = step
