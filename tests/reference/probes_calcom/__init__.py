"""For every fault of the Cal.com server a probe that shows the difference, without any code of the suite."""

from __future__ import annotations

from tests.reference.probes_calcom import authorizations, exchanges, keys, refreshes, refusals, token_lives
from tests.reference.probes_calcom.probe import PROBES

__all__ = ["PROBES", "authorizations", "exchanges", "keys", "refreshes", "refusals", "token_lives"]
