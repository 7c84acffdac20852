"""The probes of the Square server."""

from __future__ import annotations

from tests.reference.probe import Probes
from tests.reference.probes_square.client import Square

PROBES: Probes[Square] = Probes()
probe = PROBES.of
