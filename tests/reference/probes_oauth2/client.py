"""A tiny client that speaks OAuth 2.0: it shares no code with the suite."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from conformance.reference import Answer
from tests.reference.client import FORM, Speaker, parsed

Headers = Mapping[str, str | None]
Credentials = Mapping[str, str]
VERIFIER = "Probe-verifier." + "a~b_c" * 10
Form = Mapping[str, str | None] | Sequence[tuple[str, str | None]]
AS_CLIENT: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Tokens:
    access: str
    refresh: str


class OAuth2Client(Speaker):
    """Speak OAuth 2.0; `None` as a value leaves a parameter or a header out, `by` says as which client."""

    @property
    def own(self) -> dict[str, str]:
        return {name: str(self.credentials[name]) for name in ("client_id", "client_secret")}

    def basic(self, client: Credentials | None = None, *, word: str = "Basic") -> str:
        who = client or self.own
        return in_basic(f"{quote_plus(who['client_id'])}:{quote_plus(who['client_secret'])}", word=word)

    def post(self, path: str, form: Form, headers: Headers = AS_CLIENT) -> Answer:
        """Send a form: a mapping or pairs, `None` leaves a parameter out."""
        pairs = form.items() if isinstance(form, Mapping) else form
        body = urlencode([(name, value) for name, value in pairs if value is not None]).encode()
        return self.send("POST", path, headers={"Content-Type": FORM, **headers}, body=body)

    def call(
        self, path: str, by: Credentials | None = None, headers: Headers = AS_CLIENT, /, **form: str | None
    ) -> Answer:
        """Send a form as a client that authenticates by Basic, the first one by default."""
        return self.post(path, form, {"Authorization": self.basic(by), **headers})

    def token(self, by: Credentials | None = None, headers: Headers = AS_CLIENT, /, **form: str | None) -> Answer:
        return self.call("/token", by, headers, **{"grant_type": "client_credentials", **form})

    def sign_in(self, user: Mapping[str, str], by: Credentials | None = None, /, **form: str | None) -> Answer:
        named = {name: user[name] for name in ("username", "password")}
        return self.token(by, **{"grant_type": "password", **named, **form})

    def refresh(self, token: str | None, by: Credentials | None = None, /, **form: str | None) -> Answer:
        return self.token(by, **{"grant_type": "refresh_token", "refresh_token": token, **form})

    def exchange(self, code: str | None, by: Credentials | None = None, /, **form: str | None) -> Answer:
        return self.token(by, **{"grant_type": "authorization_code", "code": code, **form})

    def exchange_proved(self, code: str) -> Answer:
        """Exchange a code that was asked for with the challenge of VERIFIER."""
        return self.exchange(code, code_verifier=VERIFIER)

    def code(self, **params: str) -> str:
        return str(self.state("authorization code", **params)["code"])

    def proved_code(self, **params: str) -> str:
        return self.code(code_challenge=s256(VERIFIER), code_challenge_method="S256", **params)

    def tokens(self, user: Mapping[str, str] | None = None, by: Credentials | None = None, /, **form: str) -> Tokens:
        """Return the tokens of a user, a fresh one by default."""
        return tokens_in(self.sign_in(user or self.state("user"), by, **form))

    def code_tokens(self, **params: str) -> Tokens:
        """Return the tokens of a user, by a code with a challenge."""
        return tokens_in(self.exchange_proved(self.proved_code(**params)))

    def client_token(self) -> str:
        return str(parsed(self.token())["access_token"])

    def refreshed(self, token: str, **form: str) -> Tokens:
        """Refresh; without another refresh token the old one stays."""
        members = parsed(self.refresh(token, **form))
        return Tokens(members.get("access_token", ""), members.get("refresh_token", token))

    def revoke(self, token: str | None, by: Credentials | None = None, /, **form: str) -> Answer:
        return self.call("/revoke", by, token=token, **form)

    def introspect(self, token: str | None, by: Credentials | None = None, /, **form: str) -> Answer:
        return self.call("/introspect", by, token=token, **form)

    def shown(self, token: str, **form: str) -> Any:
        return parsed(self.introspect(token, **form))

    def get(self, path: str = "/resource", bearer: str | None = None, **headers: str) -> Answer:
        return self.send("GET", path, headers=headers, bearer=bearer)

    def lives(self, *tokens: str) -> list[int]:
        """Return what a call with each of these access tokens answers."""
        return [self.get(bearer=token).status for token in tokens]

    def authorize(self, **query: str | None) -> Answer:
        """Ask for a code as a signed-in user; `cookie` None is nobody."""
        cookie = query.pop("cookie", None) if "cookie" in query else self.state("signed-in user")["cookie"]
        wish = {"client_id": self.own["client_id"], "response_type": "code", "state": "a b&c", **query}
        target = f"/authorize?{urlencode({name: value for name, value in wish.items() if value is not None})}"
        return self.send("GET", target, headers={"Cookie": cookie})

    def redirect_uri(self, **params: str) -> str:
        return str(self.state("redirect uri", **params)["redirect_uri"])


def in_basic(plain: str, *, word: str = "Basic") -> str:
    return f"{word} {base64.b64encode(plain.encode()).decode()}"


def s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def tokens_in(answer: Answer) -> Tokens:
    members = parsed(answer)
    return Tokens(members["access_token"], members.get("refresh_token", ""))


def returned(answer: Answer) -> dict[str, str]:
    """Return the query with which an authorization sends the user back."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.header("Location") or "").query).items()}
