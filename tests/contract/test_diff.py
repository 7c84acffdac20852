"""`oauth-conformance diff`: its exit codes, and what it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import main
from conformance.report.verdicts import as_line
from tests.report.verdict_samples import verdict


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a run that passed and one that failed, and it is the current one."""
    monkeypatch.chdir(tmp_path)
    for name, outcome in (("good", "passed"), ("bad", "failed")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "verdicts.jsonl").write_text(as_line(verdict(outcome, curl=("curl a", "curl b"))) + "\n")
    return tmp_path


@pytest.mark.parametrize(
    ("before", "after", "code", "end"),
    [
        ("good", "good", 0, "1 item in both: nothing changed"),
        ("bad", "bad/verdicts.jsonl", 0, "1 item in both: nothing changed"),
        ("bad", "good", 0, "1 item in both: 1 better"),
        ("good", "bad", 1, "1 item in both: 1 worse"),
    ],
)
@pytest.mark.usefixtures("place")
def test_exit_code_says_whether_something_got_worse(
    capsys: pytest.CaptureFixture[str], before: str, after: str, code: int, end: str
) -> None:
    """A run that was bad and still is got no worse."""
    assert main(["diff", before, after]) == code
    assert capsys.readouterr().out.splitlines()[-1] == end


@pytest.mark.usefixtures("place")
def test_all_lines_of_shell_are_printed_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    """Without -v it is said where they stand."""
    main(["diff", "-v", "good", "bad"])
    assert "      curl b\n" in capsys.readouterr().out
    main(["diff", "good", "bad"])
    assert "    see     2 lines of shell in bad/verdicts.jsonl:1\n" in capsys.readouterr().out


def test_file_that_is_wrong_is_one_message_on_standard_error(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 4, as for every other usage error, and nothing is compared."""
    (place / "bad" / "verdicts.jsonl").write_text("{")
    assert main(["diff", "good", "bad"]) == 4
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith("bad/verdicts.jsonl:1: expected a verdict")
