"""How the server can be wrong: the conformant figures with one thing replaced."""

from __future__ import annotations

from conformance.reference.calcom.faults import authorizations, exchanges, keys, refreshes, refusals, token_lives

_FAMILIES = (
    authorizations.FAULTS,
    exchanges.FAULTS,
    keys.FAULTS,
    refreshes.FAULTS,
    token_lives.FAULTS,
    refusals.FAULTS,
)
FAULTS = {fault.name: fault for family in _FAMILIES for fault in family}
