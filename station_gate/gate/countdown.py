"""The clock of one step: when it ends, and when its end is announced."""


class Countdown:
    """A deadline with a warning before it. Times are seconds on the lane's clock."""

    def __init__(self) -> None:
        self._limit: float | None = None
        self._warned = False
        self.deadline: float | None = None
        self.warn_at: float | None = None

    def start(self, now: float, limit: float | None, warning: float | None = None) -> None:
        """Run for ``limit`` seconds (``None``: for ever).

        The end is announced ``warning`` seconds before it, or half-way through a
        step shorter than twice that; ``None`` announces nothing.
        """
        self._limit = limit
        self._warned = False
        self.deadline = self.warn_at = None
        if limit is not None:
            self.deadline = now + limit
            if warning is not None:
                self.warn_at = self.deadline - min(warning, limit / 2)

    def stop(self) -> None:
        """Run no longer."""
        self.start(0.0, None)

    def restart(self, now: float, warning: float) -> None:
        """Give the same time again."""
        self.start(now, self._limit, warning)

    def end_at(self, deadline: float | None) -> None:
        """Move the end; nothing is announced any more."""
        self.deadline = deadline
        self.warn_at = None

    def warns(self, now: float) -> bool:
        """Return whether the end has to be announced now; true once."""
        if self.warn_at is None or self._warned or now < self.warn_at:
            return False
        self._warned = True
        return True

    def ends(self, now: float) -> bool:
        """Return whether the end has come; true once."""
        if self.deadline is None or now < self.deadline:
            return False
        self.end_at(None)
        return True

    @property
    def next(self) -> float | None:
        """When something is due at the latest."""
        if self.warn_at is None or self._warned:
            return self.deadline
        return self.warn_at
