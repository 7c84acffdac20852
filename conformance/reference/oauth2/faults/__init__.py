"""How the server can be wrong: the conformant figures with one thing replaced."""

from __future__ import annotations

from conformance.reference.fault import name_faults
from conformance.reference.oauth2.faults import (
    answers,
    clients,
    codes,
    grants,
    introspections,
    refreshes,
    requests,
    revocations,
    uses,
)

FAULTS = name_faults(
    requests.FAULTS,
    clients.FAULTS,
    grants.FAULTS,
    codes.FAULTS,
    refreshes.FAULTS,
    revocations.FAULTS,
    introspections.FAULTS,
    answers.FAULTS,
    uses.FAULTS,
)
