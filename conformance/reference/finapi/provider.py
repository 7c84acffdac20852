"""The two things that every part of the server needs: what it remembers and how it behaves."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.reference.finapi.errors import Refusal
from conformance.reference.finapi.figures import Figures
from conformance.reference.finapi.store import Store
from conformance.reference.http import Pairs, Request

PARAMETERS = frozenset(
    ("grant_type", "client_id", "client_secret", "refresh_token", "username", "password", "token", "token_type_hint")
)


@dataclass(frozen=True, slots=True)
class Provider:
    store: Store
    figures: Figures

    def refuse_if(self, wrong: bool, reason: str, /) -> None:
        """Refuse the request for this reason, unless the figures leave the check out."""
        if wrong and reason not in self.figures.unchecked:
            raise Refusal(reason)


@dataclass(frozen=True, slots=True)
class Call:
    """Hold a request together with the operation it means; `argument` is the part of the path that varies."""

    request: Request
    operation: str
    argument: str = ""


def merge_parameters(*places: Pairs) -> dict[str, str]:
    """Return the parameters by name; one given empty counts as absent (RFC 6749 section 3.2), one given twice refuses.

    The same value in two places, query and body, is not a repetition; parameters of other names are ignored.
    """
    merged: dict[str, str] = {}
    for pairs in places:
        full = [(name, value) for name, value in pairs if value and name in PARAMETERS]
        names = {name for name, _ in full}
        if len(full) > len(names) or any(merged.get(name, value) != value for name, value in full):
            raise Refusal("repeated parameter")
        merged.update(full)
    return merged
