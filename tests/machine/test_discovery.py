"""Endpoints are taken from the target's metadata (RFC 8414), unless that says itself that it must not be used."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.contract import read_contract
from conformance.locations import suites_dir
from conformance.outcomes import Broken
from conformance.run.session import TargetSession
from conformance.target import Target

BASE = "http://127.0.0.1:9999"
METADATA = {"issuer": BASE, "token_endpoint": f"{BASE}/as/token"}


def session(metadata: Any, status: int = 200) -> TargetSession:
    def answer(*_: Any) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        return status, (("Content-Type", "application/json"),), json.dumps(metadata).encode()

    target = Target(name="own", contract="oauth2", kind="loopback", base_url=BASE, client={}, discover=True)
    return TargetSession(target, read_contract("oauth2", suites=suites_dir()), handler=answer)


def test_endpoints_are_those_of_the_metadata() -> None:
    """What it does not name, the target has not."""
    found = session(METADATA).binding.endpoints
    assert (found["token"], "revocation" in found) == (f"{BASE}/as/token", False)


def test_slash_at_the_end_of_the_issuer_is_no_other_issuer() -> None:
    """The address of the target is kept without one."""
    assert session({**METADATA, "issuer": f"{BASE}/"}).binding.endpoints["token"] == f"{BASE}/as/token"


@pytest.mark.parametrize(
    ("metadata", "status", "reason"),
    [
        ({**METADATA, "issuer": "https://another.example"}, 200, "found https://another.example"),
        ({"token_endpoint": f"{BASE}/as/token"}, 200, "found none"),
        ({"issuer": BASE, "revocation_endpoint": f"{BASE}/revoke"}, 200, "names no token_endpoint"),
        ([], 200, "expected 200 with a JSON object"),
        (METADATA, 404, "expected 200 with a JSON object"),
    ],
)
def test_metadata_that_must_not_be_used_breaks_the_run(metadata: Any, status: int, reason: str) -> None:
    """A target of which nothing is known else is not green; what to do is told."""
    with pytest.raises(Broken, match=reason) as found:
        _ = session(metadata, status).binding
    assert found.value.remedy == '[targets.own] discover = false, and endpoints = { token = "/…" }'
