"""The probes of the OAuth 2.0 server."""

from __future__ import annotations

from tests.reference.probe import Probes
from tests.reference.probes_oauth2.client import OAuth2Client

PROBES: Probes[OAuth2Client] = Probes()
probe = PROBES.of
