"""A tiny client of the Square server: it shares no code with the suite."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.reference import Answer
from tests.reference.client import Speaker, parsed

JSON = "application/json"
DAY = 86_400
MONTH = 30 * DAY
UNSET: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Tokens:
    access: str
    refresh: str
    merchant_id: str


class Square(Speaker):
    """Speak Square; `None` as a value leaves a member, a header or a whole body out."""

    def post(self, path: str, body: Mapping[str, object] | None, **headers: str | None) -> Answer:
        given = {name: value for name, value in (body or {}).items() if value is not None}
        raw = b"" if body is None else json.dumps(given).encode()
        pairs = {"Content-Type": JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.send("POST", path, headers=pairs, body=raw)

    def account(self) -> str:
        return str(self.state("user")["merchant_id"])

    def code(self, merchant_id: str | None = None, **params: str) -> str:
        """Let an account (a fresh one by default) authorise the application."""
        return str(self.state("authorization code", merchant_id=merchant_id or self.account(), **params)["code"])

    def ask(self, headers: Mapping[str, str | None] = UNSET, /, **members: object) -> Answer:
        """Send a token request of this application, or what the members say."""
        own = {name: self.credentials[name] for name in ("client_id", "client_secret")}
        return self.post("/oauth2/token", {**own, **members}, **headers)

    def exchange(self, code: str | None, headers: Mapping[str, str | None] = UNSET, /, **members: object) -> Answer:
        return self.ask(headers, **{"grant_type": "authorization_code", "code": code, **members})

    def refresh(self, token: str | None, headers: Mapping[str, str | None] = UNSET, /, **members: object) -> Answer:
        return self.ask(headers, **{"grant_type": "refresh_token", "refresh_token": token, **members})

    def tokens(self, merchant_id: str | None = None, *, of: Mapping[str, str] = UNSET) -> Tokens:
        """Return the tokens of a new authorization by an account (a fresh one by default)."""
        params = {"client_id": of["client_id"]} if of else {}
        answer = parsed(self.exchange(self.code(merchant_id, **params), **of))
        return Tokens(answer["access_token"], answer.get("refresh_token") or "", answer["merchant_id"])

    def refreshed(self, tokens: Tokens) -> str:
        return str(parsed(self.refresh(tokens.refresh))["access_token"])

    def renewed(self, token: str) -> str:
        return str(parsed(self.renew(token))["access_token"])

    def header(self, word: str = "Client ", **application: str) -> str:
        return f"{word}{application.get('client_secret') or self.credentials['client_secret']}"

    def renew(self, token: str | None, *, client_id: str | None = None, header: str | None = "") -> Answer:
        """Renew a token; an empty header stands for the right one."""
        authorization = self.header() if header == "" else header
        path = f"/oauth2/clients/{client_id or self.credentials['client_id']}/access-token/renew"
        return self.post(path, {"access_token": token}, Authorization=authorization)

    def renew_without_body(self) -> Answer:
        path = f"/oauth2/clients/{self.credentials['client_id']}/access-token/renew"
        return self.post(path, None, Authorization=self.header())

    def revoke(self, token: str | None, *, header: str | None = "", **members: object) -> Answer:
        """Revoke by a token; an empty header stands for the right one."""
        authorization = self.header() if header == "" else header
        body = {"client_id": self.credentials["client_id"], "access_token": token, **members}
        return self.post("/oauth2/revoke", body, Authorization=authorization)

    def revoke_without_body(self) -> Answer:
        return self.post("/oauth2/revoke", None, Authorization=self.header())

    def revoke_account(self, merchant_id: str) -> Answer:
        return self.revoke(None, merchant_id=merchant_id)

    def locations(self, token: str | None, **headers: str) -> Answer:
        return self.send("GET", "/v2/locations", headers=headers, bearer=token)

    def owner(self, token: str) -> str:
        """Return the account whose locations a token shows."""
        return str(parsed(self.locations(token))["locations"][0]["merchant_id"])

    def lives(self, *tokens: str) -> list[int]:
        """Return what a call with each of these access tokens answers."""
        return [self.locations(token).status for token in tokens]

    def subscribe(self, token: str) -> str:
        return str(self.state("active subscription", access_token=token)["subscription_id"])

    def subscription(self, subscription_id: str) -> str:
        return str(parsed(self.send("GET", f"/v2/subscriptions/{subscription_id}"))["subscription"]["status"])

    def personal_token(self) -> str:
        return str(self.state("personal access token")["access_token"])
