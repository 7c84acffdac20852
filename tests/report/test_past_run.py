"""A run that is over is read from its file, and what is wrong with the file is one message with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.outcomes import ConfigurationError
from conformance.report.past_run import read_past_run
from conformance.report.verdicts import as_line
from tests.report.verdict_samples import verdict

LINE = as_line(verdict("failed", expected="a refusal", observed="status 200"))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the verdict file of a run lies; the current folder is around it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    return tmp_path / "reports" / "verdicts.jsonl"


def fault_of(path: Path) -> str:
    with pytest.raises(ConfigurationError) as found:
        read_past_run(path)
    (fault,) = found.value.faults
    return fault


def test_file_and_its_folder_are_the_same_run(file: Path) -> None:
    """Either may be named."""
    file.write_text(LINE + "\n", "utf-8")
    assert read_past_run(file) == read_past_run(file.parent)


def test_verdict_is_known_with_its_line(file: Path) -> None:
    """A reader is sent to the very line."""
    other = verdict(id="sandbox/a.b/c/d")
    file.write_text(f"{as_line(other)}\n{LINE}\n", "utf-8")
    assert read_past_run(file).judged[verdict().id].place == "reports/verdicts.jsonl:2"


def test_of_equal_identities_the_worst_counts(file: Path) -> None:
    """As in a run: the worst wins, wherever it stands."""
    file.write_text("\n".join(map(as_line, (verdict(), verdict("broken"), verdict("warned")))) + "\n", "utf-8")
    assert [each.verdict.outcome for each in read_past_run(file).judged.values()] == ["broken"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "reports/verdicts.jsonl: expected verdicts, found an empty file; that run judged nothing"),
        (
            f"{LINE}\n{LINE[:80]}",
            "reports/verdicts.jsonl:2: expected a verdict, one JSON object a line, found a line that is cut off; "
            "was the run ended while it wrote?",
        ),
        (
            f"{LINE}\nno JSON\n",
            "reports/verdicts.jsonl:2: expected a verdict, one JSON object a line, found no JSON",
        ),
        ("[]\n", "reports/verdicts.jsonl:1: expected a verdict, found something else; this is not a verdict file"),
        ("{}\n", "reports/verdicts.jsonl:1: expected a verdict, found something else; this is not a verdict file"),
        (
            LINE.replace('"schema": 1', '"schema": 2'),
            "reports/verdicts.jsonl:1: expected a verdict with schema 1, found schema 2; "
            "read it with the version of pytest-oauth-conformance that wrote it",
        ),
        (
            LINE.replace('"curl": [], ', ""),
            'reports/verdicts.jsonl:1: expected a verdict, found one with a fault; "curl" is a required property',
        ),
    ],
    ids=["empty", "cut off", "no JSON", "list", "no schema", "other schema", "member missing"],
)
def test_file_that_is_wrong_is_one_message(file: Path, text: str, message: str) -> None:
    """What was expected, what was found, and on which line."""
    file.write_text(text, "utf-8")
    assert message == fault_of(file)


def test_outcome_that_nobody_knows_is_told_by_its_member(file: Path) -> None:
    """The schema of the package is what a line is held to."""
    file.write_text(LINE.replace('"failed"', '"fialed"'), "utf-8")
    assert fault_of(file).startswith(
        'reports/verdicts.jsonl:1: expected a verdict, found one with a fault; outcome: "fialed" is not one of '
    )


def test_binary_file_is_no_verdict_file(file: Path) -> None:
    """An archive that somebody forgot to unpack."""
    file.write_bytes(b"\x50\x4b\xff\xfe")
    assert fault_of(file) == "reports/verdicts.jsonl: expected a verdict file, found bytes that are not UTF-8 (at 2)"


def test_missing_file_is_told_with_what_to_name(file: Path) -> None:
    """Of a folder without one, the file that was looked for is named."""
    assert fault_of(file.parent) == (
        "reports/verdicts.jsonl: expected a verdict file (No such file or directory); "
        "name a verdicts.jsonl of oauth-conformance run, the folder in which it lies, or a folder of recordings"
    )
