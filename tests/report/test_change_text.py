"""The difference of two runs as people read it, literally."""

from __future__ import annotations

from dataclasses import replace

from conformance.report.change import compare
from conformance.report.change_text import change_lines
from conformance.report.past_run import Judged, PastRun
from conformance.terms import Verdict
from tests.report.verdict_samples import verdict

STORY = ("# 1. set-up (answered 200)", "curl a", "# 2. judged (answered 200)", "curl b")
FAILED = verdict("failed", expected="a refusal", observed="status 200", curl=STORY)


def a_run(name: str, *verdicts: Verdict) -> PastRun:
    return PastRun(f"{name}.jsonl", {each.id: Judged(each, f"{name}.jsonl:{n}") for n, each in enumerate(verdicts, 1)})


def lines(before: list[Verdict], after: list[Verdict], *, width: int = 160, full: bool = False) -> list[str]:
    runs = (a_run("a", *before), a_run("b", *after))
    return list(change_lines(*runs, compare(*runs), width=width, full=full))


def cases(outcome: str, count: int, **changes: object) -> list[Verdict]:
    made = (verdict(outcome, id=f"sandbox/a.b/c/{n}") for n in range(count))
    return [replace(each, **changes) for each in made]  # type: ignore[arg-type]


def test_worse_item_is_told_with_both_sides() -> None:
    """Which runs, the sentence, what each of them found, where its lines of shell stand, and how many there are."""
    assert lines([verdict()], [FAILED]) == [
        "A  a.jsonl: 1 verdict of sandbox (finapi)",
        "B  b.jsonl: 1 verdict of sandbox (finapi)",
        "",
        "WORSE sandbox/request-id.max-length/longer-request-id-is-refused/password: passed -> failed",
        "  promised  A request id may have up to 255 characters. [AuthorizationApi, Go client 1.151.1, xRequestId]",
        "  A         passed",
        "  B         failed: expected a refusal; observed status 200",
        "    see     4 lines of shell in b.jsonl:1",
        "",
        "1 item in both: 1 worse",
    ]


def test_both_stories_are_shown_in_full_where_they_are_asked_for() -> None:
    """Of the run before and of the run after, each under its side."""
    told = lines([replace(FAILED, outcome="warned", curl=("curl old",))], [FAILED], full=True)
    at = told.index("  A         warned: expected a refusal; observed status 200")
    assert told[at + 1 : at + 9] == [
        "    in shell, from a.jsonl:1:",
        "      curl old",
        "  B         failed: expected a refusal; observed status 200",
        "    in shell, from b.jsonl:1:",
        *(f"      {line}" for line in STORY),
    ]


def test_one_short_command_is_shown_itself() -> None:
    """As the summary of a run does."""
    assert "    see     curl -sS http://x/" in lines([verdict()], [replace(FAILED, curl=("curl -sS http://x/",))])


def test_long_texts_are_cut_unless_all_is_asked_for() -> None:
    """But never an identity."""
    long = replace(FAILED, observed="y" * 300)
    assert max(map(len, lines([verdict()], [long], width=90)[4:8])) == 90
    assert any("y" * 300 in line for line in lines([verdict()], [long], width=90, full=True))


def test_other_observation_is_told_with_both_findings() -> None:
    """It is not judged, and has no arrow."""
    told = lines([verdict("observed", observed="status 400")], [verdict("observed", observed="status 200")])
    assert told[3].startswith("OBSERVED OTHERWISE sandbox/")
    assert told[5:7] == ["  A         observed: status 400", "  B         observed: status 200"]


def test_known_item_is_told_with_its_reason() -> None:
    """What a list excuses is still a deviation."""
    known = replace(FAILED, outcome="known", known={"id": "a.b/*", "reason": "ticket 12"})
    assert "  B         known: ticket 12; expected a refusal; observed status 200" in lines([verdict()], [known])


def test_what_has_one_cause_is_told_once() -> None:
    """A server that was away is not three hundred changes; with all of it asked for, each is named."""
    after = cases("not-testable", 3, observed="no connection")
    told = lines(cases("passed", 3), after, width=60)
    assert sum(line.startswith("WORSE") for line in told) == 1
    assert "  the same  2 more: sandbox/a.b/c/1, sandbox/a.b/c/2" in told


def test_every_worse_item_is_told_and_of_the_better_ones_ten() -> None:
    """What is passed over is counted."""
    failed = cases("failed", 12, observed="x")
    assert sum(line.startswith("WORSE") for line in lines(cases("passed", 12), failed)) == 12
    told = lines(failed, cases("passed", 12))
    assert sum(line.startswith("BETTER") for line in told) == 10
    assert "  and 2 more better; -v shows them" in told
    assert sum(line.startswith("BETTER") for line in lines(failed, cases("passed", 12), full=True)) == 12


def test_items_of_one_run_are_listed_the_worst_first() -> None:
    """A line each, ten at most; -v shows all."""
    new = [*cases("passed", 11), verdict("failed", id="sandbox/a.b/c/x", observed="status 200")]
    told = lines([verdict()], [verdict(), *new])
    at = told.index("only in B: 12")
    assert told[at + 1] == "  failed        sandbox/a.b/c/x: status 200"
    assert (told[at + 11], told[-1]) == ("  and 2 more; -v shows them", "1 item in both: 12 only in B")


def test_targets_of_two_names_and_contracts_are_named() -> None:
    """It is allowed, but the reader should know."""
    other = replace(verdict(), id=verdict().id.replace("sandbox", "live"), target="live", contract="oauth2")
    assert lines([verdict()], [other])[2:] == [
        "sandbox of A is compared with live of B",
        "two contracts, finapi and oauth2: compared is what has the same words in both",
        "",
        "1 item in both: nothing changed",
    ]


def test_level_is_told_where_it_changed() -> None:
    """A `should` that became a `must` explains a warning that became a failure."""
    told = lines([replace(FAILED, outcome="warned", level="should")], [FAILED])
    assert "  A         warned, a should: expected a refusal; observed status 200" in told
    assert "  B         failed, a must: expected a refusal; observed status 200" in told


def test_no_line_obeys_what_a_server_sent() -> None:
    """A terminal would."""
    assert not any("\x1b" in line for line in lines([verdict()], [replace(FAILED, observed="\x1b[2J")]))
