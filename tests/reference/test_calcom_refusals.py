"""The conformant Cal.com server: how it says no, and what it cannot read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest

from conformance.reference import Answer
from conformance.reference.calcom.errors import REASONS
from conformance.reference.calcom.faults import FAULTS
from conformance.reference.calcom.figures import Figures
from tests.reference.client import parsed
from tests.reference.probes_calcom.client import JSON, CalcomClient

EXCHANGE = "/v2/oauth/calcom-reference-client-A/exchange"
REFRESH = "/v2/oauth/calcom-reference-client-A/refresh"
TYPED = {"Content-Type": JSON}


def refusals(calcom: CalcomClient) -> list[Answer]:
    return [
        calcom.authorize(None),
        calcom.authorize(calcom.state("user"), "https://elsewhere.example.com/"),
        calcom.exchange("unknown", "Fake-secret"),
        calcom.refresh("Fake-token"),
        calcom.refresh("Fake-token", "Fake-key"),
        calcom.me("Fake-bearer"),
    ]


def test_refusals_have_one_envelope(calcom: CalcomClient) -> None:
    """Every refusal is a JSON object of status, timestamp, path and error, the last of code and message."""
    for answer in refusals(calcom):
        members = parsed(answer)
        assert answer.header("Content-Type") == "application/json"
        assert sorted(members) == ["error", "path", "status", "timestamp"]
        assert sorted(members["error"]) == ["code", "message"]
        assert members["status"] == "error"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", members["timestamp"])


def test_refusals_are_named_like_the_exception(calcom: CalcomClient) -> None:
    """The code of an error is the name of the exception's class."""
    codes = [parsed(answer)["error"]["code"] for answer in refusals(calcom)]
    bad, unauthorized = "BadRequestException", "UnauthorizedException"
    assert codes == [unauthorized, bad, bad, bad, unauthorized, unauthorized]


def test_refusals_repeat_no_secret(calcom: CalcomClient) -> None:
    """Neither secrets nor tokens nor a query come back in a refusal."""
    queried = calcom.send("GET", "/v2/me?access_token=Fake-query")
    text = json.dumps([[answer.body.decode(), list(answer.headers)] for answer in [*refusals(calcom), queried]])
    assert "Fake-" not in text


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "status"),
    [
        ("GET", EXCHANGE, {}, b"", 405),
        ("POST", "/v2/me", {}, b"", 405),
        ("POST", "/nowhere", {}, b"", 404),
        ("POST", "/v2/oauth//exchange", {}, b"", 404),
        ("POST", "/v2/oauth/a%2Fb/exchange", TYPED, b'{"clientSecret": "a"}', 400),
        ("POST", EXCHANGE, {}, b"", 400),
        ("POST", EXCHANGE, TYPED, b"", 400),
        ("POST", EXCHANGE, {}, b"{}", 415),
        ("POST", EXCHANGE, {"Content-Type": "application/x-www-form-urlencoded"}, b"clientSecret=a", 415),
        ("POST", EXCHANGE, TYPED, b"{", 400),
        ("POST", EXCHANGE, TYPED, b"[]", 400),
        ("POST", EXCHANGE, TYPED, b"\xff", 400),
        ("POST", EXCHANGE, TYPED, b"[" * 100_000, 400),
        ("POST", EXCHANGE, TYPED, b'{"clientSecret": "\\ud800"}', 400),
        ("POST", EXCHANGE, {**TYPED, "Authorization": "Bearer \xff"}, b'{"clientSecret": "a"}', 400),
        ("POST", REFRESH, {**TYPED, "x-cal-secret-key": "\xff"}, b"{}", 401),
        ("GET", "/v2/me", {}, b"", 401),
        ("GET", "/v2/me", {"Authorization": "Bearer"}, b"", 401),
    ],
)
def test_malformed_request_is_refused(
    calcom: CalcomClient, method: str, target: str, headers: Mapping[str, str], body: bytes, status: int
) -> None:
    """What cannot be read is refused with a status of its own, never with a server error."""
    answer = calcom.send(method, target, headers=headers, body=body)
    assert (status, status == 405) == (answer.status, answer.header("Allow") is not None)


def test_reasons_in_the_faults_exist() -> None:
    """A fault that names a reason names one of the table."""
    figures = [fault.change(Figures()) for fault in FAULTS.values()]
    named = {reason for each in figures for reason in (*each.unchecked, *each.breaks_on, *each.refused_yet)}
    stated = {reason for each in figures for reason in each.statuses} - {"exchange", "refresh"}
    assert (named | stated) - set(REASONS) == set()
