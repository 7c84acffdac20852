"""A tiny client that speaks Cal.com's platform OAuth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from conformance.reference import Answer
from tests.reference.client import Speaker, parsed

JSON = "application/json"
Headers = Mapping[str, str | None]


@dataclass(frozen=True)
class Keys:
    access: str
    refresh: str


class CalcomClient(Speaker):
    """Speak Cal.com; `None` as a value leaves a part out."""

    @property
    def client_id(self) -> str:
        return str(self.credentials["client_id"])

    @property
    def secret(self) -> str:
        return str(self.credentials["client_secret"])

    @property
    def other_id(self) -> str:
        return str(self.other["client_id"])

    @property
    def other_secret(self) -> str:
        return str(self.other["client_secret"])

    def post(self, target: str, headers: Headers, member: str, value: object) -> Answer:
        """Send a JSON object of one member; `None` leaves it out."""
        body = json.dumps({} if value is None else {member: value}).encode()
        return self.send("POST", target, headers={"Content-Type": JSON, **headers}, body=body)

    def authorize(
        self,
        user: Mapping[str, str] | None,
        uri: object = "registered",
        *,
        client_id: str | None = None,
        headers: Headers | None = None,
    ) -> Answer:
        """Authorize a client, by default the first one, with a URI that is registered for it."""
        client_id = client_id or self.client_id
        if uri == "registered":
            uri = self.uri(client_id)
        cookie = {"Cookie": user["cookie"] if user else None}
        return self.post(f"/v2/oauth/{client_id}/authorize", {**cookie, **(headers or {})}, "redirectUri", uri)

    def uri(self, client_id: str | None = None) -> str:
        return str(self.state("redirect uri", client_id=client_id or self.client_id)["redirect_uri"])

    def authorized_code(self, user: Mapping[str, str]) -> str:
        return code_in(self.authorize(user))

    def code(self, user: Mapping[str, str] | None = None, *, client_id: str | None = None) -> str:
        """Make a code by a state, of a fresh user by default."""
        name = {"user": user["username"]} if user else {}
        return str(self.state("authorization code", client_id=client_id or self.client_id, **name)["code"])

    def exchange(
        self,
        code: str | None,
        secret: object = "own",
        *,
        client_id: str | None = None,
        headers: Headers | None = None,
    ) -> Answer:
        target = f"/v2/oauth/{client_id or self.client_id}/exchange"
        value = self.secret if secret == "own" else secret
        bearer = {"Authorization": None if code is None else f"Bearer {code}"}
        return self.post(target, {**bearer, **(headers or {})}, "clientSecret", value)

    def refresh(
        self,
        token: object,
        secret: str | None = "own",
        *,
        client_id: str | None = None,
        headers: Headers | None = None,
    ) -> Answer:
        key = {"x-cal-secret-key": self.secret if secret == "own" else secret}
        target = f"/v2/oauth/{client_id or self.client_id}/refresh"
        return self.post(target, {**key, **(headers or {})}, "refreshToken", token)

    def post_members(self, operation: str, query: str = "", **members: str) -> Answer:
        """Send these members, and neither a code nor a secret in a header."""
        body = json.dumps(members).encode()
        target = f"/v2/oauth/{self.client_id}/{operation}{query}"
        return self.send("POST", target, headers={"Content-Type": JSON}, body=body)

    def keys(self, user: Mapping[str, str] | None = None) -> Keys:
        """Return tokens of the first client for a user, a fresh one by default."""
        return keys_in(self.exchange(self.code(user)))

    def other_keys(self, user: Mapping[str, str] | None = None) -> Keys:
        """Return tokens of the other client."""
        code = self.code(user, client_id=self.other_id)
        return keys_in(self.exchange(code, self.other_secret, client_id=self.other_id))

    def refreshed(self, keys: Keys) -> Keys:
        return keys_in(self.refresh(keys.refresh))

    def me(self, token: str | None) -> Answer:
        return self.send("GET", "/v2/me", bearer=token)

    def username(self, token: str) -> object:
        return parsed(self.me(token))["data"]["username"]


def data_in(answer: Answer) -> Any:
    """Return the data of KeysResponseDto."""
    return parsed(answer)["data"]


def keys_in(answer: Answer) -> Keys:
    data = data_in(answer)
    return Keys(data["accessToken"], data["refreshToken"])


def code_in(answer: Answer) -> str:
    """Return the code of the Location, empty if there is none."""
    return parse_qs(urlsplit(answer.header("Location") or "").query).get("code", [""])[0]
