"""The README is true for a newcomer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEPT = ("PATH", "LANG", "PIP_", "SSL_CERT", "SYSTEMROOT")
COMMANDS = re.findall(r"^\$ (make [a-z-]+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is committed, cloned into an empty folder."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not run: README on a fresh clone (this is no git checkout, or there is no git on this machine)")
    folder = tmp_path_factory.mktemp("newcomer") / "clone"
    subprocess.run(["git", "clone", "-q", ROOT, folder], check=True, timeout=60)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_works_on_a_fresh_clone(clone: Path, command: str) -> None:
    """It ends with 0 in a clean environment and leaves nothing behind that git would show."""
    environment = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
    environment["HOME"] = str(clone.parent)
    done = subprocess.run(command.split(), cwd=clone, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-4_000:]
    left = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True)
    assert left.stdout == ""


def test_readme_names_commands() -> None:
    """There is something to try."""
    assert len(COMMANDS) >= 2
