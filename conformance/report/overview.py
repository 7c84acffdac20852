"""What a whole run was: the targets, where the reports lie, and what the run learnt beside its verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TargetFacts:
    """One target as people know it; `where` is its base URL, `replayed` the folder of cassettes it was heard from."""

    name: str
    contract: str
    version: str
    where: str
    embedded: bool = False
    replayed: str | None = None

    @property
    def place(self) -> str:
        if self.replayed:
            return f"replayed from {self.replayed}"
        return "embedded reference server" if self.embedded else self.where


@dataclass(frozen=True)
class ReportPlaces:
    """Where the reports lie, as paths to show; None if there is no such report."""

    verdicts: str | None = None
    allure: str | None = None


@dataclass(frozen=True)
class Overview:
    """A run.

    requests, states: sent to the servers, and asked of states endpoints; None: the sum over the verdicts.
    rerun: the command that, with a node id added, runs one item again.
    faults: what fails the run although no verdict says so, such as a target of which no `must` was judged.
    listed: what to do about listed deviations that are of no use any more.
    """

    targets: tuple[TargetFacts, ...]
    reports: ReportPlaces
    seconds: float
    requests: int | None = None
    states: int | None = None
    fail_on: Literal["must", "should"] = "must"
    strict: bool = False
    rerun: str = "pytest"
    faults: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()

    @property
    def embedded(self) -> bool:
        """True if nothing named a target."""
        return bool(self.targets) and all(target.embedded for target in self.targets)
