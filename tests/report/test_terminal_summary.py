"""The terminal summary: aligned counts, six lines for each finding, and the line that makes more testable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.outcomes import OUTCOMES
from conformance.report.overview import Overview, ReportPlaces, TargetFacts
from conformance.report.terminal import MARKUP, OUTCOME_STYLE, Line, summary_lines
from conformance.terms import Verdict
from tests.report.verdict_samples import verdict

SANDBOX = TargetFacts("sandbox", "finapi", "1.151.1", "https://sandbox.finapi.io")
PLACES = ReportPlaces("reports/verdicts.jsonl", "reports/allure-results")
RUN = Overview((SANDBOX,), PLACES, seconds=12.34)
BANNER = "The embedded reference servers were the target: this run says nothing about a server of yours."


def texts(*verdicts: Verdict, run: Overview = RUN, width: int = 100) -> list[str]:
    return [line.text for line in summary_lines(verdicts, run, width=width)]


def named(outcome: str, behaviour: str, case: str = "password", **changes: object) -> Verdict:
    identity = f"sandbox/{behaviour}/longer-request-id-is-refused/{case}"
    return replace(verdict(outcome, behaviour=behaviour, case=case), id=identity, **changes)  # type: ignore[arg-type]


def test_counts_are_aligned_and_show_only_what_occurs() -> None:
    """The literal head of a run: a line for the target, one for each family."""
    many = [named("passed", "revocation.hint", str(n)) for n in range(14)]
    lines = texts(
        *many,
        named("failed", "revocation.caller"),
        named("passed", "client-auth.missing"),
        named("not-testable", "client-auth.basic"),
    )
    assert lines[:4] == [
        "sandbox  finapi 1.151.1, https://sandbox.finapi.io",
        "  client-auth   1 passed  1 not-testable",
        "  revocation   14 passed                  1 failed",
        "",
    ]


def test_failed_verdict_is_told_in_six_lines() -> None:
    """Identity, sentence with its source, expected, observed, how to see it, how to run it again."""
    curl = ("# 1. set-up", "curl a", "# 2. judged", "curl b")
    lines = texts(verdict("failed", expected="400 to 499", observed="200 with a token", curl=curl), width=140)
    assert lines[3:10] == [
        "FAILED sandbox/request-id.max-length/longer-request-id-is-refused/password",
        "  promised  A request id may have up to 255 characters. [AuthorizationApi, Go client 1.151.1, xRequestId]",
        "  expected  400 to 499",
        "  observed  200 with a token",
        "  see       4 lines of shell in reports/verdicts.jsonl or reports/allure-results",
        "  rerun     pytest 'suites/test_request_id.py::test_longer_request_id_is_refused"
        "[sandbox:request-id.max-length:password]'",
        "",
    ]


def test_one_short_command_is_shown_itself() -> None:
    """What fits into the line is not hidden in a file."""
    curl = ("# first: serve", "# 1. judged", "curl -sS http://127.0.0.1/", "# expected 401; observed 200")
    assert "  see       curl -sS http://127.0.0.1/" in texts(verdict("failed", curl=curl))


def test_long_texts_are_cut_but_not_what_is_to_be_copied() -> None:
    """A sentence ends in an ellipsis; identity and command stay whole."""
    lines = texts(verdict("failed", expected="x" * 300, observed="y\n" * 300), width=60)
    assert (lines[5], len(lines[6])) == ("  expected  " + "x" * 47 + "…", 60)
    assert lines[7].endswith("password]'")


def test_blocked_verdict_names_what_explains_it() -> None:
    """The reader is sent to the cause, not to the promise."""
    lines = texts(
        verdict("blocked", blocked_by="grant.accepted", observed="the control was refused", remedy="look there")
    )
    assert lines[3:6] == [
        "BLOCKED sandbox/request-id.max-length/longer-request-id-is-refused/password, explained by grant.accepted",
        "  reason    the control was refused",
        "  to do     look there",
    ]


def test_one_cause_is_told_once() -> None:
    """A host that cannot be reached is not a hundred red paragraphs."""
    broken = [named("broken", "revocation.caller", f"case-{n}", observed="no answer", nodeid="") for n in range(3)]
    lines = texts(*broken, width=60)
    assert lines[3:7] == [
        "BROKEN sandbox/revocation.caller/longer-request-id-is-refused/case-0",
        "  reason    no answer",
        "  the same  2 more items: sandbox/revocation.caller/longer-…",
        "",
    ]


def test_failed_verdicts_are_told_one_by_one() -> None:
    """Two deviations with one text are two findings."""
    found = [named("failed", "revocation.caller", case, observed="200") for case in ("a", "b")]
    assert sum(line.startswith("FAILED") for line in texts(*found)) == 2


def test_worst_is_told_first() -> None:
    """Failed before broken before blocked before warned."""
    lines = texts(
        *(named(outcome, "a.b", outcome, observed="x") for outcome in ("warned", "blocked", "broken", "failed"))
    )
    told = [line.split()[0] for line in lines if line.split(" ")[0].isupper()]
    assert told == ["FAILED", "BROKEN", "BLOCKED", "WARNED"]


def test_no_finding_takes_more_than_six_lines() -> None:
    """Not even one of which everything is known, told for several."""
    full = {"blocked_by": "a.b", "remedy": "do\nit", "curl": ("# 1", "curl"), "expected": "x", "observed": "y"}
    for outcome in ("failed", "broken", "blocked", "warned"):
        lines = texts(*(named(outcome, "a.b", case, **full) for case in ("a", "b")))
        start = lines.index(next(line for line in lines if line.startswith(outcome.upper())))
        assert lines[start:].index("") <= 6, outcome


def test_what_is_not_testable_is_grouped_by_its_remedy() -> None:
    """How many, why, and the line of configuration that would change it."""
    remedy = '[targets.sandbox.states] "locked user" = { username = "…", password = "…" }'
    items = [
        *(named("not-testable", "user.locked", str(n), observed="no 'locked user'", remedy=remedy) for n in range(12)),
        named("skipped", "user.lockout", observed="lockout is not allowed", remedy='allow = ["lockout"]'),
        named("skipped", "user.flood", observed="the budget is spent"),
    ]
    lines = texts(*items)
    start = lines.index("not judged, and what would change it")
    assert lines[start : start + 8] == [
        "not judged, and what would change it",
        "  12 not-testable  no 'locked user'",
        "     [targets.sandbox.states]",
        '     "locked user" = { username = "…", password = "…" }',
        "   1 skipped  lockout is not allowed",
        '     allow = ["lockout"]',
        "   1 skipped  the budget is spent",
        "",
    ]


def test_reasons_of_one_remedy_are_counted() -> None:
    """The first is told, the others are not hidden."""
    items = [named("not-testable", "a.b", reason, observed=reason, remedy="line") for reason in ("one", "two", "three")]
    assert "  3 not-testable  one (and 2 other reasons)" in texts(*items)


def test_findings_are_one_line_each_and_ten_at_most() -> None:
    """Observed is told compactly; what is passed over is counted."""
    items = [named("observed", "a.b", f"c{n}", observed="seen\nthat") for n in range(12)]
    lines = texts(*items)
    start = lines.index("observed, not judged")
    assert lines[start + 1] == "  sandbox/a.b [c0]: seen that"
    assert (lines[start + 11], lines[start + 12]) == ("  and 2 more", "")


def test_known_deviations_are_told_with_their_reason() -> None:
    """They do not fail the run, and do not vanish either: one line for each that is listed."""
    known = {"id": "a.b/*", "reason": "they\nknow", "link": "https://t.example/12", "expires": "2026-01-31"}
    lines = texts(*(named("known", "a.b", case, known=known, observed="200") for case in ("one", "two")))
    assert "  2 items  sandbox/a.b/*: they know (https://t.example/12, until 2026-01-31)" in lines


def test_entries_of_no_use_are_told_beside_the_known_deviations() -> None:
    """A list that is not tidied up hides what it was not written for."""
    lines = texts(verdict(), run=replace(RUN, listed=("conformance.toml:3: a.b/* deviates no more",)))
    at = lines.index("known deviations")
    assert lines[at + 1] == "  conformance.toml:3: a.b/* deviates no more"


def test_ending_says_where_the_reports_lie_how_many_requests_and_how_long() -> None:
    """The literal last two lines."""
    run = replace(RUN, requests=1234, states=5)
    assert texts(verdict(), verdict(), verdict("failed"), run=run)[-2:] == [
        "reports: reports/verdicts.jsonl, reports/allure-results",
        "1,234 requests, 5 states in 12.3 s: 1 failed, 2 passed",
    ]


def test_requests_are_summed_over_the_verdicts() -> None:
    """Whoever does not count them apart need not."""
    assert texts(verdict(), verdict())[-1] == "6 requests in 12.3 s: 2 passed"


def test_run_on_embedded_servers_says_so_first_and_last() -> None:
    """Nobody takes it for a run against a server of theirs."""
    run = replace(RUN, targets=(replace(SANDBOX, embedded=True),))
    lines = texts(verdict(), run=run)
    assert (lines[0], lines[-1]) == (BANNER, BANNER)
    assert "sandbox  finapi 1.151.1, embedded reference server" in lines


def test_replayed_target_names_its_cassettes() -> None:
    """An offline run does not look like one that asked the server."""
    run = replace(RUN, targets=(replace(SANDBOX, replayed="cassettes/sandbox"),))
    assert texts(verdict(), run=run)[0] == "sandbox  finapi 1.151.1, replayed from cassettes/sandbox"


def test_each_target_has_its_own_counts() -> None:
    """Verdicts of one target are not counted at another."""
    run = replace(RUN, targets=(SANDBOX, replace(SANDBOX, name="live")))
    lines = texts(verdict(), replace(verdict("failed"), target="live"), run=run)
    assert (lines[1], lines[3]) == ("  request-id  1 passed", "  request-id  1 failed")


def test_fault_of_the_whole_run_is_told() -> None:
    """A gate that tested nothing is not green."""
    run = replace(RUN, faults=("no must of target sandbox was judged",))
    lines = summary_lines([verdict()], run)
    assert Line("ERROR no must of target sandbox was judged", "bad") in lines
    assert lines[-1].style == "bad"


def test_run_without_verdicts_is_not_green() -> None:
    """Nothing judged is said, and shown as bad."""
    assert Line("0 requests in 12.3 s: nothing was judged", "bad") == summary_lines([], RUN)[-1]


@pytest.mark.parametrize(
    ("outcome", "fail_on", "strict", "style"),
    [
        ("warned", "must", False, "good"),
        ("warned", "should", False, "bad"),
        ("skipped", "must", False, "good"),
        ("not-testable", "must", True, "bad"),
        ("known", "should", True, "good"),
    ],
)
def test_last_line_is_red_only_if_the_run_fails(outcome: str, fail_on: str, strict: bool, style: str) -> None:
    """Its style follows the exit code, options included."""
    run = replace(RUN, fail_on=fail_on, strict=strict)  # type: ignore[arg-type]
    assert style == summary_lines([verdict(outcome)], run)[-1].style


def test_every_outcome_has_a_style_that_can_be_written() -> None:
    """No outcome is forgotten, no style unknown to the terminal."""
    assert set(OUTCOMES) == set(OUTCOME_STYLE)
    assert set(OUTCOME_STYLE.values()) <= set(MARKUP)
