"""The last search: no artefact of the run may hold a secret, in any form.

A hit is overwritten where it stands; what cannot be rewritten is deleted.  Either fails the run, and is told by file,
line and field, never by value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.secrets import occurrences, redact

_LARGEST = 64 * 1024 * 1024
_FIELD = re.compile(r'"([^"\\]{1,60})"\s*:|([\w.-]{1,60})=|<([\w:-]{1,60})|^\s*(?:- )?([\w-]{1,60}):')
_TOLD = 5
"""So many places of a file are told."""


def stop(places: Sequence[Path], *, since: float) -> list[str]:
    """Search files and folders written since then (seconds since 1970); tell of each file that held a secret."""
    return [line for file in sorted(set(_files(places, since))) for line in _cleaned(file)]


def _files(places: Sequence[Path], since: float) -> Iterator[Path]:
    for place in places:
        inside = place.rglob("*") if place.is_dir() else [place]
        yield from (file for file in inside if file.is_file() and file.stat().st_mtime >= since - 1)


def _cleaned(file: Path) -> Iterator[str]:
    if file.stat().st_size > _LARGEST:
        file.unlink()
        yield f"{file.name} was too large to be searched for secrets and was deleted"
        return
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    if found := list(_found(text)):
        done = _overwrite(file, redact(text))
        more = f" and in {len(found) - _TOLD} more places" if len(found) > _TOLD else ""
        yield f"{file} held {', '.join(found[:_TOLD])}{more}; {done}"


def _found(text: str) -> Iterator[str]:
    """Yield pseudonym, line and field of every secret in the text."""
    for at, _, secret in occurrences(text):
        start = text.rfind("\n", 0, at) + 1
        names = [next(filter(None, found)) for found in _FIELD.findall(text[start:at]) if any(found)]
        field = f", {redact(names[-1])}" if names else ""
        yield f"{secret.pseudonym} (line {text.count(chr(10), 0, at) + 1}{field})"


def _overwrite(file: Path, text: str) -> str:
    """Write the text, or delete the file where that cannot be; return what was done."""
    try:
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
    except (OSError, UnicodeEncodeError):
        file.unlink(missing_ok=True)
        return "deleted, because it could not be overwritten"
    return "overwritten"
