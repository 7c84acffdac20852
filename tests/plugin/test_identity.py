"""An item has one name: in pytest, in the verdict file, in every way of running."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.plugin.conftest import WAYS, RunHere
from tests.plugin.projects import CONTRACT, GRANT, REVOCATION, Project, Run

RunAll = Callable[[str], tuple[Run, Project]]
PART = re.compile(r"[a-z0-9.-]+")


def collected(run: Run) -> set[str]:
    return set(re.findall(r"^(?:\[gw\d\].*?|)(test_words\.py::\S+?\])", run.out, re.MULTILINE))


def test_test_id_names_target_behaviour_and_case(project: Project, run: RunHere) -> None:
    """A test id is the function's name with target, behaviour and case in brackets."""
    project.write_scenarios(GRANT, REVOCATION)
    ids = run("--collect-only", "-q").lines("::")
    assert ids == [
        "test_words.py::test_valid_grant_is_accepted[own:grant.accepted:client-credentials]",
        "test_words.py::test_valid_grant_is_accepted[own:grant.accepted:password]",
        "test_words.py::test_valid_grant_is_accepted[own:grant.accepted:refresh]",
        "test_words.py::test_revocation_is_accepted[own:revocation.accepted:revoke-access-token-none]",
        "test_words.py::test_revocation_is_accepted[own:revocation.accepted:revoke-refresh-token-none]",
        "test_words.py::test_hinted_revocation_ends_what_it_says[own:revocation.hint.access-token:revoke-access-token]",
    ]


def test_verdict_id_has_four_parts(runs_of_all: RunAll) -> None:
    """A verdict's id is target, behaviour, scenario and case, each in lower-case letters, digits, dots and dashes."""
    _, project = runs_of_all("plain")
    for verdict in project.verdicts().values():
        assert verdict["id"] == f"{verdict['target']}/{verdict['behaviour']}/{verdict['scenario']}/{verdict['case']}"
        assert all(PART.fullmatch(part) for part in verdict["id"].split("/"))


def test_verdict_keeps_the_test_id(runs_of_all: RunAll) -> None:
    """A verdict carries the node id that runs its item again."""
    run, project = runs_of_all("plain")
    assert collected(run) == {verdict["nodeid"] for verdict in project.verdicts().values()}


@pytest.mark.parametrize("way", [way for way in WAYS if way != "plain"])
def test_identities_are_the_same_in_every_way_of_running(runs_of_all: RunAll, way: str) -> None:
    """Workers and random order change neither the identities nor their number."""
    plain, other = runs_of_all("plain")[1], runs_of_all(way)[1]
    assert sorted(plain.verdicts()) == sorted(other.verdicts())


def test_collecting_alone_writes_nothing(project: Project, run: RunHere) -> None:
    """With --collect-only no report appears, and one that lies there is left alone."""
    project.write_scenarios(GRANT)
    project.write("reports/verdicts.jsonl", "from an earlier run\n")
    before = {file: file.read_bytes() for file in project.files()}
    run("--collect-only", "-q", "-p", "no:cacheprovider")
    after = {file: file.read_bytes() for file in project.files() if "__pycache__" not in file.parts}
    assert after == before


def test_scenarios_of_one_name_and_behaviour_are_a_usage_error(project: Project, run: RunHere) -> None:
    """Two files that give the same items are told with the place of both functions."""
    project.write_scenarios(GRANT)
    project.write_scenarios(GRANT, name="more/test_others.py")
    ended = run("--import-mode=importlib")
    assert ended.ret == 4
    assert len(ended.lines("valid_grant")) == 1
    assert re.search(
        r"more/test_others\.py:6: .*test_words\.py:6|test_words\.py:6: .*more/test_others\.py:6", ended.out
    )
    assert ended.is_traceback_free


def test_values_that_read_alike_are_a_usage_error(project: Project, run: RunHere) -> None:
    """Two values of `each` that make the same word are told with the place of the promises."""
    text = CONTRACT.replace('hint = ["none"]', 'hint = ["no ne", "no-ne"]')
    project.write("own.toml", text)
    project.write_scenarios(REVOCATION)
    line = next(n for n, each in enumerate(text.splitlines(), 1) if 'behaviour = "revocation.accepted"' in each) - 1
    ended = run()
    assert ended.ret == 4
    assert f"own.toml:{line}" in ended.out
    assert "test_revocation_is_accepted[own:revocation.accepted:revoke-access-token-no-ne]" in ended.out
    assert ended.is_traceback_free
