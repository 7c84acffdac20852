"""The verdict file: one JSON object a line, safe to read after a crash, without secrets."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest

import conformance
from conformance.outcomes import OUTCOMES
from conformance.report.verdicts import FIELDS, VerdictFile, as_dict, as_line, from_dict, verdict_from_line
from conformance.secrets import register
from conformance.terms import KnownDeviation, Verdict
from tests.report.verdict_samples import verdict

SECRET = register("a-secret-of-the-verdict-file", "verdict_secret")


def test_line_has_the_promised_members_in_their_order() -> None:
    """Other tools read these names; this is the literal line."""
    found = verdict(
        "failed", expected="400 to 499", observed="200", curl=("# 1", "curl"), draws={"excess": 1}, states=1
    )
    assert as_line(found) == (
        '{"schema": 1, "id": "sandbox/request-id.max-length/longer-request-id-is-refused/password", '
        '"target": "sandbox", "contract": "finapi", "version": "1.151.1", "behaviour": "request-id.max-length", '
        '"scenario": "longer-request-id-is-refused", "operation": "password", "case": "password", "level": "must", '
        '"basis": "documented", "outcome": "failed", "blocked_by": null, '
        '"statement": "A request id may have up to 255 characters.", '
        '"source": {"title": "AuthorizationApi, Go client", "version": "1.151.1", "at": "xRequestId"}, '
        '"covers": ["FINAPI-REQID-05", "FINAPI-REQID-07"], "expected": "400 to 499", "observed": "200", '
        '"curl": ["# 1", "curl"], "draws": {"excess": 1}, "requests": 3, "states": 1, "seconds": 0.25, '
        '"nodeid": "suites/test_request_id.py::test_longer_request_id_is_refused'
        '[sandbox:request-id.max-length:password]", "remedy": null, "known": null}'
    )


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_line_keeps_to_the_published_schema(outcome: str) -> None:
    """The JSON Schema in the package describes what is written, for each outcome."""
    schema = json.loads((Path(conformance.__file__).parent / "schemas" / "verdict.schema.json").read_text("utf-8"))
    found = verdict(outcome, operation=None, draws={"excess": 1}, curl=("a",), expected="x", observed="y", remedy="z")
    jsonschema_rs.validate(schema, json.loads(as_line(found)))
    assert set(json.loads(as_line(found))) == set(schema["properties"])


def test_known_deviation_stands_in_the_line_as_it_was_listed() -> None:
    """Its identity, its reason and its dates keep to the published schema, and read back."""
    entry = KnownDeviation("a.b/*", "ticket 12", "https://t.example/12", date(2025, 1, 31), date(2026, 1, 31))
    found = verdict("known", known=entry.as_dict())
    schema = json.loads((Path(conformance.__file__).parent / "schemas" / "verdict.schema.json").read_text("utf-8"))
    jsonschema_rs.validate(schema, json.loads(as_line(found)))
    assert verdict_from_line(as_line(found)).known == {
        "id": "a.b/*",
        "reason": "ticket 12",
        "link": "https://t.example/12",
        "since": "2025-01-31",
        "expires": "2026-01-31",
    }


def test_every_field_of_a_verdict_is_a_member() -> None:
    """A field that is added to the record cannot be forgotten here."""
    assert {field.name for field in fields(Verdict)} == set(FIELDS)


def test_line_reads_back_as_the_same_verdict() -> None:
    """What goes in comes out, of the same types."""
    found = verdict(
        "blocked", blocked_by="grant.accepted", remedy="line", curl=("a", "b"), draws={"x": [1, {"y": None}]}
    )
    assert found == verdict_from_line(as_line(found))


def test_dictionary_has_plain_types_only() -> None:
    """It travels between processes as an attribute of a report."""
    found = as_dict(verdict(draws={"ids": ("a", "b"), 3: "c"}))
    assert (list, dict, {"ids": ["a", "b"], "3": "c"}) == (type(found["covers"]), type(found["source"]), found["draws"])


def test_dictionary_holds_no_secret() -> None:
    """It is redacted where its secrets are known: before it leaves the worker."""
    text = "saw a-secret-of-the-verdict-file"
    found = as_dict(verdict(observed=text, curl=(text,), draws={text: [text]}, source={"at": text}))
    shown = f"saw {SECRET.pseudonym}"
    assert (shown, [shown], {shown: [shown]}, {"at": shown}) == (
        found["observed"],
        found["curl"],
        found["draws"],
        found["source"],
    )


def test_another_schema_is_refused() -> None:
    """A reader says which version it wants instead of guessing."""
    with pytest.raises(ValueError) as caught:
        from_dict({**as_dict(verdict()), "schema": 2})
    assert str(caught.value) == (
        "expected a verdict with schema 1, found schema 2; "
        "read it with the version of pytest-oauth-conformance that wrote it"
    )


def test_members_of_a_later_version_are_passed_over() -> None:
    """An added member breaks no reader."""
    assert verdict() == from_dict({**as_dict(verdict()), "mood": "fine"})


@pytest.mark.parametrize("text", ["\ud800", "a\u2028b", "a\x85b", "a\nb", "\0", "ü€😀"], ids=ascii)
def test_any_text_makes_one_line_of_valid_json(tmp_path: Path, text: str) -> None:
    """Half a surrogate or a foreign line end spoils neither the file nor the line."""
    file = VerdictFile(tmp_path / "verdicts.jsonl")
    file.append(verdict(observed=text))
    lines = file.path.read_text("utf-8").splitlines()
    expected = text.encode("utf-8", "backslashreplace").decode()
    assert [expected] == [json.loads(line)["observed"] for line in lines]


def test_numbers_that_json_does_not_know_are_texts() -> None:
    """A drawn infinity makes no invalid line."""
    assert as_dict(verdict(draws={"x": [float("inf"), float("nan"), 1.5]}))["draws"] == {"x": ["inf", "nan", 1.5]}


def test_nothing_is_written_before_the_first_verdict(tmp_path: Path) -> None:
    """A session without scenarios leaves no file and no folder."""
    VerdictFile(tmp_path / "reports" / "verdicts.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_begin_makes_the_folder_and_an_empty_file(tmp_path: Path) -> None:
    """What an earlier run left is gone."""
    file = VerdictFile(tmp_path / "reports" / "verdicts.jsonl")
    file.begin()
    file.path.write_text("old\n")
    file.begin()
    assert file.path.read_text() == ""


def test_first_verdict_of_a_run_begins_the_file_anew(tmp_path: Path) -> None:
    """A run does not add to what another run wrote."""
    path = tmp_path / "verdicts.jsonl"
    path.write_text("old\n")
    file = VerdictFile(path)
    file.append(verdict())
    file.append(verdict("failed"))
    assert [verdict_from_line(line).outcome for line in path.read_text().splitlines()] == ["passed", "failed"]


def test_verdicts_are_on_the_disk_at_once(tmp_path: Path) -> None:
    """A killed run keeps what was judged: nothing waits in a buffer."""
    file = VerdictFile(tmp_path / "verdicts.jsonl")
    file.append(verdict())
    assert [verdict()] == [verdict_from_line(line) for line in file.path.read_text("utf-8").splitlines()]


def test_operation_may_be_absent() -> None:
    """Behaviours without operations have none."""
    found = replace(verdict(), operation=None)
    assert found == verdict_from_line(as_line(found))
