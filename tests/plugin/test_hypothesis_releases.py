"""What was drawn is frozen: a recording is judged alike by a release of Hypothesis that is more than a year older."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugin.test_cassettes import compared, record

OLDER = "6.135.0"
"""Of June 2025."""
TELL = """\
import hypothesis


def pytest_sessionfinish(session):
    print("drawn by", hypothesis.__version__)
"""


@pytest.mark.slow
def test_older_hypothesis_judges_alike(tmp_path: Path) -> None:
    """Its draws would be others; none is asked for."""
    beside = tmp_path / "older"
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(beside)]
    if subprocess.run([*install, f"hypothesis=={OLDER}"], check=False).returncode:
        pytest.skip(f"hypothesis {OLDER} cannot be had here")
    project, verdicts = record(tmp_path)
    project.write("conftest.py", f"import sys\nsys.path.insert(0, {str(beside)!r})\n{TELL}")
    ended = project.run("--oauth-cassettes=replay", "-s", env={"PYTHONPATH": str(beside)})
    assert ended.lines(f"drawn by {OLDER}") != []
    assert compared(project.verdicts()) == compared(verdicts)
