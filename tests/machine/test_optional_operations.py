"""What a server need not have: grants that it does not offer, endpoints that are not there, values of a state."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

import pytest

from conformance.contract import Contract, read_contract
from conformance.locations import suites_dir
from conformance.outcomes import Deviation, NotTestable
from conformance.run.server import Server
from conformance.run.session import TargetSession
from conformance.secrets import register
from conformance.target import Target

BASE = "http://small.invalid"
URI = "https://client.example/back"
Said = tuple[int, tuple[tuple[str, str], ...], bytes]


@dataclass
class Small:
    """A server with the grants in `offers`, whose codes are made by its states endpoint."""

    offers: tuple[str, ...] = ("client_credentials", "authorization_code")
    revocation: bool = False
    code: Mapping[str, str] = field(default_factory=lambda: {"redirect_uri": URI})
    refuses: str | None = None
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    grants: list[Mapping[str, str]] = field(default_factory=list)

    def __call__(self, method: str, path: str, headers: Any, body: bytes) -> Said:
        if path == "/_states":
            return self._state(json.loads(body))
        form = dict(parse_qsl(body.decode()))
        if path == "/revoke" and self.revocation:
            return answered(404 if form.get("token") else 400, {"error": "invalid_request"})
        return self._grant(form) if path == "/token" else answered(404, {"detail": "nothing here"})

    def _state(self, asked: Mapping[str, Any]) -> Said:
        self.asked.append(asked)
        if asked["state"] == "user":
            return answered(200, {"username": "anna", "password": "a-password-of-anna"})
        known = asked["state"] == "authorization code" and asked["action"] == "setup"
        return (
            answered(200, {"code": f"code-{len(self.asked)}-of-the-server", **self.code})
            if known
            else answered(404, {})
        )

    def _grant(self, form: Mapping[str, str]) -> Said:
        self.grants.append(form)
        if self.refuses or form["grant_type"] not in self.offers:
            return answered(400, {"error": self.refuses or "unsupported_grant_type"})
        number = len(self.grants)
        tokens = {"access_token": f"access-{number}-of-the-server", "refresh_token": f"refresh-{number}-of-the-server"}
        return answered(200, {**tokens, "token_type": "Bearer"})


def answered(status: int, value: Any) -> Said:
    return status, (("Content-Type", "application/json"),), json.dumps(value).encode()


@pytest.fixture(scope="module")
def contract() -> Contract:
    return read_contract("oauth2", suites=suites_dir())


def at(small: Small, contract: Contract, **client: str) -> Server:
    """Return the default actor at the small server."""
    secret = register("secret-of-the-client", "client_secret")
    made = Target(
        name="small",
        contract="oauth2",
        kind="loopback",
        base_url=BASE,
        client={"client_id": "client", "client_secret": secret, **client},
        states_url=f"{BASE}/_states",
    )
    return Server(TargetSession(made, contract, handler=small), contract.find("grant.accepted")[0])


def test_tokens_come_from_the_grant_that_is_offered(contract: Contract) -> None:
    """A server without passwords gives a user's tokens for a code, and is asked for a password once only."""
    small = Small()
    server = at(small, contract)
    for _ in range(3):
        assert server.tokens().refresh_token is not None
    assert [each["grant_type"] for each in small.grants].count("password") == 1


def test_value_comes_from_another_grant_where_its_own_is_not_offered(contract: Contract) -> None:
    """A refresh has its token from whatever gives one."""
    server = at(Small(), contract)
    assert server.call("refresh").settled().values["refresh_token"].matches("refresh-[0-9]+-of-the-server")


def test_first_grant_is_taken_where_none_is_offered(contract: Contract) -> None:
    """What is missing is told of the grant that the contract names first."""
    with pytest.raises(NotTestable, match="does not offer password"):
        at(Small(offers=()), contract).tokens()


def test_endpoint_that_is_not_there_is_told_with_its_line(contract: Contract) -> None:
    """A server that answers 404 to everything has not broken a word about revocation."""
    with pytest.raises(NotTestable, match="no revocation endpoint") as raised:
        at(Small(), contract).call("revoke").but(token="anything").send()
    assert "endpoints = { revocation = false }" in (raised.value.remedy or "")


def test_not_found_is_judged_where_the_endpoint_is_there(contract: Contract) -> None:
    """One that only calls a token unknown is there."""
    server = at(Small(revocation=True), contract)
    with pytest.raises(Deviation, match="404"):
        server.call("revoke").but(token="anything").send().accepted()


def test_scope_that_is_needed_is_told_with_its_line(contract: Contract) -> None:
    """A server may refuse whoever asks for no scope (RFC 6749 3.3)."""
    with pytest.raises(NotTestable, match="scope"):
        at(Small(refuses="invalid_scope"), contract).call("client_credentials").send().accepted()


def test_scope_of_the_client_is_asked_for(contract: Contract) -> None:
    """An optional part is sent where the state that is its source has a value for it."""
    small = Small()
    at(small, contract, scope="read write").call("client_credentials").send()
    at(small, contract).call("client_credentials").send()
    assert [each.get("scope") for each in small.grants] == ["read write", None]


def test_all_parts_of_an_exchange_belong_to_one_code(contract: Contract) -> None:
    """Code and redirect URI come from one answer of the maker."""
    small = Small()
    at(small, contract).call("exchange").send().accepted()
    assert [each["state"] for each in small.asked].count("authorization code") == 1
    assert small.grants[-1]["redirect_uri"] == URI


def test_redirect_uri_that_was_not_asked_with_is_not_sent(contract: Contract) -> None:
    """It belongs into the exchange only if the authorization request had it (RFC 6749 4.1.3)."""
    small = Small(code={})
    at(small, contract).call("exchange").send().accepted()
    assert "redirect_uri" not in small.grants[-1]


def test_code_is_asked_for_with_the_challenge_for_its_verifier(contract: Contract) -> None:
    """Where an exchange must show a verifier, it is that of the code (RFC 7636 4.6)."""
    small = Small()
    at(small, contract).call("exchange").send().accepted()
    params = next(each["params"] for each in small.asked if each["state"] == "authorization code")
    digest = sha256(small.grants[-1]["code_verifier"].encode()).digest()
    assert params["code_challenge"] == urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert params["code_challenge_method"] == "S256"
