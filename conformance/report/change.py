"""What changed between two runs, item by item.

Two items are the same if their identities are; the name of the target does not count where it is clear which target is
which.  Durations, counts, drawn values and made-up names differ in every run and are no change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from conformance.outcomes import OUTCOMES
from conformance.report.past_run import PastRun
from conformance.terms import Verdict

Kind = Literal["worse", "better", "changed", "observed", "gone", "new"]
KINDS: tuple[Kind, ...] = ("worse", "better", "changed", "observed", "gone", "new")

_JUDGED = frozenset({"passed", "observed", "warned", "failed"})
"""Outcomes by which a server can be better than it was; a listed deviation is still one."""
_VOLATILE = (
    (re.compile(r"(^|; )the [\w ]+ was dead after [\d.]+ m?s(?=;|$)"), ""),
    (re.compile(r"(^|; )[^;]+ said that the \w+ is dead, [^;]+ said so \d+ ms later(?=;|$)"), ""),
    (re.compile(r"<([a-z][a-z0-9_.]*)-\d+>"), r"<\1>"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?"), "<time>"),
    (re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"), "<time>"),
    (re.compile(r"\b(\d+\.\d+ s|\d+(\.\d+)? ms)\b"), "<duration>"),
    (re.compile(r"(\bexpires_(?:in|at)\W{1,4})\d+"), r"\1<figure>"),
    (re.compile(r"\b\d{10}(\d{3})?\b"), "<time>"),
    (re.compile(r"\b[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"), "<made-up>"),
    (re.compile(r"(?=[\w~+.-]*\d)(?=[\w~+.-]*[A-Za-z])[\w~+.-]{16,}=*"), "<made-up>"),
)
"""What of an observation differs from run to run, and what stands for it: times, and whatever a server makes up."""


@dataclass(frozen=True)
class Change:
    """An item that is not what it was; `before` or `after` is None if only the other run has it."""

    kind: Kind
    before: Verdict | None
    after: Verdict | None

    @property
    def latest(self) -> Verdict:
        """The verdict of the second run, if it has one."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True)
class Comparison:
    """All changes, the worst first, and how many items both runs have; targets: of the first run to the second's."""

    changes: tuple[Change, ...]
    in_both: int
    targets: Mapping[str, str]

    def of(self, kind: Kind) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]


def compare(before: PastRun, after: PastRun) -> Comparison:
    """Return what changed from the run before to the run after."""
    targets = pair_targets(before, after)
    firsts = {_moved(key, targets): each.verdict for key, each in before.judged.items()}
    seconds = {key: each.verdict for key, each in after.judged.items()}
    changes = [
        Change(kind, firsts.get(key), seconds.get(key))
        for key in {**firsts, **seconds}
        if (kind := _kind(firsts.get(key), seconds.get(key))) is not None
    ]
    changes.sort(key=lambda change: (KINDS.index(change.kind), -OUTCOMES.index(change.latest.outcome)))
    return Comparison(tuple(changes), len(firsts.keys() & seconds.keys()), targets)


def pair_targets(before: PastRun, after: PastRun) -> dict[str, str]:
    """Return which target of the run before is which of the run after.

    By name; of the others, those that alone in their run have a contract; at last the only one that is left in each.
    """
    left, right = before.contracts(), after.contracts()
    pairs: dict[str, str] = {}
    sames: tuple[Callable[[str, str], bool], ...] = (
        lambda one, other: one == other,
        lambda one, other: left[one] == right[other],
        lambda one, other: True,
    )
    for same in sames:
        ones = [name for name in left if name not in pairs]
        others = [name for name in right if name not in pairs.values()]
        pairs |= dict(_only_pairs(ones, others, same))
    return pairs


def _only_pairs(ones: list[str], others: list[str], same: Callable[[str, str], bool]) -> Iterator[tuple[str, str]]:
    for one in ones:
        found = [other for other in others if same(one, other)]
        if len(found) == 1 and sum(same(each, found[0]) for each in ones) == 1:
            yield one, found[0]


def _moved(identity: str, targets: Mapping[str, str]) -> str:
    """Return the identity at the other run's target; one that has none keeps a name that nobody else has."""
    target, _, item = identity.partition("/")
    return f"{targets[target]}/{item}" if target in targets else f"{target} before/{item}"


def _kind(before: Verdict | None, after: Verdict | None) -> Kind | None:
    if before is None or after is None:
        return "new" if before is None else "gone"
    if before.outcome == after.outcome:
        is_observation = after.outcome == "observed"
        return "observed" if is_observation and steady(before.observed) != steady(after.observed) else None
    first, second = _rank(before.outcome), _rank(after.outcome)
    if first < second:
        return "worse"
    return "better" if second < first and after.outcome in _JUDGED else "changed"


def _rank(outcome: str) -> int:
    """How bad it is; what is only observed is no worse than what was kept."""
    return OUTCOMES.index("passed" if outcome == "observed" else outcome)


def steady(observed: str | None) -> str:
    """Return the observation without what differs from run to run."""
    text = " ".join((observed or "").split())
    for pattern, word in _VOLATILE:
        text = pattern.sub(word, text)
    return text.removeprefix("; ")
