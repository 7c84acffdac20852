"""The probes of the Cal.com server."""

from __future__ import annotations

from tests.reference.probe import Probes
from tests.reference.probes_calcom.client import CalcomClient

PROBES: Probes[CalcomClient] = Probes()
probe = PROBES.of
