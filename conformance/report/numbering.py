"""Pseudonyms of one story, numbered from 1 in the order in which they appear.

The register numbers the secrets of a whole process, so the same story would read differently in every run; within a
story only which is which matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from conformance.secrets import is_variable

_NAMED = re.compile(r"<([a-z][a-z0-9_.]*)-(\d+)>|\b([A-Z][A-Z0-9_]*)_(\d+)\b")
"""A pseudonym, or the shell variable of one."""


class Numbering:
    """Renumbers texts of one story alike; what the first text names first gets the lowest number."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: dict[str, int] = {}
        for text in texts:
            self.text(text)

    def text(self, text: str) -> str:
        """Return the text with the numbers of this story."""
        return _NAMED.sub(self._renamed, text)

    def _renamed(self, match: re.Match[str]) -> str:
        label, number = (match[1], match[2]) if match[1] else (match[3], match[4])
        variable = re.sub(r"\W", "_", label).upper()
        if not is_variable(f"{variable}_{number}"):
            return match[0]
        own = self._number((variable, number))
        return f"<{label}-{own}>" if match[1] else f"{label}_{own}"

    def _number(self, key: tuple[str, str]) -> int:
        if key not in self._numbers:
            self._counts[key[0]] = self._counts.get(key[0], 0) + 1
            self._numbers[key] = self._counts[key[0]]
        return self._numbers[key]
