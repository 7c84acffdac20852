"""Projects of users, and servers for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

# What an in-process run imports first is forgotten with it; imported here it stays, and is imported once.
import conformance.report.allure_results
import conformance.report.terminal
import conformance.run.item
import conformance.run.selection
import conformance.strategies  # noqa: F401
from conformance.reference import ReferenceServer, make_server
from conformance.reference.door import Background
from tests.plugin.projects import ALL, OWN_PLUGINS, Project, Run

WAYS = {
    "plain": ("-p", "no:randomly"),
    "in parallel": ("-p", "no:randomly", "-n", "2"),
    "shuffled": ("-p", "randomly", "--randomly-seed=1"),
    "shuffled in parallel": ("-p", "randomly", "--randomly-seed=2", "-n", "2"),
}
"""Ways of running that may not change any verdict."""


class RunHere(Protocol):
    """Runs pytest in this process and the current folder."""

    def __call__(self, *args: str) -> Run: ...


@pytest.fixture(autouse=True)
def _without_our_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("OAUTH_CONFORMANCE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def reference() -> ReferenceServer:
    return make_server("finapi")


@pytest.fixture(scope="session")
def served(reference: ReferenceServer) -> Iterator[str]:
    """The base URL of a conformant server; who spoils it takes a server of its own."""
    with Background(reference) as door:
        yield door.base_url


@pytest.fixture
def project(pytester: pytest.Pytester, reference: ReferenceServer, served: str) -> Project:
    """A project in the current folder, with a target named `own`."""
    made = Project(pytester.path, reference.credentials)
    made.write_target(served)
    return made


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> RunHere:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # workers start faster with byte code

    def run_here(*args: str) -> Run:
        ended = pytester.runpytest_inprocess(*OWN_PLUGINS, "--oauth-fuzz=0", *args)
        return Run(int(ended.ret), ended.stdout.str() + ended.stderr.str())

    return run_here


@pytest.fixture(scope="session")
def runs_of_all(
    tmp_path_factory: pytest.TempPathFactory, reference: ReferenceServer, served: str
) -> Callable[[str], tuple[Run, Project]]:
    """Runs every scenario of `projects` once for each way of running, and remembers how that ended."""
    known: dict[str, tuple[Run, Project]] = {}

    def run_all(way: str) -> tuple[Run, Project]:
        if way not in known:
            project = Project(tmp_path_factory.mktemp("all"), reference.credentials)
            project.write_target(served)
            project.write_scenarios(ALL)
            known[way] = (project.run("-v", "--oauth-fuzz=3", *WAYS[way], plugins=("-p", "no:schemathesis")), project)
        return known[way]

    return run_all
