"""Tiny clients for the tests of the reference servers: they share no code with the suite."""

from __future__ import annotations

import json as json_codec
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from conformance.reference import Answer, ReferenceServer, Request

FORM = "application/x-www-form-urlencoded"
CONFIGURATION = "/api/v1/clientConfiguration"


def parsed(answer: Answer) -> Any:
    return json_codec.loads(answer.body)


class Speaker:
    """Send requests to any reference server in process; `None` as a value leaves a header out."""

    def __init__(self, server: ReferenceServer) -> None:
        self.server = server
        self.credentials: Mapping[str, Any] = server.credentials
        self.other: dict[str, Any] = self.credentials["other_client"]

    def send(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str | None] | None = None,
        body: bytes = b"",
        bearer: str | None = None,
    ) -> Answer:
        pairs = dict(headers or {})
        if bearer is not None:
            pairs["Authorization"] = f"Bearer {bearer}"
        kept = tuple((name, value) for name, value in pairs.items() if value is not None)
        return self.server.answer(Request(method, target, kept, body))

    def send_json(self, method: str, target: str, value: object, *, bearer: str | None = None) -> Answer:
        body = json_codec.dumps(value).encode()
        return self.send(method, target, headers={"Content-Type": "application/json"}, body=body, bearer=bearer)

    def state(self, state: str, **params: object) -> Any:
        answer = self.send_json("POST", "/_states", {"state": state, "params": params, "action": "setup"})
        assert answer.status == 200
        return parsed(answer)

    def wait(self, seconds: float) -> None:
        self.state("time passes", seconds=seconds)


@dataclass(frozen=True)
class Tokens:
    access: str
    refresh: str


class Client(Speaker):
    """Speak finAPI; `None` as a value leaves a parameter out."""

    def token(self, **changes: str | None) -> Answer:
        """Ask for the client's token, or for what the changes say."""
        return self.token_with({}, **changes)

    def token_with(self, headers: Mapping[str, str | None], /, **changes: str | None) -> Answer:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.credentials["client_id"],
            "client_secret": self.credentials["client_secret"],
            **changes,
        }
        body = urlencode({name: value for name, value in form.items() if value is not None}).encode()
        return self.send("POST", "/oauth/token", headers={"Content-Type": FORM, **headers}, body=body)

    def sign_in(self, user: Mapping[str, str], **changes: str | None) -> Answer:
        return self.token(
            **{"grant_type": "password", "username": user["username"], "password": user["password"], **changes}
        )

    def refresh(self, token: str | None, **changes: str | None) -> Answer:
        return self.token(**{"grant_type": "refresh_token", "refresh_token": token, **changes})

    def client_token(self, **changes: str) -> str:
        return str(parsed(self.token(**changes))["access_token"])

    def tokens(self, user: Mapping[str, str]) -> Tokens:
        members = parsed(self.sign_in(user))
        return Tokens(members["access_token"], members["refresh_token"])

    def new_tokens(self) -> Tokens:
        """Return the tokens of a fresh user."""
        return self.tokens(self.state("user"))

    def namesakes(self) -> dict[str, str]:
        """Create a user of this client and one of the other with the same name and password."""
        user = {"username": "reference-namesake", "password": "Fake-password"}
        body = {"id": user["username"], "password": user["password"]}
        for bearer in (self.client_token(), self.client_token(**self.other)):
            self.send_json("POST", "/api/v1/users", body, bearer=bearer)
        return user

    def revoke(
        self,
        token: str | None,
        hint: str | None = None,
        *,
        bearer: str | None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        query = urlencode([(k, v) for k, v in (("token", token), ("token_type_hint", hint)) if v is not None])
        return self.send("POST", f"/oauth/revoke?{query}", headers=headers, bearer=bearer)

    def read_user(self, bearer: str | None, **headers: str) -> Answer:
        return self.send("GET", "/api/v1/users", headers=headers, bearer=bearer)

    def read_configuration(self, bearer: str | None) -> Answer:
        return self.send("GET", CONFIGURATION, bearer=bearer)

    def configure(self, **periods: object) -> Answer:
        return self.send_json("PATCH", CONFIGURATION, periods, bearer=self.client_token())

    def lives(self, *tokens: Tokens) -> list[int]:
        """Return what a call and a refresh with each of these tokens answer."""
        return [
            status
            for each in tokens
            for status in (self.read_user(each.access).status, self.refresh(each.refresh).status)
        ]
