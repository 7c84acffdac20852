"""The probes of the finAPI server."""

from __future__ import annotations

from tests.reference.client import Client
from tests.reference.probe import Probes

PROBES: Probes[Client] = Probes()
probe = PROBES.of
