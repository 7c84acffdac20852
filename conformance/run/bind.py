"""A contract bound to a target: endpoints resolved, client authentication written into the operations.

`auth = "client"` says that an operation authenticates the client as the target does it: Basic writes an Authorization
header, post two form fields, none the identifier alone (RFC 6749 2.3.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from conformance.contract.model import Contract, Operation, Part, Promise, Slot, Template, Witness
from conformance.target import Target

BASIC_SLOT = "client_id:client_secret"
"""The slot of a Basic header: filled with identifier and secret together, dropped by either name."""

_AUTHENTICATION: Mapping[str, tuple[Part, ...]] = {
    "basic": (Part("headers", "Authorization", Template(("Basic ", Slot(BASIC_SLOT)))),),
    "post": (
        Part("form", "client_id", Template((Slot("client_id"),))),
        Part("form", "client_secret", Template((Slot("client_secret"),))),
    ),
    "none": (Part("form", "client_id", Template((Slot("client_id"),))),),
}
DEFAULT_CLIENT_AUTH = "basic"
"""What RFC 6749 2.3.1 obliges a server to support."""


@dataclass(frozen=True, repr=False)
class Binding:
    """What can be called at this target; `absent` names the endpoints that it does not have."""

    contract: Contract
    operations: Mapping[str, Operation]
    witnesses: Mapping[str, Witness]
    endpoints: Mapping[str, str]
    client_auth: str

    def missing_endpoint(self, promise: Promise, operation: str | None) -> str | None:
        """Return the first endpoint that the promise needs and the target does not have."""
        used = self.operations[operation].endpoint if operation else None
        needed = [*promise.needs, *([used] if used else [])]
        return next((name for name in needed if name not in self.endpoints), None)

    def does(self, kind: str, *, subject: str | None = None) -> Operation | None:
        """Return the first operation of this kind, preferring the given subject (user or client)."""
        found = [op for op in self.operations.values() if op.does == kind and self.has_endpoint(op)]
        return next((op for op in found if op.subject == subject), found[0] if found and subject is None else None)

    def doing(self, kind: str, *, subject: str) -> list[Operation]:
        """Return every operation of this kind for a user or a client."""
        found = [op for op in self.operations.values() if op.does == kind and op.subject == subject]
        return [op for op in found if self.has_endpoint(op)]

    def has_endpoint(self, operation: Operation) -> bool:
        return operation.endpoint is None or operation.endpoint in self.endpoints


def bind(
    contract: Contract, target: Target, *, discovered: Mapping[str, str | Literal[False]] | None = None
) -> Binding:
    """Bind a contract to a target; what metadata discovered overrides the contract, the target overrides both."""
    merged = {**contract.endpoints, **(discovered or {}), **target.endpoints}
    endpoints = {name: path for name, path in merged.items() if isinstance(path, str)}
    auth = target.client_auth or DEFAULT_CLIENT_AUTH
    operations = {name: _bound(op, endpoints, auth) for name, op in contract.operations.items()}
    witnesses = {
        kind: replace(witness, operation=_bound(witness.operation, endpoints, auth) if witness.operation else None)
        for kind, witness in contract.witnesses.items()
    }
    return Binding(contract, operations, witnesses, endpoints, auth)


def _bound(operation: Operation, endpoints: Mapping[str, str], auth: str) -> Operation:
    parts = operation.parts + (_AUTHENTICATION[auth] if operation.auth == "client" else ())
    pieces = tuple(
        endpoints.get(piece.name.partition(".")[2], piece)
        if isinstance(piece, Slot) and piece.name.startswith("endpoints.")
        else piece
        for piece in operation.path.pieces
    )
    return replace(operation, parts=parts, path=Template(_joined(pieces)))


def _joined(pieces: tuple[object, ...]) -> tuple[object, ...]:
    """Join neighbouring texts, so that the literal beginning of a path is one piece."""
    joined: list[object] = []
    for piece in pieces:
        if joined and isinstance(piece, str) and isinstance(joined[-1], str):
            joined[-1] = joined[-1] + piece
        else:
            joined.append(piece)
    return tuple(joined)
