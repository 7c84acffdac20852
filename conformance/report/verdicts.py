"""The verdict file: one JSON object a line, the stable interface for other tools.

Verdicts travel from the process that judged to the one that writes as plain dictionaries (`as_dict`, `from_dict`);
they are redacted where they are made, because only that process knows its secrets, and again before they are written.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.secrets import redact
from conformance.terms import Verdict

SCHEMA = 1
"""The number of this format; a change that old readers cannot bear makes it 2."""

FIELDS = (
    "id",
    "target",
    "contract",
    "version",
    "behaviour",
    "scenario",
    "operation",
    "case",
    "level",
    "basis",
    "outcome",
    "blocked_by",
    "statement",
    "source",
    "covers",
    "expected",
    "observed",
    "curl",
    "draws",
    "requests",
    "states",
    "seconds",
    "nodeid",
    "remedy",
    "known",
)
"""The members of a line after `schema`, in their order."""

_LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}
"""What some readers take for the end of a line, though JSON does not."""


def as_dict(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as plain JSON values without secrets, in the order of the file."""
    return {"schema": SCHEMA, **{name: _plain(getattr(verdict, name)) for name in FIELDS}}


def from_dict(data: Mapping[str, Any]) -> Verdict:
    """Return the verdict of such a dictionary; members that a later version added are passed over."""
    if data.get("schema") != SCHEMA:
        raise ValueError(
            f"expected a verdict with schema {SCHEMA}, found schema {data.get('schema')!r}; "
            "read it with the version of pytest-oauth-conformance that wrote it"
        )
    known = {name: data[name] for name in FIELDS if name in data}
    return Verdict(**{**known, "covers": tuple(known["covers"]), "curl": tuple(known["curl"])})


def as_line(verdict: Verdict) -> str:
    """Return the verdict as one line of JSON, without the end of line."""
    return json.dumps(as_dict(verdict), ensure_ascii=False).translate(_LINE_ENDS)


def verdict_from_line(line: str) -> Verdict:
    return from_dict(json.loads(line))


class VerdictFile:
    """The file of one run.  Every line is on the disk before the next item runs, so a killed run keeps its verdicts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._begun = False

    def begin(self) -> None:
        """Begin the file anew: what an earlier run left is gone.  Without it the first verdict does so."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(b"")
        self._begun = True

    def append(self, verdict: Verdict) -> None:
        if not self._begun:
            self.begin()
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(as_line(verdict) + "\n")


def _plain(value: Any) -> Any:
    """Return the value in JSON's own types, each text redacted and fit to be written as UTF-8."""
    if isinstance(value, str):
        return redact(value.encode("utf-8", "backslashreplace").decode("utf-8"))
    if isinstance(value, Mapping):
        return {_plain(str(name)): _plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float) else redact(str(value))
