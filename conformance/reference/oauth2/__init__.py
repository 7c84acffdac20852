"""An authorization server as the RFCs describe it: 6749, 6750, 7009, 7636, 7662 and 8414, and the draft of OAuth 2.1.

`service` is the function from request to answer, `store` what it remembers, `figures` how it behaves, `rules` the small
decisions that the figures hold, `faults` how it can be wrong. Where the RFCs leave a choice each module says what was
chosen. The second client's id and secret have characters that have to be form-encoded in a Basic header.
"""

from __future__ import annotations

from conformance.reference.oauth2.faults import FAULTS
from conformance.reference.oauth2.figures import CREDENTIALS, GRANT_TYPES, VARIANTS, VERSIONS, Figures
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.service import answer_request
from conformance.reference.oauth2.states import make_states, show_client
from conformance.reference.oauth2.store import Client, Store
from conformance.reference.server import Clock, Reference, ReferenceServer

__all__ = ["REFERENCE"]

BY_USER = tuple(name for name in GRANT_TYPES if name != CREDENTIALS)


def make_clients() -> dict[str, Client]:
    """Make the clients by the names of their states."""
    first, other, public, limited = (f"https://{word}.example.com/callback" for word in ("a", "b", "public", "limited"))
    return {
        "client": Client(
            "oauth2-reference-client-A",
            "Not-A-Real-Secret-Of-Reference-Client-A-0001",
            GRANT_TYPES,
            ("read", "write"),
            [first],
        ),
        "other client": Client(
            "oauth2-reference-client:B",
            "Not-A-Real Secret:Of+Reference/Client&B=50%25-0002",
            GRANT_TYPES,
            ("read", "write"),
            [other],
        ),
        "public client": Client("oauth2-reference-client-P", None, BY_USER, ("read", "write"), [public]),
        "limited client": Client(
            "oauth2-reference-client-L",
            "Not-A-Real-Secret-Of-Reference-Client-L-0003",
            (CREDENTIALS,),
            ("read",),
            [limited],
        ),
    }


def _make(figures: Figures, clock: Clock) -> ReferenceServer:
    provider, clients = Provider(Store(clock), figures), make_clients()
    for client in clients.values():
        provider.store.add_client(client)
    return ReferenceServer(
        lambda request: answer_request(provider, request),
        make_states(provider, clients),
        {**show_client(clients["client"]), "other_client": show_client(clients["other client"])},
    )


REFERENCE = Reference(VERSIONS, FAULTS, _make, variants=VARIANTS)
