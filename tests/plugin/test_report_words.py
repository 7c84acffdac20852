"""The words of the terminal, literally: letters, words, the summary of failures, the text of one deviation."""

from __future__ import annotations

import re

import pytest

from tests.plugin.conftest import RunHere
from tests.plugin.projects import Project

ENDINGS = {
    "passed": "    server.call(operation).send().accepted(promise)",
    "observed": "    server.call(operation).send()\n    server.observe('one of two')",
    "skipped": "    server.call(operation).send().accepted(promise)",
    "not-testable": "    server.not_testable('no way to see it', 'a line of configuration')",
    "warned": "    server.deviates('an answer', 'another')",
    "blocked": "    server.call(operation).but(client_secret='another').send().for_setup()",
    "broken": "    raise RuntimeError('a fault of the scenario')",
    "failed": "    server.deviates('an answer', 'another')",
}
BEHAVIOURS = {
    "passed": "grant.accepted",
    "observed": "body.in-query",
    "skipped": "user.lockout",
    "not-testable": "grant.accepted",
    "warned": "token-response.format",
    "blocked": "grant.accepted",
    "broken": "grant.accepted",
    "failed": "grant.accepted",
}
LETTERS = {
    "passed": ".",
    "observed": "o",
    "skipped": "s",
    "not-testable": "n",
    "warned": "w",
    "blocked": "B",
    "broken": "E",
    "failed": "F",
}


def write_ending(project: Project, outcome: str) -> None:
    """Write a scenario that ends like this at one operation."""
    function = f"test_{outcome.replace('-', '_')}"
    project.write_scenarios(
        f'@scenario("{BEHAVIOURS[outcome]}")\ndef {function}(server, promise, operation):\n{ENDINGS[outcome]}\n'
    )


def one(outcome: str) -> str:
    return "password" if BEHAVIOURS[outcome] == "user.lockout" else "client"


@pytest.mark.parametrize("outcome", list(ENDINGS))
def test_letter_of_each_outcome(project: Project, run: RunHere, outcome: str) -> None:
    """An item that ends is one letter."""
    write_ending(project, outcome)
    ended = run("-k", one(outcome))
    assert list(project.outcomes().values()) == [outcome]
    assert len(ended.lines(rf"^test_words\.py {re.escape(LETTERS[outcome])} +\[100%\]$")) == 1


@pytest.mark.parametrize("outcome", list(ENDINGS))
def test_word_of_each_outcome(project: Project, run: RunHere, outcome: str) -> None:
    """With -v it is one word."""
    write_ending(project, outcome)
    ended = run("-v", "-k", one(outcome))
    assert len(ended.lines(rf"^test_words\.py::test_\S+\] {outcome.upper()}\b.* \[100%\]$")) == 1


@pytest.mark.parametrize("outcome", ["blocked", "broken", "failed"])
def test_short_summary_names_the_outcome(project: Project, run: RunHere, outcome: str) -> None:
    """In pytest's list of failures an item that was not judged is no FAILED."""
    write_ending(project, outcome)
    ended = run("-k", one(outcome))
    short = ended.out.partition("short test summary info")[2]
    assert re.search(
        rf"^{outcome.upper()} test_words\.py::test_{outcome}\[own:grant\.accepted:client", short, re.MULTILINE
    )


@pytest.mark.parametrize("outcome", ["skipped", "not-testable"])
def test_skips_are_told_with_the_place_of_the_scenario(project: Project, run: RunHere, outcome: str) -> None:
    """With -rs the reason comes with the scenario's file and line, not with a place in the plugin."""
    write_ending(project, outcome)
    ended = run("-rs", "-k", one(outcome))
    reason = {"skipped": "checking this may lockout", "not-testable": "no way to see it"}[outcome]
    assert len(ended.lines(rf"^{outcome.upper()} \[1\] test_words\.py:6: {reason}")) == 1


def test_words_under_workers(project: Project, run: RunHere) -> None:
    """Under -n 2 letters and words are the same."""
    write_ending(project, "blocked")
    ended = run("-n", "2", "-k", "client")
    assert "BLOCKED test_words.py::test_blocked[own:grant.accepted:client-credentials]" in ended.out


DEVIATING = """\
@scenario("grant.accepted")
def test_status_is_299(server, promise, operation):
    answer = server.call(operation).send()
    answer.fail("a status of 299", f"status {answer.status}")
"""


def test_text_of_a_deviation(project: Project, run: RunHere) -> None:
    """One deviation as a reader sees it: the promise, its source, both sides, and the lines that show it again."""
    project.write_scenarios(DEVIATING)
    ended = run("-k", "client")
    text = ended.out[ended.out.index("Deviation: own/") :].partition("\n====")[0]
    assert re.sub(r"http://127\.0\.0\.1:\d+", "http://SERVER", re.sub(r"_\d+\b", "_N", text)).splitlines() == [
        "Deviation: own/grant.accepted/status-is-299/client-credentials",
        "  Valid parameters are answered with tokens.",
        "  source    Notes on the server, 1, tokens, https://server.example/notes",
        "  expected  a status of 299",
        "  observed  status 200",
        "",
        "  the same in shell:",
        '    : "${CLIENT_SECRET_N:?client_secret of [targets.own]}"',
        "    # 1. judged: client_credentials (answered 200)",
        "    curl -sS -i -w '\\n%{http_code}\\n' -X POST http://SERVER/oauth/token -H 'Accept: application/json' "
        "-H 'Content-Type: application/x-www-form-urlencoded' --data-raw grant_type=client_credentials "
        '--data-raw client_id=finapi-reference-client-A --data-urlencode "client_secret=$CLIENT_SECRET_N"',
        "    # expected a status of 299; observed status 200",
    ]


def test_no_traceback_of_a_deviation(project: Project, run: RunHere) -> None:
    """A deviation is about the server: neither the scenario's code nor ours is shown."""
    write_ending(project, "failed")
    ended = run("-k", "client", "--showlocals", "--tb=long")
    assert "server.deviates" not in ended.out
    assert "conformance/" not in ended.out.replace("oauth-conformance", "")


def test_text_of_a_blocked_item(project: Project, run: RunHere) -> None:
    """What was not put to the question names the reason and the behaviour that explains it."""
    write_ending(project, "blocked")
    ended = run("-k", "client")
    begin = ended.out.index("Blocked: own/")
    assert ended.out[begin:].splitlines()[:5] == [
        "Blocked: own/grant.accepted/blocked/client-credentials",
        "  Valid parameters are answered with tokens.",
        "  source    Notes on the server, 1, tokens, https://server.example/notes",
        "  reason    set-up was refused: client_credentials answered status 401, application/json: "
        '{"error": "invalid_client", "error_description": "Bad client credentials"}',
        "  explains  grant.accepted",
    ]


def test_text_of_a_broken_item(project: Project, run: RunHere) -> None:
    """A fault of a scenario is ours, and is told with its place in one line."""
    write_ending(project, "broken")
    ended = run("-k", "client")
    begin = ended.out.index("Broken: own/")
    assert ended.out[begin:].splitlines()[3] == (
        "  reason    our own fault: RuntimeError: a fault of the scenario (test_words.py:8 in test_broken)"
    )


def test_summary_counts_and_tells(project: Project, run: RunHere) -> None:
    """The summary has a line of counts for each family, then each finding, then places and sums."""
    write_ending(project, "failed")
    ended = run("-k", "client")
    summary = ended.out.partition("OAuth conformance")[2]
    text = re.sub(r"http://127\.0\.0\.1:\d+", "http://SERVER", summary)
    assert [line for line in text.splitlines() if line][1:8] == [
        "own  own 1, http://SERVER",
        "  grant  1 failed",
        "FAILED own/grant.accepted/failed/client-credentials",
        "  promised  Valid parameters are answered with tokens. [Notes on the server 1, tokens]",
        "  expected  an answer",
        "  observed  another",
        "  rerun     pytest --oauth-fuzz=0 'test_words.py::test_failed[own:grant.accepted:client-credentials]'",
    ]


def test_rerun_command_runs_the_item(project: Project, run: RunHere) -> None:
    """The node id of the summary selects exactly this item."""
    write_ending(project, "failed")
    ended = run("test_words.py::test_failed[own:grant.accepted:client-credentials]")
    assert "1 failed" in ended.out
    assert list(project.outcomes()) == ["own/grant.accepted/failed/client-credentials"]
