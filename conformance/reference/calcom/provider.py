"""The two things that every part of the server needs: what it remembers and how it behaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.reference.calcom.errors import Refusal
from conformance.reference.calcom.figures import Figures
from conformance.reference.calcom.store import Members, Store
from conformance.reference.http import Request

Work = Callable[[], Members]


@dataclass(frozen=True, slots=True)
class Call:
    """Hold a request together with the operation it means and the client that its path names."""

    request: Request
    operation: str
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    store: Store
    figures: Figures

    def refuse_if(self, wrong: bool, reason: str, /, *, work: Work | None = None, asked: str = "") -> None:
        """Refuse the request for this reason, unless the figures leave the check out.

        `work` is what the request asked for: a server that is wrong enough does it and refuses all the same.
        `asked` is the redirect URI in question.
        """
        if not wrong or reason in self.figures.unchecked:
            return
        how = self.figures.refused_yet.get(reason)
        done = work() if work and how else {}
        raise Refusal(reason, asked=asked, extra=done if how == "shown" else {})
