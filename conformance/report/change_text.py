"""The difference of two runs, for people: which runs, then each change with both sides of it, then how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from conformance.report.change import Change, Comparison, Kind
from conformance.report.past_run import PastRun
from conformance.report.terminal import cut, flat, how_to_see, source_text
from conformance.terms import Verdict, showable

WORDS: Mapping[Kind, str] = {
    "worse": "worse",
    "better": "better",
    "changed": "changed otherwise",
    "observed": "observed otherwise",
    "gone": "only in A",
    "new": "only in B",
}
_IN_BOTH: tuple[Kind, ...] = ("worse", "better", "changed", "observed")
_IN_ONE: tuple[Kind, ...] = ("gone", "new")
SHOWN = 10
"""So many changes of a kind are told in short, if they are no worse ones."""
_TOLD_ALIKE = frozenset({"skipped", "not-testable", "blocked", "broken"})
_UNCUT = 1_000_000


def change_lines(before: PastRun, after: PastRun, found: Comparison, *, width: int, full: bool) -> Iterator[str]:
    """Yield the lines; full: every change, every line of its shell stories, no text cut."""
    text = _Text(before, after, _UNCUT if full else width, full=full)
    yield from (showable(line) for line in text.lines(found))


class _Text:
    def __init__(self, before: PastRun, after: PastRun, width: int, *, full: bool) -> None:
        self._runs = {"A": before, "B": after}
        self._width = width
        self._full = full

    def lines(self, found: Comparison) -> Iterator[str]:
        yield from self._head(found)
        for kind in _IN_BOTH:
            yield from self._told(kind, found.of(kind))
        for kind in _IN_ONE:
            yield from self._listed(kind, found.of(kind))
        yield ""
        yield _end(found)

    def _head(self, found: Comparison) -> Iterator[str]:
        """Say which runs these are, and where they are not runs of one thing."""
        for side, run in self._runs.items():
            targets = ", ".join(f"{target} ({contract})" for target, contract in run.contracts().items())
            yield f"{side}  {run.name}: {_count(len(run.judged), 'verdict')} of {targets}"
        left, right = (run.contracts() for run in self._runs.values())
        for one, other in found.targets.items():
            if one != other:
                yield f"{one} of A is compared with {other} of B"
            if left[one] != right[other] and left[one] and right[other]:
                yield f"two contracts, {left[one]} and {right[other]}: compared is what has the same words in both"

    def _told(self, kind: Kind, changes: Sequence[Change]) -> Iterator[str]:
        groups: dict[object, list[Change]] = {}
        for change in changes:
            groups.setdefault(_cause(change), []).append(change)
        shown = list(groups.values()) if self._full or kind == "worse" else list(groups.values())[:SHOWN]
        for first, *others in shown:
            yield ""
            yield from self._one(first)
            if others:
                names = ", ".join(change.latest.id for change in others)
                yield self._cut(f"  the same  {len(others)} more: {names}")
        if more := sum(map(len, groups.values())) - sum(map(len, shown)):
            yield f"  and {more} more {WORDS[kind]}; -v shows them"

    def _one(self, change: Change) -> Iterator[str]:
        before, after = change.before, change.after
        assert before is not None
        assert after is not None
        arrow = f": {before.outcome} -> {after.outcome}" if before.outcome != after.outcome else ""
        yield f"{WORDS[change.kind].upper()} {after.id}{arrow}"
        yield self._cut(f"  promised  {flat(after.statement)} [{source_text(after)}]")
        for side, verdict in (("A", before), ("B", after)):
            level = f", a {verdict.level}" if before.level != after.level else ""
            yield self._cut(f"  {side}         {verdict.outcome}{level}{_finding(verdict)}")
            yield from self._story(side, verdict)

    def _story(self, side: str, verdict: Verdict) -> Iterator[str]:
        if not verdict.curl:
            return
        place = self._runs[side].judged[verdict.id].place
        if not self._full:
            yield self._cut(f"    see     {how_to_see(verdict.curl, place, self._width)}")
            return
        yield f"    in shell, from {place}:"
        yield from (f"      {line}" for line in verdict.curl)

    def _listed(self, kind: Kind, changes: Sequence[Change]) -> Iterator[str]:
        if changes:
            yield ""
            yield f"{WORDS[kind]}: {len(changes)}"
        shown = changes if self._full else changes[:SHOWN]
        for change in shown:
            yield self._cut(f"  {change.latest.outcome:<12}  {change.latest.id}{_finding(change.latest)}")
        if len(changes) > len(shown):
            yield f"  and {len(changes) - len(shown)} more; -v shows them"

    def _cut(self, text: str) -> str:
        return cut(text, self._width)


def _cause(change: Change) -> object:
    """What one thing keeps, or kept, from being judged is told once."""
    sides = [side for side in (change.before, change.after) if side is not None]
    reasons = [side.observed for side in sides if side.outcome in _TOLD_ALIKE and side.observed]
    return (change.latest.target, *(side.outcome for side in sides), *reasons) if reasons else change.latest.id


def _finding(verdict: Verdict) -> str:
    """Return what was found out, after a colon, or that nothing was."""
    parts = (
        flat(verdict.known["reason"]) if verdict.known else "",
        f"explained by {verdict.blocked_by}" if verdict.blocked_by else "",
        f"expected {flat(verdict.expected)}" if verdict.expected else "",
        f"{'observed ' if verdict.expected else ''}{flat(verdict.observed)}" if verdict.observed else "",
    )
    told = "; ".join(filter(None, parts))
    return f": {told}" if told else ""


def _end(found: Comparison) -> str:
    counts = {kind: len(found.of(kind)) for kind in WORDS}
    told = ", ".join(f"{count} {WORDS[kind]}" for kind, count in counts.items() if count)
    return f"{_count(found.in_both, 'item')} in both: {told or 'nothing changed'}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
