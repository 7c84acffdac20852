"""For every fault of the OAuth 2.0 server a probe that shows the difference, without any code of the suite."""

from __future__ import annotations

from tests.reference.probes_oauth2 import (
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
from tests.reference.probes_oauth2.probe import PROBES

__all__ = [
    "PROBES",
    "answers",
    "clients",
    "codes",
    "grants",
    "introspections",
    "refreshes",
    "requests",
    "revocations",
    "uses",
]
