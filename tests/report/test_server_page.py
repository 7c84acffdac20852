"""The page of other people's servers says who keeps what, and changes only when that changes."""

from __future__ import annotations

from conformance.report.server_page import AskedServer, server_page
from conformance.terms import Verdict
from tests.report.verdict_samples import verdict

STORY = ("# 1. judged: refresh (answered 200)", "curl -sS -X POST http://127.0.0.1:40123/token --data-raw a=b")


def judged(target: str, outcome: str, case: str = "refresh", **changes: object) -> Verdict:
    """Return a verdict of one target on the promise that refreshes work."""
    return verdict(
        outcome,
        **{
            "id": f"{target}/refresh.works/refresh-works/{case}",
            "target": target,
            "behaviour": "refresh.works",
            "scenario": "refresh-works",
            "case": case,
            "statement": "A refresh works.",
            "source": {"title": "RFC 6749", "at": "section 6", "url": "https://example.com/rfc6749"},
            "curl": STORY,
            **changes,
        },
    )


def lines(*servers: AskedServer) -> list[str]:
    return server_page(servers).splitlines()


def row(*outcomes: str) -> str:
    """Return the row of the promise for one server that ended so in its checks."""
    verdicts = tuple(judged("acme", outcome, f"refresh-{number}") for number, outcome in enumerate(outcomes))
    return next(line for line in lines(AskedServer("Acme 1.0", verdicts)) if line.startswith("| refresh.works"))


def test_servers_stand_side_by_side() -> None:
    """One row a promise, one column a target."""
    page = lines(
        AskedServer("Zeta 2.0", (judged("zeta", "failed"),)), AskedServer("Acme 1.0", (judged("acme", "passed"),))
    )
    assert "| behaviour | sentence | level | acme | zeta |" in page
    assert "| refresh.works | A refresh works. | must | passed | **failed** |" in page
    assert page.index("| Acme 1.0 | acme | 1 |  |") < page.index("| Zeta 2.0 | zeta |  | 1 |")


def test_cell_is_the_worst_verdict_of_what_was_judged() -> None:
    """With how many ended so, where not all did; what could not be tested does not hide what could."""
    assert row("passed", "passed") == "| refresh.works | A refresh works. | must | passed |"
    assert row("passed", "failed", "passed").endswith("| **failed** 1 of 3 |")
    assert row("passed", "not-testable").endswith("| passed 1 of 2 |")
    assert row("not-testable", "not-testable").endswith("| not-testable |")


def test_deviation_is_told_with_its_exchange() -> None:
    """The sentence, its source, what was expected, and two lines."""
    page = server_page(
        [AskedServer("Acme 1.0", (judged("acme", "failed", expected="status 200", observed="status 400, no body"),))]
    )
    assert (
        "**refresh.works** (must). A refresh works. [RFC 6749](https://example.com/rfc6749): section 6\n"
        "\n"
        "- failed: refresh-works, refresh; expected status 200\n"
        "\n"
        "  ```text\n"
        "  > POST /token, a=b\n"
        "  < status 400, no body\n"
        "  ```\n"
    ) in page


def test_server_without_deviation_has_none() -> None:
    """That nothing was found is said."""
    page = lines(AskedServer("Acme 1.0", (judged("acme", "passed"),)))
    assert page[page.index("### acme") :][:3] == ["### acme", "", "None."]


def test_answer_cannot_end_its_block() -> None:
    """Whatever a server answers stands between the fences."""
    page = server_page([AskedServer("Acme 1.0", (judged("acme", "failed", observed="```\n# a heading"),))])
    assert "  < ''' # a heading\n  ```" in page


def test_what_cannot_be_tested_is_told_with_its_reason() -> None:
    """Equal reasons are counted."""
    reasons = tuple(judged("acme", "not-testable", case, observed="no 'user' can be had") for case in ("a", "b"))
    assert "| acme | no 'user' can be had | 2 |" in lines(AskedServer("Acme 1.0", reasons))


def test_server_that_was_not_run_is_there() -> None:
    """With the reason; one that was never asked, too."""
    page = lines(AskedServer("Acme 1.0", absent="needs node"), AskedServer("Zeta 2.0"))
    assert "| Acme 1.0 | not run: needs node |" in page
    assert "| Zeta 2.0 | not run: not asked |" in page


def test_page_is_the_same_for_the_same_verdicts() -> None:
    """Neither their order nor how long they took is seen."""
    first = (judged("acme", "failed", "a"), judged("acme", "warned", "b"))
    again = (judged("acme", "warned", "b", seconds=9.0, requests=7), judged("acme", "failed", "a", nodeid="elsewhere"))
    assert server_page([AskedServer("Acme 1.0", first)]) == server_page([AskedServer("Acme 1.0", again)])
