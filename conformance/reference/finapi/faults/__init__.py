"""How the server can be wrong: the conformant figures with one thing replaced.

A fault is named by the behaviour that it breaks and a word for how. Its depth says what finds it: "one" request, a
"sequence" of two or three, "deep" for four and more steps, a boundary or an interleaving, "rare" for what only fuzzing
is likely to send. Asking for a token counts as a request, making a state does not.
"""

from __future__ import annotations

from conformance.reference.finapi.faults import (
    bearers,
    bystanders,
    request_ids,
    revocations,
    token_lives,
    token_requests,
    users,
)

_FAMILIES = (token_requests, users, token_lives, bearers, revocations, bystanders, request_ids)
FAULTS = {fault.name: fault for family in _FAMILIES for fault in family.FAULTS}
