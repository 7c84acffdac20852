"""Pieces of secrets: what a server shows of one that it has cut, or written in another case.

A piece is looked for where it looks random only: a password may hold words that stand in any text.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from conformance.secrets import PIECE, SEARCHABLE, Secret

CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, str.swapcase)
"""How scenarios and servers write a text in another case."""

_KINDS = re.compile(r"[a-z]+|[A-Z]+|[0-9]+")
_SIGNS = re.compile(r"[^A-Za-z0-9:]+")
_FEWEST_KINDS = 4
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def looks_random(text: str) -> bool:
    """True if capitals, small letters and digits take turns as in no word, number or time of day."""
    return ":" not in text and len(_KINDS.findall(_SIGNS.sub("", text))) >= _FEWEST_KINDS


@dataclass(frozen=True)
class Piece:
    """Where a piece stands in a text, and in the secret that it is of."""

    start: int
    end: int
    secret: Secret
    at: int

    def of(self, text: str, pseudonym: str) -> str:
        """Return the same piece of the pseudonym, in the case in which the text has that of the secret."""
        length, value = self.end - self.start, self.secret.reveal()
        piece = value[self.at : self.at + length]
        told = pseudonym[max(0, self.at + len(pseudonym) - len(value)) :][:length]
        return next((case(told) for case in CASES if case(piece) == text[self.start : self.end]), told.lower())


class Pieces:
    """The pieces of the secrets of one item."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[Secret, int]] = {}
        self._starts: set[str] = set()
        self._learnt: set[str] = set()

    def learn(self, secret: Secret) -> None:
        """Look for pieces of this secret from now on; of one that was made of another, only for the whole."""
        value, is_whole = secret.reveal(), secret.derivation is not None
        if value in self._learnt or (is_whole and len(value) >= PIECE):
            return
        self._learnt.add(value)
        width = len(value) if is_whole else PIECE if len(value) >= PIECE else SEARCHABLE
        first = value.rfind(".") + 1 if value.startswith("eyJ") else 0  # what a JWT says is told, but for its words
        for at in range(first, len(value) - width + 1) if width >= SEARCHABLE else ():
            window = value[at : at + width]
            if looks_random(window):
                self._windows.setdefault(window.translate(_LOWER), (secret, at))
                self._starts.add(window[:SEARCHABLE].translate(_LOWER))

    def found_in(self, text: str) -> Iterator[Piece]:
        """Yield every piece in the text, each as long as it can be, none overlapping."""
        text, end = text.translate(_LOWER), 0
        for at in [at for at in range(len(text) - SEARCHABLE + 1) if text[at : at + SEARCHABLE] in self._starts]:
            if at >= end and (found := self._longest(text, at, end)):
                end = found.end
                yield found

    def _longest(self, text: str, at: int, before: int) -> Piece | None:
        widths = range(PIECE, SEARCHABLE - 1, -1)
        found = next((found for width in widths if (found := self._windows.get(text[at : at + width]))), None)
        if found is None:
            return None
        secret, first = found
        value = secret.reveal().translate(_LOWER)
        start, end, last = at, at, first
        while end < len(text) and last < len(value) and text[end] == value[last]:
            end, last = end + 1, last + 1
        while start > before and first > 0 and text[start - 1] == value[first - 1]:
            start, first = start - 1, first - 1
        return Piece(start, end, secret, first)
