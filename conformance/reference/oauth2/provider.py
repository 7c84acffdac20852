"""The two things that every part of the server needs: what it remembers and how it behaves."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.reference.oauth2.errors import Refusal
from conformance.reference.oauth2.figures import Figures
from conformance.reference.oauth2.store import Store


@dataclass(frozen=True, slots=True)
class Provider:
    store: Store
    figures: Figures

    def refuse_if(self, wrong: bool, operation: str, reason: str, /) -> None:
        """Refuse the operation for this reason, unless the figures leave the check out."""
        if wrong and (operation, reason) not in self.figures.unchecked:
            raise Refusal(reason)
