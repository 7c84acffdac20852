"""The command that a replay prints records what was missing, as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from conformance.wire.cassette import as_text, from_text
from tests.plugin.projects import GRANT, QUERY, Project, environment


def typed(project: Project, line: str) -> subprocess.CompletedProcess[str]:
    """Run what a user types into a shell, in the folder of the project."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    words = shlex.split(line)
    return subprocess.run(
        words, cwd=project.path, env=environment(PATH=path), capture_output=True, text=True, timeout=60, check=False
    )


def printed(ended: subprocess.CompletedProcess[str]) -> str:
    """Return the one command of the summary that records again."""
    (found,) = set(re.findall(r"^ .*?((?:pytest|oauth-conformance) .*=record)$", ended.stdout, re.MULTILINE))
    return str(found)


def move(project: Project) -> None:
    """Put the target file where it has to be named."""
    (project.path / "below").mkdir()
    for name in ("conformance.toml", "own.toml"):
        (project.path / name).rename(project.path / "below" / name)


@pytest.mark.parametrize(
    ("line", "again"),
    [
        ("pytest -q test_words.py -n 2", "pytest test_words.py"),
        (
            "pytest -c below/own.ini --oauth-cassette-dir='my own'",
            "pytest -c below/own.ini '--oauth-cassette-dir=my own'",
        ),
        ("oauth-conformance run test_grant.py", "oauth-conformance run test_grant.py"),
    ],
)
def test_printed_command_records_again(project: Project, line: str, again: str) -> None:
    """Whatever was named where nothing was recorded is named again: tests, ini file, folder of the recordings."""
    project.write("below/own.ini", "[pytest]\n")
    project.write_scenarios(GRANT)
    command = printed(typed(project, f"{line} --oauth-cassettes=replay --oauth-strict"))
    assert command == f"{again} --oauth-target=own --oauth-cassettes=record"
    assert typed(project, command).returncode == 0
    assert typed(project, f"{line} --oauth-cassettes=replay --oauth-strict").returncode == 0


def test_target_file_that_was_named_is_named_again(project: Project) -> None:
    """Without it there is no such target."""
    move(project)
    project.write_scenarios(GRANT)
    line = "pytest --oauth-config=below/conformance.toml --oauth-cassettes=replay"
    command = printed(typed(project, line))
    assert typed(project, command).returncode == 0
    assert typed(project, line).returncode == 0


def test_age_that_was_asked_for_is_asked_for_again(project: Project) -> None:
    """A recording that says the same keeps its date only as long as it may."""
    project.write_scenarios(GRANT, QUERY)
    typed(project, "pytest --oauth-cassettes=record")
    for file in (project.path / "cassettes").rglob("*.yaml"):
        age(file, days=8)
    line = "pytest --oauth-cassettes=replay --oauth-cassettes-max-age=7d"
    before = typed(project, line)
    typed(project, printed(before))
    assert (before.returncode, typed(project, line).returncode) == (1, 0)


@pytest.mark.parametrize(("days", "code"), [(90, 0), (91, 1)])
def test_age_is_a_limit(project: Project, days: int, code: int) -> None:
    """The ninetieth day is the last one."""
    project.write_scenarios(GRANT)
    typed(project, "pytest --oauth-cassettes=record")
    for file in (project.path / "cassettes").rglob("*.yaml"):
        age(file, days=days)
    ended = typed(project, "pytest -q --oauth-cassettes=replay --oauth-cassettes-max-age=90d")
    assert ended.returncode == code
    assert f"({days} days ago)" in ended.stdout


def age(file: Path, *, days: int) -> None:
    """Write the file as if it had been recorded so many days ago."""
    found = from_text(file.read_text("utf-8"))
    block = {name: value for name, value in found["conformance"].items() if name not in ("format", "checksum")}
    block["recorded"] = (date.today() - timedelta(days=days)).isoformat()
    file.write_text(as_text(block, found["interactions"], "Older than it is."), "utf-8")


# ---------------------------------------------------------------- where nothing can be looked for, or written


def test_file_in_place_of_the_folder_is_a_usage_error(project: Project) -> None:
    """It is not taken for a folder without recordings."""
    project.write_scenarios(GRANT)
    project.write("taken", "")
    for mode in ("record", "replay"):
        ended = typed(project, f"pytest --oauth-cassettes={mode} --oauth-cassette-dir=taken")
        assert ended.returncode == pytest.ExitCode.USAGE_ERROR
        assert f"--oauth-cassette-dir: expected a folder, found a file at {project.path}/taken" in ended.stderr


def test_folder_that_cannot_be_written_to_is_a_usage_error(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recording stops before anybody is asked."""
    from conformance.options import read_options
    from conformance.outcomes import ConfigurationError

    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "cassettes")
    (project.path / "cassettes").mkdir()
    with pytest.raises(ConfigurationError, match=r"--oauth-cassette-dir: .*cassettes cannot be written to"):
        read_options({"oauth_cassettes": "record"}.get, lambda name: None, {}, project.path)


def test_missing_folder_is_told_once(project: Project) -> None:
    """All items of it have one line, and the run is not green."""
    project.write_scenarios(GRANT)
    typed(project, "pytest --oauth-cassettes=record")
    shutil.rmtree(project.path / "cassettes")
    ended = typed(project, "pytest --oauth-cassettes=replay")
    assert ended.returncode == 1
    assert "judging the recordings in cassettes/own: there are none" in ended.stdout
    assert printed(ended) == "pytest --oauth-target=own --oauth-cassettes=record"
