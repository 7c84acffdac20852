"""Allure's results, from outside: a small plugin calls the report as ours does, in runs of their own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conformance.outcomes import OUTCOMES
from conformance.report import allure
from conformance.report.allure_results import STATUS
from conformance.report.overview import TargetFacts

PLUGIN = """
import pytest
from conformance.report import allure
from conformance.report.overview import TargetFacts
from conformance.secrets import register
from tests.report.verdict_samples import verdict

SECRET = register("a-secret-of-the-allure-run", "allure_secret")

def is_ours(item):
    return item.name.startswith("test_scenario")

def place(config):
    return config.rootpath / "reports" / "allure-results"

@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session):
    if any(is_ours(item) for item in session.items):
        allure.start(session.config, place(session.config))

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if is_ours(item) and call.when == "call":
        outcome = item.callspec.params.get("outcome", "passed")
        case = item.name.partition("[")[2].rstrip("]") or "none"
        allure.label(verdict(
            outcome, id=f"sandbox/request-id.max-length/longer-request-id-is-refused/{case}", case=case,
            expected="400 & <b>more</b>", observed="saw a-secret-of-the-allure-run",
            remedy="line = 1", draws={"excess": 1},
            source={"title": "Doc", "at": "3.2", "url": "https://doc.example/"},
        ))
        allure.attach_story("1. judged a-secret-of-the-allure-run", ("# 1", "curl a-secret-of-the-allure-run"))
    return report

def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        where = allure.results_directory(session.config, place(session.config))
        if where is not None:
            allure.write_results_files(where, [TargetFacts("sandbox", "finapi", "1", "https://a.example")])
"""
SCENARIOS = """
import logging, pytest

@pytest.mark.parametrize("outcome", ["passed", "failed", "broken", "blocked", "warned"])
def test_scenario(outcome):
    print("a-secret-of-the-allure-run")
    logging.warning("a-secret-of-the-allure-run")
    if outcome in ("failed", "broken", "blocked"):
        raise AssertionError("a-secret-of-the-allure-run")

def test_of_the_user():
    print("private")
"""
OFF = ("-p", "no:oauth-conformance", "-p", "no:schemathesis", "-p", "no:randomly", "-p", "no:cacheprovider")


BOTH = pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "two-workers"])


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Give a project with five scenarios and a test of its own."""
    pytester.makeconftest(PLUGIN)
    pytester.makepyfile(test_all=SCENARIOS)
    return pytester


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Give the results of such a project; a run with the same options happens once for the whole module."""

    @cache
    def run_once(*options: str) -> Path:
        folder = tmp_path_factory.mktemp("run")
        (folder / "conftest.py").write_text(PLUGIN)
        (folder / "test_all.py").write_text(SCENARIOS)
        (folder / "pytest.ini").write_text("[pytest]")
        subprocess.run([sys.executable, "-m", "pytest", *OFF, *options], cwd=folder, capture_output=True, check=False)
        return folder / "reports" / "allure-results"

    return run_once


def run(project: pytest.Pytester, *options: str) -> dict[str, dict[str, Any]]:
    """Run and return the results in our own folder by the name of the case."""
    project.runpytest_subprocess(*OFF, *options)
    return results(project.path / "reports" / "allure-results")


def results(directory: Path) -> dict[str, dict[str, Any]]:
    found = [json.loads(path.read_text("utf-8")) for path in directory.glob("*-result.json")]
    return {result["fullName"].rpartition("/")[2]: result for result in found}


def labels(result: dict[str, Any]) -> dict[str, str]:
    return {label["name"]: label["value"] for label in result["labels"]}


def test_session_without_scenarios_writes_nothing(project: pytest.Pytester) -> None:
    """The user's own tests leave no folder behind."""
    run(project, "-k", "of_the_user")
    assert not (project.path / "reports").exists()


def test_collecting_writes_nothing(project: pytest.Pytester) -> None:
    """Looking at what there is keeps the reports of the last run."""
    run(project, "--collect-only")
    assert not (project.path / "reports").exists()


def test_disabled_allure_is_no_fault(project: pytest.Pytester) -> None:
    """`-p no:allure_pytest` costs the report and nothing else."""
    done = project.runpytest_subprocess(*OFF, "-p", "no:allure_pytest", "-k", "scenario")
    done.assert_outcomes(passed=2, failed=3, deselected=1)
    assert not (project.path / "reports").exists()


@BOTH
def test_each_scenario_has_one_result_and_no_other_test_has(
    finished: Callable[..., Path], options: tuple[str, ...]
) -> None:
    """Statuses follow the verdict, whatever was raised, in one process and in two."""
    assert {case: result["status"] for case, result in results(finished(*options)).items()} == {
        "passed": "passed",
        "failed": "failed",
        "broken": "broken",
        "blocked": "broken",
        "warned": "passed",
    }


def test_identity_depends_on_our_words_alone(project: pytest.Pytester, finished: Callable[..., Path]) -> None:
    """Moved to another folder and run by two workers, an item is the same for Allure's history."""
    here = results(finished())
    moved = project.mkdir("elsewhere") / "test_moved.py"
    (project.path / "test_all.py").rename(moved)
    there = run(project, "-n", "2")
    keys = ("historyId", "testCaseId", "fullName", "titlePath", "name")
    assert {case: [result[key] for key in keys] for case, result in here.items()} == {
        case: [result[key] for key in keys] for case, result in there.items()
    }
    assert len({result["historyId"] for result in here.values()}) == 5


def test_result_says_what_was_promised(finished: Callable[..., Path]) -> None:
    """Labels, link, title, message and description of a failed item."""
    result = results(finished())["failed"]
    found = labels(result)
    assert (
        found["epic"],
        found["feature"],
        found["story"],
        found["severity"],
    ) == ("finapi", "request-id", "request-id.max-length", "critical")
    assert (found["level"], found["basis"], found["parentSuite"]) == ("must", "documented", "sandbox")
    assert result["links"] == [{"type": "link", "url": "https://doc.example/", "name": "Doc, 3.2"}]
    assert result["name"] == "longer request id is refused [failed]"
    assert result["statusDetails"]["message"] == "Failed: expected 400 & <b>more</b>; observed saw <allure_secret-1>"
    assert result["description"] == (
        "A request id may have up to 255 characters.\n\n**Source:** Doc, 3.2\n\n**Level:** must, documented\n\n"
        "**Covers:** FINAPI-REQID-05, FINAPI-REQID-07\n\n**Expected:** 400 &amp; &lt;b&gt;more&lt;/b&gt;\n\n"
        "**Observed:** saw &lt;allure\\_secret-1&gt;\n\n**What would change it:** line = 1\n\n"
        '**Drawn:** {"excess": 1}'
    )


def test_warned_item_is_passed_and_tagged(finished: Callable[..., Path]) -> None:
    """A broken `should` can be found without being red."""
    result = results(finished())["warned"]
    assert "warned" in [label["value"] for label in result["labels"] if label["name"] == "tag"]


def test_parameters_are_not_written(finished: Callable[..., Path]) -> None:
    """Their reprs may change with each run, or show a value."""
    assert [result["parameters"] for result in results(finished()).values() if result.get("parameters")] == []


def test_story_is_attached_as_text_and_as_shell(finished: Callable[..., Path]) -> None:
    """Once each, and readable."""
    result = results(finished())["failed"]
    folder = finished()
    attached = {entry["name"]: (folder / entry["source"]).read_text() for entry in result["attachments"]}
    assert (
        attached["story"],
        attached["the same in shell"],
    ) == ("1. judged <allure_secret-1>", "# 1\ncurl <allure_secret-1>\n")


@BOTH
def test_no_file_holds_a_secret_or_what_the_user_printed(
    finished: Callable[..., Path], options: tuple[str, ...]
) -> None:
    """Captured output and logs of scenarios are redacted, those of other tests are not written."""
    files = [path for path in finished(*options).rglob("*") if path.is_file()]
    held = "".join(path.read_text("utf-8") for path in files)
    assert (held.count("a-secret-of-the-allure-run"), held.count("private")) == (0, 0)
    assert held.count("<allure_secret-1>") > 10


@BOTH
def test_run_begins_with_an_empty_folder_of_ours(project: pytest.Pytester, options: tuple[str, ...]) -> None:
    """Results of the last run are gone; what Allure did not write stays."""
    folder = project.path / "reports" / "allure-results"
    (folder / "history").mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    (folder / "old-result.json").write_text("{}")
    (folder / "categories.json").write_text("old")
    assert len(run(project, *options)) == 5
    assert (
        (folder / "history").is_dir(),
        (folder / "notes.txt").exists(),
        (folder / "old-result.json").exists(),
    ) == (True, True, False)
    assert len(json.loads((folder / "categories.json").read_text())) == 5
    assert list(folder.glob(".run-*")) == []


@BOTH
def test_folder_that_the_user_names_is_respected(project: pytest.Pytester, options: tuple[str, ...]) -> None:
    """--alluredir gets everything, the user's tests too, is not emptied, and ours is not made."""
    folder = project.mkdir("theirs")
    (folder / "old-result.json").write_text('{"fullName": "old"}')
    run(project, "--alluredir", "theirs", *options)
    assert not (project.path / "reports").exists()
    assert {"old", "passed", "failed", "broken", "blocked", "warned", "test_all#test_of_the_user"} == set(
        results(folder)
    )
    assert (folder / "environment.properties").exists()


def test_environment_names_versions_and_targets(tmp_path: Path) -> None:
    """A Java properties file: one line each, escaped, ASCII."""
    targets = [TargetFacts("live one", "finapi", "1.151.1", "https://ü.example/a=b")]
    allure.write_results_files(tmp_path, targets, facts={"fuzz": "quick"})
    lines = (tmp_path / "environment.properties").read_text("ascii").splitlines()
    assert r"target.live\ one=finapi 1.151.1, https://\u00fc.example/a=b" in lines
    assert any(line.startswith("python=3.") for line in lines)
    assert lines[-1] == "fuzz=quick"


def test_files_of_the_user_are_kept(tmp_path: Path) -> None:
    """Own categories in a folder that the user named are not replaced."""
    (tmp_path / "categories.json").write_text("[]")
    allure.write_results_files(tmp_path, [])
    assert (tmp_path / "categories.json").read_text() == "[]"


def test_no_results_no_files(tmp_path: Path) -> None:
    """Without a folder of results nothing is made."""
    allure.write_results_files(tmp_path / "none", [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Blocked: the control was refused\nmore", "Blocked: the promise was not put to the question"),
        ("Broken: no answer\nmore", "Broken: our machine, the connection or a credential"),
    ],
    ids=["blocked", "broken"],
)
def test_blocked_and_broken_are_different_categories(message: str, name: str) -> None:
    """Their whole message matches exactly one of the two patterns."""
    broken = [category for category in allure.CATEGORIES if category["matchedStatuses"] == ["broken"]]
    matching = [c["name"] for c in broken if re.fullmatch(str(c["messageRegex"]), message)]
    assert [name] == matching


def test_every_outcome_has_a_status() -> None:
    """No verdict is left without a place in Allure."""
    assert set(OUTCOMES) == set(STATUS)
