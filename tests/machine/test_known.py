"""Listed deviations: which item they cover, how long they count, and when they are of no use any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from conformance.run.known import check_list, find_known
from conformance.target import Target
from conformance.terms import KnownDeviation, Verdict
from tests.report.verdict_samples import verdict

ITEM = "request-id.max-length/longer-request-id-is-refused/password"
TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


def target(*identities: str, expires: date | None = None) -> Target:
    known = tuple(KnownDeviation(each, "why", expires=expires, line=3) for each in identities)
    return Target(
        "sandbox", "finapi", "loopback", "http://127.0.0.1", known=known, file=Path.cwd() / "conformance.toml"
    )


def judged(outcome: str, item: str = ITEM) -> Verdict:
    return replace(verdict(outcome), id=f"sandbox/{item}")


@pytest.mark.parametrize("listed", [ITEM, "request-id.max-length/*", "request-id.*", ITEM[:-2] + "*"])
def test_item_is_covered_by_its_identity_or_a_beginning_of_it(listed: str) -> None:
    """The name of the target is no part of what is listed."""
    assert find_known(target(listed), f"sandbox/{ITEM}") == KnownDeviation(listed, "why", line=3)


@pytest.mark.parametrize("listed", [f"{ITEM}-2", "request-id.max-length/longer/*", "max-length*"])
def test_item_is_not_covered_by_other_words(listed: str) -> None:
    """Only the asterisk at the end stands for more than itself."""
    assert find_known(target(listed), f"sandbox/{ITEM}") is None


def test_deviation_counts_on_the_day_on_which_it_expires_and_no_longer() -> None:
    """The last day, and the first past it."""
    assert find_known(target(ITEM, expires=TODAY), f"sandbox/{ITEM}") is not None
    assert find_known(target(ITEM, expires=YESTERDAY), f"sandbox/{ITEM}") is None


@pytest.mark.parametrize("outcome", ["known", "warned", "failed", "blocked", "skipped"])
def test_entry_that_is_needed_or_not_judged_is_left_alone(outcome: str) -> None:
    """Of a deviation that still is there, and of one that nobody asked for, nothing is said."""
    assert list(check_list(target(ITEM), [judged(outcome)], whole=True)) == []


@pytest.mark.parametrize("expires", [None, YESTERDAY])
def test_entry_that_deviates_no_more_is_to_be_removed(expires: date | None) -> None:
    """Whether it has expired meanwhile or not."""
    found = list(check_list(target(ITEM, expires=expires), [judged("passed")], whole=False))
    assert found == [f"conformance.toml:3: {ITEM} deviates no more; remove it from the list"]


def test_entry_of_several_items_is_needed_as_long_as_one_deviates() -> None:
    """One that passes does not speak for the other."""
    verdicts = [judged("passed"), judged("known", "request-id.max-length/other/password")]
    assert list(check_list(target("request-id.*"), verdicts, whole=True)) == []


def test_entry_of_several_items_is_not_judged_by_a_part_of_the_suite() -> None:
    """The items that were not run may still deviate."""
    assert list(check_list(target("request-id.*"), [judged("passed")], whole=False)) == []
    assert len(list(check_list(target("request-id.*"), [judged("passed")], whole=True))) == 1


def test_expired_entry_is_told() -> None:
    """Why an item that was known fails today is no riddle."""
    assert list(check_list(target(ITEM, expires=YESTERDAY), [judged("failed")], whole=False)) == [
        f"conformance.toml:3: {ITEM} expired on {YESTERDAY} and counts no more; mend it, or give a later date"
    ]


def test_entry_that_covers_no_item_is_told_with_the_nearest() -> None:
    """A slip is found by a run of the whole suite; of a part nothing can be said."""
    slip = target("request-id.max-lenght/*", ITEM.replace("longer", "langer"))
    assert list(check_list(slip, [judged("passed")], whole=True)) == [
        "conformance.toml:3: no item is called request-id.max-lenght/*; nearest: request-id.max-length/*",
        f"conformance.toml:3: no item is called {ITEM.replace('longer', 'langer')}; nearest: {ITEM}",
    ]
    assert list(check_list(slip, [judged("passed")], whole=False)) == []


def test_entry_is_judged_by_the_verdicts_of_its_own_target() -> None:
    """What another target keeps says nothing of this one."""
    other = replace(judged("passed"), target="live", id=f"live/{ITEM}")
    assert list(check_list(target(ITEM), [judged("known"), other], whole=True)) == []
