"""A recording that is killed at any moment leaves whole files, and nothing that the next one trips over."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.wire.cassette import from_text
from tests.plugin.projects import OWN_PLUGINS, environment

SUITES = Path(__file__).parents[2] / "suites"
PATIENCE = 30
LONGEST = 1.5
"""Seconds; the recording of these scenarios takes about as long."""


def command(more: tuple[str, ...] = ()) -> list[str]:
    chosen = [str(SUITES / "test_token.py"), str(SUITES / "test_request_id.py")]
    options = ["--rootdir=.", "-q", "--oauth-contract=finapi", "--oauth-fuzz=3", "--oauth-cassettes=record"]
    return [sys.executable, "-m", "pytest", *OWN_PLUGINS, *chosen, *options, *more]


def record_and_kill(folder: Path, chance: random.Random) -> None:
    """Kill the recording some time after its first file."""
    before = len(list(folder.rglob("*.yaml")))
    with subprocess.Popen(
        command(("-n", "2") if chance.random() < 0.3 else ()),
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as started:
        deadline = time.monotonic() + PATIENCE
        while len(list(folder.rglob("*.yaml"))) == before and started.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.random() * LONGEST)
        os.killpg(started.pid, signal.SIGKILL)


def check(folder: Path) -> int:
    """Every file is whole; return how many there are."""
    files = list(folder.rglob("*.yaml"))
    for file in files:
        from_text(file.read_text(encoding="utf-8"))
    return len(files)


def kill_often(folder: Path, times: int) -> None:
    chance = random.Random()
    for _ in range(times):
        record_and_kill(folder, chance)
        assert check(folder) > 0
        for file in chance.sample(sorted(folder.rglob("*.yaml")), k=check(folder) // 2):
            file.unlink()


def check_next_run(folder: Path) -> None:
    """The next recording is whole, is judged, and sweeps up what was left."""
    (folder / "cassettes" / "finapi" / f".left.{2**22 + 1}.writing").write_text("half")
    recorded = subprocess.run(command(), cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    again = [*command()[:-1], "--oauth-cassettes=replay"]
    replayed = subprocess.run(again, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert (recorded.returncode, replayed.returncode) == (0, 0), recorded.stdout + replayed.stdout
    assert check(folder) > 50
    assert list(folder.rglob(".*.writing")) == []


def test_killed_at_a_few_moments(tmp_path: Path) -> None:
    """Whole files or none, each time."""
    kill_often(tmp_path, 4)
    check_next_run(tmp_path)


@pytest.mark.slow
def test_killed_at_fifty_moments(tmp_path: Path) -> None:
    """The same, oftener."""
    kill_often(tmp_path, 50)
    check_next_run(tmp_path)
