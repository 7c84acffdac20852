"""For every fault of the Square server a probe that shows the difference, without any code of the suite."""

from __future__ import annotations

from tests.reference.probes_square import applications, grants, lives, refusals, renewals, revocations
from tests.reference.probes_square.probe import PROBES

__all__ = ["PROBES", "applications", "grants", "lives", "refusals", "renewals", "revocations"]
