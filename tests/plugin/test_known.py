"""A deviation that the target file lists does not fail the run, and the summary says that it is there."""

from __future__ import annotations

import json

import pytest

from tests.plugin.conftest import RunHere
from tests.plugin.projects import FORMAT, GRANT, Project

KEPT = "    server.call(operation).send().accepted(promise)\n"
DEVIATES = GRANT.replace(KEPT, KEPT + '    server.deviates("an answer", "another")\n')
WARNED = FORMAT.replace("if not token", "if token")
ITEMS = [f"own/grant.accepted/valid-grant-is-accepted/{case}" for case in ("client-credentials", "password", "refresh")]


@pytest.fixture
def listing(project: Project, served: str) -> Project:
    """A project whose target lists every item of `grant.accepted` and `token-response.format`."""
    entries = (
        '[[targets.own.known]]\nid = "grant.accepted/*"\nreason = "they know"\nlink = "https://t.example/12"\n'
        '[[targets.own.known]]\nid = "token-response.format/*"\nreason = "long tokens"\n'
    )
    project.write_target(served, more=entries)
    return project


def test_listed_deviation_is_known_and_the_run_is_green(listing: Project, run: RunHere) -> None:
    """Failed and warned items alike; the target was judged, and no option makes it fail."""
    listing.write_scenarios(DEVIATES, WARNED)
    assert run("--oauth-strict", "--oauth-fail-on=should").ret == 0
    assert set(listing.outcomes().values()) == {"known"}


def test_known_verdict_keeps_the_entry_and_the_evidence(listing: Project, run: RunHere) -> None:
    """Why it is known, what was seen, and the lines that show it."""
    listing.write_scenarios(DEVIATES)
    run()
    verdict = listing.verdicts()[ITEMS[0]]
    assert verdict["known"] == {"id": "grant.accepted/*", "reason": "they know", "link": "https://t.example/12"}
    assert (verdict["expected"], verdict["observed"], bool(verdict["curl"])) == ("an answer", "another", True)


@pytest.mark.parametrize("options", [(), ("-n", "2"), ("--runxfail",)], ids=["alone", "in parallel", "runxfail"])
def test_known_item_is_xfailed(listing: Project, run: RunHere, options: tuple[str, ...]) -> None:
    """It is counted so, told with its reason under -rx, and no option of pytest's makes it a failure."""
    listing.write_scenarios(DEVIATES)
    ended = run("-rx", *options)
    assert ended.ret == 0
    assert ended.lines(r"=+ 3 xfailed in ")
    assert len(ended.lines(r"^KNOWN .*valid_grant_is_accepted.* - they know$")) == 3


def test_summary_tells_known_deviations_by_their_entries(listing: Project, run: RunHere) -> None:
    """One line for the three items; the entry that was not met by a whole run is told, too."""
    listing.write_scenarios(DEVIATES)
    ended = run()
    assert ended.lines("^  3 items  own/grant.accepted/[*]: they know [(]https://t.example/12[)]$")
    assert ended.lines(
        "^  conformance.toml:[0-9]+: no item is called token-response.format/[*]; known: grant.accepted/[*]$"
    )


@pytest.mark.parametrize("narrowed", [("-k", "client"), ("test_words.py",), ("-n", "2", "-k", "client"), ("--lf",)])
def test_part_of_a_suite_says_nothing_of_entries_that_it_does_not_meet(
    listing: Project, run: RunHere, narrowed: tuple[str, ...]
) -> None:
    """Whoever runs single items is not told to tidy up."""
    listing.write_scenarios(DEVIATES)
    assert run(*narrowed).lines("no item is called|deviates no more") == []


@pytest.mark.parametrize("where", [(), ("-n", "2")], ids=["alone", "in parallel"])
def test_entry_that_deviates_no_more_is_told(listing: Project, run: RunHere, where: tuple[str, ...]) -> None:
    """The run stays green: the server is better than the list."""
    listing.write_scenarios(GRANT)
    ended = run(*where)
    assert ended.ret == 0
    assert ended.lines("^  conformance.toml:[0-9]+: grant.accepted/[*] deviates no more; remove it from the list$")


def test_expired_entry_counts_no_more(listing: Project, run: RunHere, served: str) -> None:
    """The items fail as if nothing were listed, and the summary says why."""
    entry = '[[targets.own.known]]\nid = "grant.accepted/*"\nreason = "they know"\nexpires = 2020-01-31\n'
    listing.write_target(served, more=entry)
    listing.write_scenarios(DEVIATES)
    ended = run()
    assert ended.ret == 1
    assert set(listing.outcomes().values()) == {"failed"}
    assert ended.lines("^  conformance.toml:[0-9]+: grant.accepted/[*] expired on 2020-01-31 and counts no more;")


def test_what_was_not_heard_is_not_known(listing: Project, run: RunHere) -> None:
    """A blocked item is no deviation: an entry does not hide that nothing was judged."""
    listing.write_scenarios(
        GRANT.replace(KEPT, '    server.call(operation).but(client_secret="another").send().for_setup()\n')
    )
    assert run().ret == 1
    assert set(listing.outcomes().values()) == {"blocked"}


def test_allure_shows_a_known_deviation_as_skipped_with_reason_and_link(listing: Project, run: RunHere) -> None:
    """It falls into the category of known deviations."""
    listing.write_scenarios(DEVIATES)
    run()
    files = (listing.path / "reports/allure-results").glob("*-result.json")
    result = next(json.loads(file.read_text("utf-8")) for file in files)
    assert result["status"] == "skipped"
    assert result["statusDetails"]["message"] == "Known: they know; expected an answer; observed another"
    assert "https://t.example/12" in [link["url"] for link in result["links"]]
