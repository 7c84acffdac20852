"""Which recordings a replay judges: those of its target, wherever the project lies now, and never others in silence."""

from __future__ import annotations

import shutil

import pytest

from tests.plugin.projects import GRANT, Project

REPLAY = ("-q", "--oauth-cassettes=replay")


@pytest.fixture
def recorded(project: Project) -> Project:
    """A project whose contract is called by the folder in which it lies, and whose target is recorded."""
    project.write_scenarios(GRANT)
    (project.path / "own.toml").rename(project.path / "contract.toml")
    target = (project.path / "conformance.toml").read_text("utf-8").replace("own.toml", "contract.toml")
    project.write("conformance.toml", target)
    assert project.run("--oauth-cassettes=record").ret == 0
    return project


def test_project_may_lie_elsewhere(recorded: Project) -> None:
    """A clone is called otherwise, and is the same project."""
    moved = Project(recorded.path.with_name(f"{recorded.path.name}-clone"), {})
    shutil.copytree(recorded.path, moved.path)
    assert moved.run(*REPLAY, "--oauth-strict").ret == 0
    assert set(moved.outcomes().values()) == {"passed"}


def test_target_without_a_file_is_replayed(project: Project, served: str) -> None:
    """The address that is given is that of the recording; nobody is asked."""
    project.write_scenarios(GRANT)
    (project.path / "conformance.toml").unlink()
    states = f"--oauth-states-url={served}/_states"
    given = ("--oauth-contract=own.toml", f"--oauth-base-url={served}", states)
    assert project.run(*given, "--oauth-cassettes=record").ret == 0
    ended = project.run(*REPLAY, *given[:1], "--oauth-base-url=https://elsewhere.example", "--oauth-strict")
    assert ended.ret == 0, ended.out


def test_folder_that_holds_none_is_not_exchanged_for_the_shipped_ones(project: Project) -> None:
    """A slip in its name would else be green."""
    (project.path / "conformance.toml").unlink()
    project.write_scenarios(GRANT)
    project.run(*REPLAY, "--oauth-contract=finapi", "--oauth-cassette-dir=slip")
    assert set(project.outcomes().values()) == {"not-testable"}


def test_replay_without_a_word_judges_what_is_shipped(project: Project) -> None:
    """Contracts of which nothing is recorded are left out."""
    (project.path / "conformance.toml").unlink()
    project.write_scenarios(GRANT)
    ended = project.run(*REPLAY)
    assert {name.partition("/")[0] for name in project.verdicts()} == {"finapi", "square", "calcom"}, ended.out
