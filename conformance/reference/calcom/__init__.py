"""Cal.com's platform OAuth as its documents describe it (API v2, autumn 2024).

`service` is the function from request to answer, `store` what it remembers, `figures` how it behaves, `faults` how it
can be wrong. Where the documents are silent each module says what was chosen.
"""

from __future__ import annotations

from conformance.reference.calcom.faults import FAULTS
from conformance.reference.calcom.figures import VERSIONS, Figures
from conformance.reference.calcom.provider import Provider
from conformance.reference.calcom.service import answer_request
from conformance.reference.calcom.states import make_states, show_client
from conformance.reference.calcom.store import Client, Store
from conformance.reference.server import Clock, Reference, ReferenceServer

__all__ = ["REFERENCE"]

FIRST = ("calcom-reference-client-A", "Not-A-Real-Secret-Of-Reference-Client-A-0001")
OTHER = ("calcom-reference-client-B", "Not-A-Real-Secret-Of-Reference-Client-B-0002")


def _make(figures: Figures, clock: Clock) -> ReferenceServer:
    provider = Provider(Store(clock), figures)
    first = provider.store.add_client(Client(*FIRST, ["https://one.example.com/callback"]))
    other = provider.store.add_client(Client(*OTHER, ["https://two.example.com/callback"]))
    return ReferenceServer(
        lambda request: answer_request(provider, request),
        make_states(provider, first, other),
        {**show_client(first), "other_client": show_client(other)},
    )


REFERENCE = Reference(VERSIONS, FAULTS, _make)
