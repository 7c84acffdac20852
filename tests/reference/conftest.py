"""Conformant servers whose clock stands still, and clients that speak to them."""

from __future__ import annotations

import pytest

from tests.reference.client import Client
from tests.reference.contracts import make_client
from tests.reference.probes_calcom.client import CalcomClient
from tests.reference.probes_oauth2.client import OAuth2Client
from tests.reference.probes_square.client import Square


@pytest.fixture
def client() -> Client:
    """Speak to a finAPI server."""
    made: Client = make_client("finapi")
    return made


@pytest.fixture
def calcom() -> CalcomClient:
    """Speak to a Cal.com server."""
    made: CalcomClient = make_client("calcom")
    return made


@pytest.fixture
def oauth2() -> OAuth2Client:
    """Speak to an OAuth 2.0 server."""
    made: OAuth2Client = make_client("oauth2")
    return made


@pytest.fixture
def square() -> Square:
    """Speak to a Square server."""
    made: Square = make_client("square")
    return made
