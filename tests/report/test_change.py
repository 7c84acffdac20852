"""What changed between two runs: which items are the same, what is worse, and what is no change at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.report.change import Comparison, compare, pair_targets, steady
from conformance.report.past_run import Judged, PastRun
from conformance.terms import Verdict
from tests.report.verdict_samples import verdict


def a_run(*verdicts: Verdict) -> PastRun:
    return PastRun(
        "verdicts.jsonl", {each.id: Judged(each, f"verdicts.jsonl:{n}") for n, each in enumerate(verdicts, 1)}
    )


def at(
    target: str, outcome: str = "passed", contract: str = "finapi", item: str = "a.b/c/d", **more: object
) -> Verdict:
    made = verdict(outcome, id=f"{target}/{item}", target=target, contract=contract)
    return replace(made, **more)  # type: ignore[arg-type]


def kinds(found: Comparison) -> list[str]:
    return [change.kind for change in found.changes]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("passed", "failed", "worse"),
        ("passed", "warned", "worse"),
        ("warned", "failed", "worse"),
        ("passed", "known", "worse"),
        ("known", "failed", "worse"),
        ("failed", "passed", "better"),
        ("known", "passed", "better"),
        ("broken", "failed", "worse"),
        ("failed", "warned", "better"),
        ("not-testable", "passed", "better"),
        ("passed", "not-testable", "worse"),
        ("passed", "observed", "changed"),
        ("failed", "not-testable", "changed"),
        ("failed", "blocked", "changed"),
        ("failed", "known", "changed"),
        ("warned", "known", "changed"),
    ],
)
def test_change_of_an_outcome_is_worse_better_or_neither(before: str, after: str, kind: str) -> None:
    """Worse is what stands further down in the table of verdicts; better is only what was judged again."""
    assert kinds(compare(a_run(verdict(before)), a_run(verdict(after)))) == [kind]


def test_what_differs_in_every_run_is_no_change() -> None:
    """Durations, counts, drawn values, story and node id are those of one run."""
    other = {"seconds": 9.0, "requests": 99, "states": 9, "draws": {"excess": 7}, "curl": ("x",), "nodeid": "elsewhere"}
    assert compare(a_run(verdict("failed")), a_run(verdict("failed", observed="another", **other))).changes == ()


def test_observation_that_is_another_one_is_told() -> None:
    """The text leaves it open, but somebody may rely on it."""
    changed = compare(
        a_run(verdict("observed", observed="status 400")), a_run(verdict("observed", observed="status 200"))
    )
    assert kinds(changed) == ["observed"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a token <access_token-3>", "a token <access_token-12>"),
        ("status 200; the refresh_token was dead after 0.3 s", "status 200"),
        ("introspect said that the access_token is dead, users said so 240 ms later; status 200", "status 200"),
        ("the token was dead after 0.3 s; status 200", "status 200"),
        ("answered after 12 ms", "answered after 7.5 ms"),
        ("at 2025-01-31T10:11:12.123Z", "at 2026-02-01T00:00:00Z"),
        ("at Fri, 31 Jan 2025 10:11:12 GMT", "at Sun, 01 Feb 2026 00:00:00 GMT"),
        ('"expires_in": 3599', '"expires_in": 3600'),
        ('"iat": 1738318272', '"iat": 1769904000'),
        ("id 7d4e9f10-0000-4000-8000-0123456789ab", "id 00000000-1111-4222-8333-abcdefabcdef"),
        ("request req_5fK2aPq9Zx81LmN0", "request req_9aB8cD7eF6gH5iJ4"),
    ],
)
def test_volatile_part_of_an_observation_does_not_count(one: str, other: str) -> None:
    """Times, numbers of pseudonyms, and what a server makes up."""
    assert steady(one) == steady(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("status 400", "status 401"),
        ("a refresh 600 s after the end: status 200", "a refresh 700 s after the end: status 200"),
        ("the token is dead", "the token lives"),
        ("<access_token-1>", "<refresh_token-1>"),
        ("application/json", "application/problem+json"),
        ("invalid_grant", "invalid_request"),
    ],
)
def test_finding_of_an_observation_counts(one: str, other: str) -> None:
    """What was learnt about the server is no noise."""
    assert steady(one) != steady(other)


def test_item_of_one_run_only_is_gone_or_new() -> None:
    """It is told, but nothing can be compared."""
    found = compare(a_run(at("sandbox", item="a.b/c/old")), a_run(at("sandbox", "failed", item="a.b/c/new")))
    assert (kinds(found), found.in_both) == (["gone", "new"], 0)


def test_worse_changes_come_first_and_of_them_the_worst() -> None:
    """Failed before warned, worse before better."""
    before = a_run(*(at("s", outcome, item=f"a.b/c/{n}") for n, outcome in enumerate(("failed", "passed", "passed"))))
    after = a_run(*(at("s", outcome, item=f"a.b/c/{n}") for n, outcome in enumerate(("passed", "warned", "failed"))))
    found = compare(before, after)
    assert [(change.kind, change.latest.outcome) for change in found.changes] == [
        ("worse", "failed"),
        ("worse", "warned"),
        ("better", "passed"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ({"one": "finapi"}, {"two": "finapi"}, {"one": "two"}),
        ({"one": "finapi"}, {"two": "oauth2"}, {"one": "two"}),
        ({"a": "finapi", "b": "finapi"}, {"b": "finapi", "a": "finapi"}, {"a": "a", "b": "b"}),
        ({"a": "finapi", "b": "square"}, {"c": "square", "d": "finapi"}, {"a": "d", "b": "c"}),
        ({"a": "finapi", "old": "oauth2"}, {"a": "finapi", "new": "oauth2"}, {"a": "a", "old": "new"}),
        ({"a": "finapi", "b": "finapi"}, {"c": "finapi", "d": "finapi"}, {}),
        ({"a": "finapi"}, {"a": "finapi", "b": "square"}, {"a": "a"}),
    ],
)
def test_targets_are_paired_where_it_is_clear_which_is_which(
    before: dict[str, str], after: dict[str, str], pairs: dict[str, str]
) -> None:
    """By name, then by contract, then the only one that is left; nothing is guessed."""
    runs = (a_run(*(at(name, contract=contract) for name, contract in each.items())) for each in (before, after))
    assert pair_targets(*runs) == pairs


def test_two_releases_under_two_names_are_compared() -> None:
    """The name of the target is no part of what an item is."""
    found = compare(a_run(at("release-1")), a_run(at("release-2", "failed")))
    assert (kinds(found), found.in_both) == (["worse"], 1)


def test_targets_without_a_counterpart_keep_their_items() -> None:
    """Two targets that cannot be told apart are not mixed up."""
    found = compare(a_run(at("a"), at("b")), a_run(at("c"), at("d")))
    assert (kinds(found), found.in_both) == (["gone", "gone", "new", "new"], 0)
