"""`oauth-conformance diff` of recordings, and of a target that is asked now: verdicts, answers, exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.locations import cassettes_dir
from conformance.options import read_options
from conformance.outcomes import ConfigurationError

FAULT = "token-response.media-type/html"
SHIPPED = cassettes_dir() / "calcom"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def diff(folder: Path, *arguments: str) -> Ended:
    command = [sys.executable, "-m", "conformance.cli", "diff", *arguments]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def sent(reports: Path) -> int:
    """Return how many requests a run has sent."""
    return sum(json.loads(line)["requests"] for line in (reports / "verdicts.jsonl").read_text().splitlines())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("project")


@pytest.fixture(scope="module")
def drifted(folder: Path) -> Ended:
    """What is said of a server that answers otherwise now; its run and recording are kept in `run` and `later`."""
    ended = diff(folder, str(SHIPPED), "calcom", f"--oauth-fault={FAULT}")
    shutil.move(folder / "reports" / "diff" / "b", folder / "run")
    shutil.move(folder / "run" / "cassettes", folder / "later")
    return ended


def test_server_that_says_what_it_said_has_not_drifted(folder: Path) -> None:
    """It is asked what was drawn then, every item of it; exit code 0."""
    ended = diff(folder, str(SHIPPED.parent), "calcom")
    assert ended.code == 0, ended.out + ended.err
    verdicts, answers = (line for line in ended.out.splitlines() if line.endswith(": nothing changed"))
    recorded = len(list(SHIPPED.rglob("*.yaml")))
    assert verdicts == f"{recorded} items in both: nothing changed"
    assert answers.endswith(f"compared in {recorded} items: nothing changed")
    replayed, asked = (sent(folder / "reports" / "diff" / place) for place in ("a/calcom", "b"))
    assert replayed == asked


def test_server_that_answers_otherwise_is_told_by_verdicts_and_by_answers(drifted: Ended) -> None:
    """Which promise it broke, which answers are not what they were, and where both stand; exit code 1."""
    assert drifted.code == 1
    assert "WORSE calcom/token-response.media-type/" in drifted.out
    told = "ANSWERED OTHERWISE exchange: header content-type: application/json -> text/html"
    assert told in drifted.out
    after = drifted.out.partition(told)[2].splitlines()
    assert [line.split()[0] for line in after[1:7]] == ["asked", "A", "at", "B", "at", "seen"]


def test_two_recordings_are_compared_without_a_server(folder: Path, drifted: Ended) -> None:
    """The same changes are found; the one before needs no more than its files."""
    again = diff(folder, str(SHIPPED), "later")
    assert again.code == 1
    changes = [
        [line for line in said.splitlines() if line.startswith(("WORSE", "ANSWERED"))]
        for said in (drifted.out, again.out)
    ]
    assert changes[0] == changes[1]


def test_verdicts_of_a_run_are_compared_with_recordings(folder: Path, drifted: Ended) -> None:
    """There are no answers then, and nothing is said of any."""
    assert drifted.code == 1
    ended = diff(folder, "run", str(SHIPPED))
    assert ended.out.splitlines()[-1].endswith(" better")
    assert "compared" not in ended.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"oauth_draws": "nowhere"}, "--oauth-draws: expected the recordings of one target, found none in nowhere"),
        ({"oauth_draws": str(SHIPPED), "oauth_cassettes": "replay"}, "a replay asks what it recorded"),
    ],
)
def test_draws_that_cannot_be_asked_again_are_refused(options: dict[str, str], said: str) -> None:
    """A slip in the folder's name would else draw anew, silently."""
    with pytest.raises(ConfigurationError, match=said):
        read_options(options.get, lambda name: None, {}, Path())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody", "calcom"], "nobody: expected a verdict file, a folder of recordings or the name of a target"),
        (["unknown", "calcom"], "recordings of 'unknown': expected a target of this name, found none"),
        (["both", "calcom"], "both: holds recordings of one, two; name the folder of one of them"),
        (["reports/diff/a/calcom", "calcom"], "reports/diff/a/calcom: lies where the comparison is written"),
        (["calcom", "calcom", "--oauth-fault=nonsense"], "unknown fault 'nonsense'"),
    ],
)
def test_what_cannot_be_compared_is_one_message(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    """Exit code 4, and nothing on standard output."""
    for place in ("unknown", "both/one", "both/two", "reports/diff/a/calcom"):
        shutil.copytree(next(SHIPPED.iterdir()), tmp_path / place / "code.unknown")
    monkeypatch.chdir(tmp_path)
    assert main(["diff", *arguments]) == 4
    told = capsys.readouterr()
    assert (told.out, said in told.err) == ("", True), told.err
