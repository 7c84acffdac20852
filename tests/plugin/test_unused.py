"""Installed but unused: in a project with plain tests alone the plugin is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.plugin.projects import Project, Run

ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
HEAVY = (
    "httpx",
    "schemathesis",
    "vcr",
    "starlette",
    "uvicorn",
    "allure",
    "allure_commons",
    "allure_pytest",
    "hypothesis",
    "jsonschema_rs",
    "yaml",
    "filelock",
    "conformance.run",
    "conformance.contract",
    "conformance.wire",
    "conformance.report",
)
PLAIN = """\
import json
import pathlib
import sys

import pytest


@pytest.mark.parametrize("word", ["a", "b"], ids=["own:grant.accepted", "b"])
def test_plain(word):
    assert word


def test_modules(request):
    pathlib.Path("modules.json").write_text(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture
def plain(project: Project) -> Project:
    """A project with plain tests, beside files that are none of their business."""
    project.write("test_plain.py", PLAIN)
    project.write(".env", "OWN_CLIENT_SECRET=a-secret-of-the-project\n")
    return project


def run_alone(project: Project, *args: str) -> Run:
    """Run with our plugin and no other."""
    return project.run("-p", "no:cacheprovider", *args, plugins=("-p", "conformance.plugin"), env=ALONE)


def written(project: Project) -> set[Path]:
    return {file for file in project.files() if "__pycache__" not in file.parts}


def test_no_module_is_loaded(plain: Project) -> None:
    """None of the libraries and none of our rooms are imported."""
    assert run_alone(plain).ret == 0
    loaded = set(json.loads((plain.path / "modules.json").read_text("utf-8")))
    assert "conformance.plugin" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_nothing_is_written(plain: Project) -> None:
    """No file and no folder appears."""
    before = written(plain)
    run_alone(plain)
    assert {file.name for file in written(plain) - before} == {"modules.json"}
    assert not (plain.path / "reports").exists()


def test_nothing_is_printed(plain: Project) -> None:
    """The output is that of a run without the plugin."""
    ours = run_alone(plain, "-q")
    without = plain.run("-p", "no:cacheprovider", "-q", plugins=(), env=ALONE)
    assert without_time(ours) == without_time(without)


def without_time(run: Run) -> list[str]:
    return [line.partition(" in ")[0] for line in run.out.splitlines()]


def test_env_is_not_read(plain: Project) -> None:
    """A .env and a target file that cannot be read do no harm."""
    plain.write("conformance.toml", "this is no TOML")
    (plain.path / ".env").write_bytes(b"\xff\xfe\x00")
    assert run_alone(plain).ret == 0


def test_warnings_as_errors_stay_clean(plain: Project) -> None:
    """In a project where every warning is an error, the plugin gives none."""
    plain.write("pytest.ini", "[pytest]\nfilterwarnings = error\naddopts = --strict-markers --strict-config\n")
    ended = run_alone(plain)
    assert ended.ret == 0
    assert "3 passed in" in ended.out


def test_warnings_as_errors_stay_clean_with_scenarios(project: Project) -> None:
    """A run of scenarios gives no warning either, with every other plugin beside."""
    project.write("pytest.ini", "[pytest]\nfilterwarnings = error\naddopts = --strict-markers --strict-config\n")
    project.write(
        "test_words.py",
        "from conformance.scenario import scenario\n\n\n@scenario('grant.accepted')\n"
        "def test_valid_grant_is_accepted(server, promise, operation):\n"
        "    server.call(operation).send().accepted(promise)\n",
    )
    ended = project.run("-W", "error", plugins=("-p", "no:randomly"))
    assert ended.ret == 0
    assert "3 passed in" in ended.out


def test_workers_stay_clean(plain: Project) -> None:
    """Under -n 2 nothing of ours is loaded into a worker."""
    ended = plain.run("-n", "2", plugins=("-p", "conformance.plugin", "-p", "xdist"), env=ALONE)
    assert ended.ret == 0
    loaded = set(json.loads((plain.path / "modules.json").read_text("utf-8")))
    assert [name for name in HEAVY if name in loaded] == []
    assert not (plain.path / "reports").exists()


def test_plugin_is_known_to_pytest(plain: Project) -> None:
    """Its options stand in --help, each with one sentence."""
    assert "--oauth-target" in run_alone(plain, "--help").out
