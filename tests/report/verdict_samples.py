"""Verdicts as the tests of the reports need them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.terms import Verdict

_KEPT = Verdict(
    id="sandbox/request-id.max-length/longer-request-id-is-refused/password",
    target="sandbox",
    contract="finapi",
    version="1.151.1",
    behaviour="request-id.max-length",
    scenario="longer-request-id-is-refused",
    operation="password",
    case="password",
    level="must",
    basis="documented",
    outcome="passed",
    statement="A request id may have up to 255 characters.",
    source={"title": "AuthorizationApi, Go client", "version": "1.151.1", "at": "xRequestId"},
    covers=("FINAPI-REQID-05", "FINAPI-REQID-07"),
    requests=3,
    seconds=0.25,
    nodeid="suites/test_request_id.py::test_longer_request_id_is_refused[sandbox:request-id.max-length:password]",
)


def verdict(outcome: str = "passed", **changes: Any) -> Verdict:
    """Return a verdict on a longer request id; `changes` replace single fields."""
    return replace(_KEPT, outcome=outcome, **changes)
