"""The recordings that are shipped: of our own servers, whole, and as the scenarios of today ask for them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conformance.locations import cassettes_dir
from conformance.wire.cassette import from_text
from tests.plugin.projects import Project

SUITES = Path(__file__).parents[2] / "suites"
CONTRACTS = ("finapi", "square", "calcom")
LARGEST = 512 * 1024
LISTENER = """\
import sys

WAYS_OUT = ("socket.connect", "socket.send", "socket.get", "subprocess.", "os.system", "os.exec", "os.posix_spawn")
HOST_NAME = "socket.gethostname"  # this machine's own, which the Allure results name
taken = []
sys.addaudithook(lambda event, _: taken.append(event) if event.startswith(WAYS_OUT) and event != HOST_NAME else None)


def pytest_sessionfinish(session):
    print("ways out that were taken:", taken)
"""


@pytest.mark.parametrize("contract", CONTRACTS)
def test_shipped_recordings_are_judged_offline(tmp_path: Path, contract: str) -> None:
    """Every item passes without a server, and from the first line of the run to its last nobody takes a way out.

    Where a scenario asks for more than was recorded: `make recordings`.
    """
    project = Project(tmp_path, {})
    project.write("conftest.py", LISTENER)
    chosen = (f"--oauth-contract={contract}", "--oauth-cassettes=replay")
    ended = project.run("-p", "conftest", str(SUITES), "--rootdir=.", "-q", "-s", *chosen, env={"PYTHONPATH": "."})
    verdicts = project.verdicts().values()
    missing = [verdict["id"] for verdict in verdicts if "never recorded" in str(verdict["observed"])]
    assert missing == [], "make recordings"
    recorded = {str(file.relative_to(cassettes_dir())) for file in (cassettes_dir() / contract).rglob("*.yaml")}
    judged = {"/".join(each["id"].split("/")[:-1]) + f"--{each['case']}.yaml" for each in verdicts}
    assert recorded - judged == set(), "recordings of items that are no more: remove them"
    assert ended.ret == 0, ended.out
    assert Counter(verdict["outcome"] for verdict in verdicts)["passed"] > 100
    assert "ways out that were taken: []" in ended.out


@pytest.mark.parametrize("contract", CONTRACTS)
def test_each_says_whom_it_heard(contract: str) -> None:
    """Nobody takes the answers of our server for the provider's."""
    comment = f"# What was said by the reference server of this project for {contract}, not by the provider;"
    files = sorted((cassettes_dir() / contract).rglob("*.yaml"))
    assert files
    assert [file for file in files if not file.read_text("utf-8").startswith(comment)] == []


def test_each_is_whole_and_small() -> None:
    """None was edited, and none weighs more than half a megabyte."""
    files = sorted(cassettes_dir().rglob("*.yaml"))
    for file in files:
        from_text(file.read_text("utf-8"))
    assert [file for file in files if file.stat().st_size > LARGEST] == []
