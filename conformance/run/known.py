"""Deviations that the user has listed: an item does not fail for them, and the list does not outlive its use.

An entry counts to the end of the day on which it expires, in UTC: the same day for whoever runs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from conformance.document import nearest
from conformance.locations import shown_path
from conformance.target import Target
from conformance.terms import KnownDeviation, Verdict

KEPT = ("passed", "observed")
DEVIATES = ("known", "warned", "failed")


def find_known(target: Target, identity: str) -> KnownDeviation | None:
    """Return the listed deviation that covers this item and counts today."""
    item = _without_target(identity)
    return next((each for each in target.known if each.covers(item) and each.counts_on(_today())), None)


def check_list(target: Target, verdicts: Sequence[Verdict], *, whole: bool) -> Iterator[str]:
    """Yield a line for each entry that is of no use any more: it deviates no more, has expired, covers no item.

    whole: every item of the suite was run; of a part it cannot be said that an entry covers nothing else.
    """
    outcomes = {_without_target(each.id): each.outcome for each in verdicts if each.target == target.name}
    for entry in target.known:
        covered = [outcome for item, outcome in outcomes.items() if entry.covers(item)]
        place = f"{shown_path(target.file)}:{entry.line}: " if target.file else ""
        if whole and not covered:
            yield f"{place}no item is called {entry.id}; {_nearest(entry, outcomes)}"
        elif _deviates_no_more(covered) and (whole or not entry.id.endswith("*")):
            yield f"{place}{entry.id} deviates no more; remove it from the list"
        elif not entry.counts_on(_today()):
            yield f"{place}{entry.id} expired on {entry.expires} and counts no more; mend it, or give a later date"


def _deviates_no_more(covered: Sequence[str]) -> bool:
    """Some items were judged, and the server kept its word; what was not heard of a blocked one is not known."""
    kept = [outcome for outcome in covered if outcome in KEPT]
    return bool(kept) and not {*DEVIATES, "blocked", "broken"}.intersection(covered)


def _nearest(entry: KnownDeviation, items: Iterable[str]) -> str:
    if not entry.id.endswith("*"):
        return nearest(entry.id, items)
    return nearest(entry.id, {f"{item.partition('/')[0]}/*" for item in items})


def _without_target(identity: str) -> str:
    return identity.partition("/")[2]


def _today() -> date:
    return datetime.now(UTC).date()
