"""A TOML file of the user, and the faults found in it.

Everybody who reads such a file wants the same three things: the data, the line of a key, and messages that say what
was found and what to do.  Dates become text here, because everything else in these files is a JSON value.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any

from conformance.lines import Lines, Place
from conformance.locations import shown_path
from conformance.outcomes import ConfigurationError

MOST_NAMES = 12
"""So many names stand in a message."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: where, what was found, what to do."""

    file: Path
    line: int
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{shown_path(self.file)}:{self.line}: {self.found}; {self.remedy}"


@dataclass(frozen=True)
class Document:
    """A TOML file that could be read."""

    file: Path
    text: str
    data: dict[str, Any]

    @classmethod
    def from_file(cls, file: Path) -> Document:
        """Read the file; a missing, undecodable or malformed one is a ConfigurationError."""
        try:
            text = file.read_bytes().decode("utf-8")
            return cls(file, text, _without_dates(tomllib.loads(text)))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ConfigurationError(f"{shown_path(file)}: cannot be read ({reason}); check the path") from None
        except UnicodeDecodeError as error:
            raise ConfigurationError(f"{shown_path(file)}: byte {error.start} is not UTF-8; save it as UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise ConfigurationError(str(_syntax_fault(file, text, str(error)))) from None

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    def fault(self, place: Place, found: str, remedy: str) -> Fault:
        return Fault(self.file, self.lines.of(place), found, remedy)


def raise_faults(faults: Iterable[Fault]) -> None:
    """Raise all of them as one ConfigurationError, in the order of the files; none: do nothing."""
    found = in_order(faults)
    if found:
        raise ConfigurationError(*found)


def in_order(faults: Iterable[Fault]) -> list[str]:
    """Return the messages, each once, by file and line."""
    return list(dict.fromkeys(str(fault) for fault in sorted(faults)))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what to do about an unknown word: the names it resembles, else all names or, of many, the nearest."""
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=3)
    if not close and len(names) > MOST_NAMES:
        close = difflib.get_close_matches(word, names, n=3, cutoff=0.0)
    if close:
        return "nearest: " + ", ".join(close)
    if not names:
        return "none is known here"
    return "known: " + ", ".join(names)


def listed(words: Iterable[object], *, most: int = MOST_NAMES) -> str:
    """Return `a, b and 3 more`."""
    names = [str(word) for word in words]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _without_dates(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_dates(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_dates(each) for each in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def _syntax_fault(file: Path, text: str, message: str) -> Fault:
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    found = message[: place.start()] if place else message
    column = f", column {place[2]}" if place and place[2] else ""
    return Fault(file, line, f"not TOML: {found[:1].lower()}{found[1:]}{column}", "correct the syntax")
