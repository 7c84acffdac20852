"""How the server can be wrong: the conformant figures with one thing replaced."""

from __future__ import annotations

from conformance.reference.fault import name_faults
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
FAULTS = name_faults(*(family.FAULTS for family in _FAMILIES))
