"""finAPI's authorization server as its documents describe it (API 1.115.1 and 1.151.1).

`service` is the function from request to answer, `store` what it remembers, `figures` how it behaves, `faults` how it
can be wrong. Where the documents are silent each module says what was chosen.
"""

from __future__ import annotations

from conformance.reference.finapi.faults import FAULTS
from conformance.reference.finapi.figures import VERSIONS, Figures
from conformance.reference.finapi.provider import Provider
from conformance.reference.finapi.service import answer_request
from conformance.reference.finapi.states import make_states, show_client
from conformance.reference.finapi.store import Client, Store
from conformance.reference.server import Clock, Reference, ReferenceServer

__all__ = ["REFERENCE"]

FIRST = ("finapi-reference-client-A", "Not-A-Real-Secret-Of-Reference-Client-A-0001")
OTHER = ("finapi-reference-client-B", "Not-A-Real-Secret-Of-Reference-Client-B-0002")


def _make(figures: Figures, clock: Clock) -> ReferenceServer:
    provider = Provider(Store(clock), figures)
    first = provider.store.add_client(Client(*FIRST))
    other = provider.store.add_client(Client(*OTHER))
    return ReferenceServer(
        lambda request: answer_request(provider, request),
        make_states(provider, first, other),
        {**show_client(first), "other_client": show_client(other)},
    )


REFERENCE = Reference(VERSIONS, FAULTS, _make)
