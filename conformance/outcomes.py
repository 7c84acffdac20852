"""How an item can end, as things that are raised.

Only a `Deviation` is a finding about the server.  Everything else interrupts the item: nothing was learnt about the
promise, so the reason is a `BaseException`, which Hypothesis neither shrinks nor repeats.
"""

from __future__ import annotations

from conformance.terms import showable

OUTCOMES = (
    "passed",
    "observed",
    "skipped",
    "not-testable",
    "known",
    "warned",
    "blocked",
    "broken",
    "failed",
)
"""All verdicts, the best first: of several the last named wins."""


class Deviation(AssertionError):
    """The server broke its word: what was expected and what was observed, both free of secrets."""

    def __init__(self, expected: str, observed: str) -> None:
        self.expected = showable(expected)
        self.observed = showable(observed)
        super().__init__(f"expected {self.expected}; observed {self.observed}")


class Interruption(BaseException):
    """The promise could not be judged; `outcome` says how the item ends."""

    outcome = "broken"

    def __init__(self, reason: str, *, remedy: str | None = None) -> None:
        self.reason = showable(reason)
        super().__init__(self.reason if remedy is None else f"{self.reason}\n{remedy}")
        self.remedy = remedy


class Skipped(Interruption):
    """The target does not allow it, or the budget is spent."""

    outcome = "skipped"


class NotTestable(Interruption):
    """The configuration leaves something out; `remedy` is the line that would change it."""

    outcome = "not-testable"


class Blocked(Interruption):
    """A set-up step or the control was refused; `behaviour` names what explains it."""

    outcome = "blocked"

    def __init__(self, reason: str, *, behaviour: str | None = None, remedy: str | None = None) -> None:
        super().__init__(reason, remedy=remedy)
        self.behaviour = behaviour


class Broken(Interruption):
    """Our machine, the connection or a credential failed: the server's word was not heard."""

    outcome = "broken"

    @property
    def cause(self) -> str:
        """What is told once, however many items stumble over it."""
        return self.remedy or self.reason


class Lost(Broken):
    """The connection failed: nothing can be said of this target as long as it does."""


class ConfigurationError(Exception):
    """A file, option or variable is wrong; every fault found is listed, each with its place and what to do."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
