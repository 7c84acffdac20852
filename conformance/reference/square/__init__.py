"""Square's authorization server as its documents describe it (API version 2020-05-28).

`service` is the function from request to answer, `store` what it remembers, `figures` how it behaves, `faults` how it
can be wrong. Where the documents are silent each module says what was chosen. The third grant of that version,
migration_token, needs an account at an older generation of the service and is not offered.
"""

from __future__ import annotations

from conformance.reference.server import Clock, Reference, ReferenceServer
from conformance.reference.square.faults import FAULTS
from conformance.reference.square.figures import VERSIONS, Figures
from conformance.reference.square.provider import Provider
from conformance.reference.square.service import answer_request
from conformance.reference.square.states import make_states, show_application
from conformance.reference.square.store import Application, Store

__all__ = ["REFERENCE"]

FIRST = ("square-reference-application-A", "Not-A-Real-Secret-Of-Reference-Application-A-0001")
OTHER = ("square-reference-application-B", "Not-A-Real-Secret-Of-Reference-Application-B-0002")


def _make(figures: Figures, clock: Clock) -> ReferenceServer:
    provider = Provider(Store(clock), figures)
    first = provider.store.add_application(Application(*FIRST))
    other = provider.store.add_application(Application(*OTHER))
    return ReferenceServer(
        lambda request: answer_request(provider, request),
        make_states(provider, first, other),
        {**show_application(first), "other_client": show_application(other)},
    )


REFERENCE = Reference(VERSIONS, FAULTS, _make)
