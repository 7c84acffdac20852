"""How the server can be wrong: the conformant figures with one thing replaced."""

from __future__ import annotations

from conformance.reference.fault import name_faults
from conformance.reference.square.faults import applications, grants, lives, refusals, renewals, revocations

FAULTS = name_faults(
    applications.FAULTS, grants.FAULTS, lives.FAULTS, renewals.FAULTS, revocations.FAULTS, refusals.FAULTS
)
