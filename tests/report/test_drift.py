"""Two recordings of the same items: which answers changed, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from conformance.report.change import compare
from conformance.report.drift import Drift, compare_recordings
from conformance.report.drift_text import drift_lines
from conformance.report.past_run import Judged, PastRun
from conformance.wire.cassette import as_text, write
from tests.report.verdict_samples import verdict

ITEM = "request-id.max-length/longer-request-id-is-refused/password"
FILE = "request-id.max-length/longer-request-id-is-refused--password.yaml"
ASKED = {"method": "POST", "uri": "https://recorded.invalid/token", "body": "grant_type=password", "headers": {}}
Answer = tuple[str, int, dict[str, Any]]


def interaction(answer: Answer, step: str = "judged", **more: Any) -> dict[str, Any]:
    does, status, value = answer
    told = {"status": {"code": status, "message": ""}, "headers": {"Content-Type": ["application/json"]}}
    said = {"step": step, "does": does, **more}
    return {"request": ASKED, "response": {**told, "body": {"string": json.dumps(value)}}, "said": said}


Record = Callable[..., Path]


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """Write the recording of one item into a target's folder, and return the folder."""
    monkeypatch.chdir(tmp_path)

    def make(name: str, *answers: Answer, step: str = "judged", drawn: Sequence[Any] = ({},), **block: Any) -> Path:
        examples = [{"drawn": each, "exchanges": len(answers)} for each in drawn]
        said = [interaction(each, step) for _ in drawn for each in answers]
        text = as_text({"item": f"{name}/{ITEM}", "examples": examples, **block}, said, "Said by a test.")
        write(Path(name) / FILE, text)
        return Path(name)

    return make


GOOD: Answer = ("password", 200, {"expires_in": 60})
BAD: Answer = ("password", 200, {"expires_in": "60"})


def told(drift: Drift) -> list[tuple[str, str, int, tuple[str, ...]]]:
    return [(each.does, each.change, each.answers, each.items) for each in drift.changes]


def test_equal_recordings_have_not_drifted(record: Record) -> None:
    """What was compared is counted all the same."""
    assert compare_recordings(record("a", GOOD, GOOD), record("b", GOOD, GOOD)) == Drift((), 2, 1)


def test_changed_answer_is_told_once_with_how_often_it_was_seen(record: Record) -> None:
    """And with the first place on both sides."""
    drift = compare_recordings(record("a", GOOD, GOOD), record("b", BAD, BAD))
    assert told(drift) == [("password", "/expires_in: integer -> string", 2, (ITEM,))]
    (change,) = drift.changes
    lines = (Path(side) / FILE for side in "ab")
    numbers = [file.read_text().split("\n").index("interactions:") + 2 for file in lines]
    assert [change.before[-1].place, change.after[-1].place] == [
        f"{side}/{FILE}:{number}" for side, number in zip("ab", numbers, strict=True)
    ]


def test_only_what_was_drawn_on_both_sides_is_compared(record: Record) -> None:
    """Another question may have another answer."""
    drift = compare_recordings(record("a", GOOD, drawn=[{"x": 1}, {"x": 2}]), record("b", BAD, drawn=[{"x": 2}]))
    assert (told(drift)[0][2], drift.answers) == (1, 1)


def test_answers_of_an_operation_are_compared_in_their_order(record: Record) -> None:
    """A call that one side has more of another operation shifts nothing; one that is left over is not compared."""
    other: Answer = ("revoke", 200, {})
    drift = compare_recordings(record("a", GOOD, other), record("b", other, other, GOOD))
    assert (told(drift), drift.answers) == ([], 2)


def test_question_without_a_parameter_is_another_one(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario that asks otherwise now says nothing of the server."""
    left = record("a", GOOD)
    monkeypatch.setitem(ASKED, "body", "grant_type=password&scope=all")
    assert compare_recordings(left, record("b", BAD)) == Drift((), 0, 1)


@pytest.mark.parametrize("body", ["[" * 100_000, "{", None])
def test_question_may_be_nonsense(record: Record, monkeypatch: pytest.MonkeyPatch, body: str | None) -> None:
    """Scenarios send what is no JSON, or too deep, on purpose."""
    monkeypatch.setitem(ASKED, "body", body)
    assert compare_recordings(record("a", GOOD), record("b", GOOD)) == Drift((), 1, 1)


def test_of_a_witness_only_the_changes_count(record: Record) -> None:
    """How often it was asked until it changed its mind depends on the clock."""
    alive: Answer = ("me", 200, {})
    dead: Answer = ("me", 401, {})
    left = record("a", alive, alive, alive, dead, step="witness")
    assert told(compare_recordings(left, record("b", alive, dead, step="witness"))) == []
    assert told(compare_recordings(left, record("b", alive, step="witness"))) == []
    assert told(compare_recordings(left, record("b", dead, step="witness")))[0][1] == "200 -> 401"


def test_what_is_said_at_the_same_moment_and_after_it_is_not_compared(tmp_path: Path) -> None:
    """Whoever comes first is chance."""
    for side, race in (("a", (GOOD, BAD)), ("b", (BAD, GOOD))):
        first, *rest = (interaction(each, at_once=True) for each in race)
        said = [interaction(GOOD), first, *rest, interaction(race[0])]
        block = {"item": f"{side}/{ITEM}", "examples": [{"drawn": {}, "exchanges": len(said)}]}
        write(tmp_path / side / FILE, as_text(block, said, "Said by a test."))
    assert compare_recordings(tmp_path / "a", tmp_path / "b") == Drift((), 1, 1)


def test_lost_connection_is_another_answer(record: Record) -> None:
    """It stands where the answer would have stood."""
    place = {"example": 0, "before": 0, "step": "judged", "does": "password"}
    lost = [{**place, "request": ASKED, "reason": "the connection broke", "remedy": None}]
    drift = compare_recordings(record("a", GOOD), record("b", lost=lost))
    assert told(drift)[0][1] == "200 -> no answer"


def test_damaged_file_is_left_to_whoever_judges_it(record: Record) -> None:
    """There is nothing to compare, and no traceback."""
    left, right = record("a", GOOD), record("b", BAD)
    (right / FILE).write_text("damaged")
    assert compare_recordings(left, right) == Drift()


def test_change_is_shown_with_both_answers_and_both_stories(record: Record) -> None:
    """What was asked, what each side answered, where it stands, and the shell that shows it."""
    drift = compare_recordings(record("a", GOOD), record("b", BAD))
    runs = {
        side: PastRun(side, {each.id: Judged(each, f"{side}.jsonl:1")})
        for side, each in (("A", verdict(curl=("curl old",))), ("B", verdict("failed", curl=("curl new", "curl b"))))
    }
    assert compare(runs["A"], runs["B"]).in_both == 1
    (change,) = drift.changes
    assert list(drift_lines(drift, runs, width=160, full=False)) == [
        "",
        f"ANSWERED OTHERWISE password: /expires_in: integer -> string, in 1 answer of {ITEM}",
        "  asked     POST /token grant_type=password",
        '  A         200 application/json {"expires_in": 60}',
        f"    at      {change.before[-1].place}",
        "    see     curl old",
        '  B         200 application/json {"expires_in": "60"}',
        f"    at      {change.after[-1].place}",
        "    see     2 lines of shell in B.jsonl:1",
        "",
        "1 answer compared in 1 item: 1 change",
    ]
    told = list(drift_lines(drift, runs, width=160, full=True))
    assert (
        '      1. judged: password: POST /token grant_type=password -> 200 application/json {"expires_in": 60}' in told
    )
    assert "      curl b" in told
