"""The last search: no artefact of the run may hold a secret, in any form.

A hit is overwritten where it stands; what cannot be searched or rewritten is deleted.  Either fails the run, and is
told by file, line and field, never by value.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from conformance.secrets import occurrences, redact

_LARGEST = 64 * 1024 * 1024
_MARKUP = frozenset({".xml", ".html", ".htm", ".svg"})
_FIELD = re.compile(r'"([^"\\]{1,60})"\s*:|([\w.-]{1,60})=|<([\w:-]{1,60})|^\s*(?:- )?([\w-]{1,60}):')
_TOLD = 5
"""So many places of a file are told."""


def stop(places: Sequence[Path], *, since: float) -> list[str]:
    """Search files and folders written since then (seconds since 1970); tell of each file that held a secret."""
    closed: list[str] = []
    files = sorted({file for place in places for file in _files(place, since, closed)})
    return [line for file in files for line in _cleaned(file)] + sorted(set(closed))


def _files(place: Path, since: float, closed: list[str]) -> Iterator[Path]:
    """Yield the files of a place, and tell in `closed` of each folder that cannot be opened."""

    def tell(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            closed.append(f"{error.filename} could not be searched for secrets ({error.strerror})")

    inside = (Path(folder) / name for folder, _, names in os.walk(place, onerror=tell) for name in names)
    for file in (place, *inside):
        with suppress(FileNotFoundError):
            if file.is_file() and file.stat().st_mtime >= since - 1:
                yield file


def _cleaned(file: Path) -> Iterator[str]:
    try:
        is_too_large = file.stat().st_size > _LARGEST
        text = "" if is_too_large else file.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return
    except OSError as error:
        yield f"{file} could not be searched for secrets ({error.strerror}); it {_delete(file)}"
        return
    if is_too_large:
        yield f"{file} is too large to be searched for secrets; it {_delete(file)}"
    elif found := list(_found(text)):
        more = f" and in {len(found) - _TOLD} more places" if len(found) > _TOLD else ""
        yield f"{file} held {', '.join(found[:_TOLD])}{more}; {_overwrite(file, text)}"


def _found(text: str) -> Iterator[str]:
    """Yield pseudonym, line and field of every secret in the text."""
    for at, _, secret in occurrences(text):
        start = text.rfind("\n", 0, at) + 1
        names = [next(filter(None, found)) for found in _FIELD.findall(text[start:at]) if any(found)]
        field = f", {redact(names[-1])}" if names else ""
        yield f"{secret.pseudonym} (line {text.count(chr(10), 0, at) + 1}{field})"


def _overwrite(file: Path, text: str) -> str:
    """Write the text without its secrets, or delete the file where that cannot be; return what was done."""
    try:
        file.write_bytes(_without_secrets(text, is_markup=file.suffix in _MARKUP).encode("utf-8", "surrogateescape"))
    except (OSError, UnicodeEncodeError):
        return f"it could not be overwritten and {_delete(file)}"
    return "overwritten"


def _without_secrets(text: str, *, is_markup: bool) -> str:
    """Return the text with pseudonyms in place of secrets; a file of markup stays one that can be parsed."""
    parts, end = [], 0
    for at, form, secret in occurrences(text):
        parts += [text[end:at], html.escape(secret.pseudonym) if is_markup else secret.pseudonym]
        end = at + len(form)
    return "".join([*parts, text[end:]])


def _delete(file: Path) -> str:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        return f"could not be deleted ({error.strerror}): IT IS STILL THERE, remove it"
    return "was deleted"
