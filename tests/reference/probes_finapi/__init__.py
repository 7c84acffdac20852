"""For every fault of the finAPI server a probe that shows the difference, without any code of the suite."""

from __future__ import annotations

from tests.reference.probes_finapi import (
    bearers,
    bystanders,
    request_ids,
    revocations,
    token_lives,
    token_requests,
    users,
)
from tests.reference.probes_finapi.probe import PROBES

__all__ = [
    "PROBES",
    "bearers",
    "bystanders",
    "request_ids",
    "revocations",
    "token_lives",
    "token_requests",
    "users",
]
