"""A run that is over, read from the verdict file that it left."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs

from conformance.locations import schema_file, shown_path
from conformance.outcomes import OUTCOMES, ConfigurationError
from conformance.report.verdicts import SCHEMA, from_dict
from conformance.terms import Verdict

NAME = "verdicts.jsonl"
_LONGEST_MESSAGE = 200


@dataclass(frozen=True)
class Judged:
    """One verdict of a past run, and the file and line where it stands."""

    verdict: Verdict
    place: str


@dataclass(frozen=True)
class PastRun:
    """The verdicts of a run by identity, in the order in which they were judged.  name: what the run is, for people."""

    name: str
    judged: Mapping[str, Judged]

    def contracts(self) -> dict[str, str]:
        """Return target -> name of its contract; an item that ended without a verdict of its own names none."""
        found: dict[str, str] = {}
        for verdict in (each.verdict for each in self.judged.values()):
            found[verdict.target] = found.get(verdict.target) or verdict.contract
        return found


def read_past_run(path: Path, *, name: str | None = None) -> PastRun:
    """Return the run of a verdict file, or of the folder in which one lies; of equal identities the worst counts.

    Whatever is wrong is one ConfigurationError, with the line if there is one.
    """
    file = path / NAME if path.is_dir() else path
    text = _text(file)
    judged: dict[str, Judged] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            place = f"{shown_path(file)}:{number}"
            verdict = _verdict(line, place, ends=number <= text.count("\n"))
            earlier = judged.get(verdict.id)
            if earlier is None or OUTCOMES.index(verdict.outcome) > OUTCOMES.index(earlier.verdict.outcome):
                judged[verdict.id] = Judged(verdict, place)
    if not judged:
        raise ConfigurationError(f"{shown_path(file)}: expected verdicts, found an empty file; that run judged nothing")
    return PastRun(name or shown_path(file), judged)


def merged(name: str, runs: Sequence[PastRun]) -> PastRun:
    """Return runs at several targets as one."""
    return PastRun(name, {identity: judged for run in runs for identity, judged in run.judged.items()})


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(
            f"{shown_path(file)}: expected a verdict file ({reason}); name a {NAME} of oauth-conformance run, "
            "the folder in which it lies, or a folder of recordings"
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{shown_path(file)}: expected a verdict file, found bytes that are not UTF-8 (at {error.start})"
        ) from None


def _verdict(line: str, place: str, *, ends: bool) -> Verdict:
    """Return the verdict of a line; `ends`: the end of the line was written, too."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        found = "no JSON" if ends else "a line that is cut off; was the run ended while it wrote?"
        raise ConfigurationError(f"{place}: expected a verdict, one JSON object a line, found {found}") from None
    if not isinstance(data, dict) or "schema" not in data:
        raise ConfigurationError(f"{place}: expected a verdict, found something else; this is not a verdict file")
    if data["schema"] == SCHEMA:
        _check(data, place)
    try:
        return from_dict(data)
    except ValueError as other_schema:
        raise ConfigurationError(f"{place}: {other_schema}") from None


def _check(data: dict[str, Any], place: str) -> None:
    schema = json.loads(schema_file("verdict").read_text("utf-8"))
    for error in jsonschema_rs.Draft202012Validator(schema).iter_errors(data):
        member = "/".join(map(str, error.instance_path))
        found = f"{member}: {error.message}" if member else error.message
        raise ConfigurationError(f"{place}: expected a verdict, found one with a fault; {found[:_LONGEST_MESSAGE]}")
