"""On which line of a TOML file a key stands.

`tomllib` reads values and forgets places, but a fault without a line is half a fault.  So this walks over a text that
`tomllib` has already accepted and remembers, for every table, key and array element, where it begins.  It reads no
values: strings, numbers and dates are only stepped over.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right

Place = tuple[str | int, ...]
"""The way to a value: keys, and positions in arrays: `("promise", 3, "with", "max")`."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_SCALAR = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|"(?:[^"\\\n]|\\.)*"'''
    r"""|'''.*?'{3,5}|'[^'\n]*'|[^,\]}#\n]+""",
    re.DOTALL,
)


class Lines:
    """The line of every place in a valid TOML text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._known: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}
        self._read_document()

    def of(self, place: Place) -> int:
        """Return the line of the place, or of the nearest one around it that the text has."""
        while place and place not in self._known:
            place = place[:-1]
        return self._known.get(place, 1)

    def _read_document(self) -> None:
        at = self._skip(0)
        table: Place = ()
        while at < len(self._text):
            if self._text[at] == "[":
                at, table = self._read_header(at)
            else:
                at = self._read_pair(at, table)
            at = self._skip(at)

    def _read_header(self, start: int) -> tuple[int, Place]:
        is_array = self._text.startswith("[[", start)
        keys, at = self._read_keys(start + 1 + is_array)
        table = self._resolve(keys, in_array=is_array, start=start)
        return at + 1 + is_array, table

    def _resolve(self, keys: list[str], *, in_array: bool, start: int) -> Place:
        """Return the place that a header opens: below an array of tables that is its last element."""
        place: Place = ()
        for number, key in enumerate(keys, 1):
            place += (key,)
            self._remember(place, start)
            if in_array and number == len(keys):
                self._counts[place] = self._counts.get(place, 0) + 1
            if place in self._counts:
                place += (self._counts[place] - 1,)
                self._remember(place, start)
        return place

    def _read_pair(self, start: int, table: Place) -> int:
        keys, at = self._read_keys(start)
        for count in range(1, len(keys) + 1):
            self._remember((*table, *keys[:count]), start)
        return self._read_value(self._skip(at + 1), (*table, *keys))

    def _read_keys(self, at: int) -> tuple[list[str], int]:
        keys: list[str] = []
        while match := _KEY.match(self._text, at):
            keys.append(_plain(match[1]))
            at = match.end()
            if self._text[at : at + 1] != ".":
                break
            at += 1
        return keys, at

    def _read_value(self, at: int, place: Place) -> int:
        opening = self._text[at : at + 1]
        if opening == "[":
            return self._read_array(at + 1, place)
        if opening == "{":
            return self._read_inline_table(at + 1, place)
        match = _SCALAR.match(self._text, at)
        return match.end() if match else len(self._text)

    def _read_array(self, at: int, place: Place) -> int:
        count = 0
        while (at := self._skip(at)) < len(self._text) and self._text[at] != "]":
            if self._text[at] == ",":
                at += 1
                continue
            self._remember((*place, count), at)
            at = self._read_value(at, (*place, count))
            count += 1
        return at + 1

    def _read_inline_table(self, at: int, place: Place) -> int:
        while (at := self._skip(at)) < len(self._text) and self._text[at] != "}":
            at = at + 1 if self._text[at] == "," else self._read_pair(at, place)
        return at + 1

    def _skip(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        return match.end() if match else at

    def _remember(self, place: Place, at: int) -> None:
        if place not in self._known:
            self._known[place] = bisect_right(self._ends, at - 1) + 1


def _plain(key: str) -> str:
    if key[0] == '"':
        return str(json.loads(key)) if "\\" in key else key[1:-1]
    return key[1:-1] if key[0] == "'" else key
