"""A clock that can be moved, and that stands still while one request is answered."""

from __future__ import annotations

from conformance.reference.server import Clock


class MovableClock:
    """Tell the time of `now`, seconds since 1970: that of the given clock, moved by what has passed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset = 0.0
        self.now = clock()

    def tick(self) -> None:
        self.now = self._clock() + self._offset

    def move_clock(self, seconds: float) -> float:
        """Move the clock by seconds and return its time, seconds since 1970."""
        self._offset += seconds
        self.tick()
        return self.now
