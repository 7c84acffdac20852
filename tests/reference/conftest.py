"""A conformant finAPI server whose clock stands still, and a client that speaks to it."""

from __future__ import annotations

import pytest

from conformance.reference import make_server
from tests.reference.client import Client


@pytest.fixture
def client() -> Client:
    return Client(make_server("finapi", clock=lambda: 1_800_000_000.0))
