"""An answer: what a scenario reads, and the three ways to judge it: accepted, refused, or good enough to go on."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qs, parse_qsl

from conformance import judge
from conformance.contract.model import Operation, Promise
from conformance.outcomes import Blocked, Broken, NotTestable
from conformance.secrets import Secret, leaks, register
from conformance.terms import Exchange, members

if TYPE_CHECKING:
    from conformance.run.call import Call
    from conformance.run.server import Server

PUBLIC_ANSWERS = frozenset(
    {"token_type", "scope", "success", "outcome", "location", "merchant_id", "username", "active", "error", "issuer"}
    | {"expires_at", "expires_in"}
)
"""Names of an operation's answer whose texts are no secrets."""
EXPLAINED_BY: Mapping[str, str] = {
    "issue": "grant.accepted",
    "refresh": "refresh.works",
    "revoke": "revocation.accepted",
    "call": "bearer.right-role",
    "authorize": "authorization.redirect",
}
"""What an operation does -> the behaviour that explains why its set-up or control is refused."""
GIVEN_BY: Mapping[str, str] = {
    "issue": "access_token",
    "refresh": "access_token",
    "renew": "access_token",
    "authorize": "code",
}
"""What an operation does -> what a success of it gives, if its `answer` names it."""
NOT_OFFERED = frozenset({"unsupported_grant_type", "unauthorized_client", "unsupported_token_type"})
"""How a server says that it does not offer something at all, or not to this client (RFC 6749 5.2, RFC 7009 2.2.1)."""
NOT_THERE = frozenset({404, 405, 501})
"""How a server says that there is no such service; an endpoint that is not there is told by the target."""
TOO_MANY = 429
_HELD_AT_MOST = 4
_MAY_BE_SECRET = 16
"""From so many characters on a text may be a token."""
_WITH_ARTICLE: Mapping[str, str] = {"access_token": "an access token", "code": "an authorization code"}


class Answer:
    """What the server answered to one call."""

    def __init__(self, actor: Server, call: Call, place: int) -> None:
        self._actor = actor
        self._call = call
        self._place = place
        self._operation: Operation = call.operation
        self._exchange: Exchange = actor.story.exchanges[place]
        self._response = self._exchange.response
        self._read = self._read_mapped()
        self.status = self._response.status
        self.headers = self._response.headers
        self.media_type = self._response.media_type
        self.body = self._response.body
        self.json = self._response.json()
        if self.status in self._operation.success and self._missing():
            self._hide_what_may_be_secret()

    @property
    def is_accepted(self) -> bool:
        """True if the status is a success of the operation, and a token or a code came where one is asked for."""
        return self.status in self._operation.success and self._missing() is None

    @property
    def lifetime(self) -> float | None:
        """How long the token lives, in seconds; None if the answer does not say it."""
        spelled = self._operation.lifetime
        if spelled is None:
            return None
        now = 0.0 if spelled.spelling == "seconds" else self._actor.now()
        return judge.lifetime_in_seconds(judge.pointed(self.json, spelled.at), spelled.spelling, now)

    def header(self, name: str) -> str | None:
        return self._response.header(name)

    def header_values(self, name: str) -> list[str]:
        """Return every value of a header that may be repeated."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name: str) -> Any:
        """Return what the operation's `answer` calls by this name; None if the answer does not have it."""
        return self._read.get(name)

    def at(self, pointer: str) -> Any:
        """Return what a JSON pointer finds in the body; None if nothing is there."""
        return judge.pointed(self.json, pointer)

    @property
    def shows(self) -> list[str]:
        """The pseudonyms of all secrets that stand in the body or in a header, whoever they belong to; a cookie that
        the answer itself sets is none that it gives away.
        """
        own = {str(secret) for place, secret in self._exchange.births if place.lower() == "header:set-cookie"}
        found = leaks("\n".join((*(value for _, value in self.headers), self._response.text)))
        return [pseudonym for pseudonym in found if pseudonym not in own]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._read.get(name)

    def accepted(self, promise: Promise | None = None) -> Answer:
        """Judge: the server accepts, with the promised status if one is promised."""
        self.check_heard()
        if "token" not in self._call.changed:
            self.check_offered()
        allowed = judge.statuses(promise.figures.get("status")) if promise else ()
        if self.status not in (allowed or self._operation.success):
            self.fail(judge.expected_status(allowed, otherwise=judge.expected_success(self._operation.success)))
        if missing := self._missing():
            seen = judge.describe(self._response, self._operation.answer[missing])
            self.fail(f"{_WITH_ARTICLE[missing]} in the answer", seen)
        self._remember()
        return self

    def refused(self, promise: Promise | None = None, *, keeps: bool = True) -> Answer:
        """Judge: a client error, no token in the answer, nothing changed; the control follows when the item ends.

        keeps: whether the tokens that were held before must live on.
        """
        allowed = judge.statuses(promise.figures.get("status")) if promise else ()
        if self.status >= 400:
            self._actor.story.refused.append(self._call)
        self._actor.story.in_doubt = self.status >= 400
        right = self.status in allowed if allowed else judge.is_refusal(self.status)
        if not right:
            self.fail(judge.expected_status(allowed, otherwise="a refusal (a 4xx about the request)"))
        if tokens := judge.tokens_in(self._response):
            self.fail("a refusal without a token", f"{tokens[0]} in an answer with status {self.status}")
        if self.get(given := GIVEN_BY.get(self._operation.does, "")):
            self.fail(f"a refusal without {_WITH_ARTICLE[given]}", f"one in an answer with status {self.status}")
        self._check_error_code(promise)
        self._actor.story.in_doubt = False
        if keeps:
            self._check_nothing_changed()
        return self

    def for_setup(self) -> Answer:
        """Go on only if the server accepts; a refusal here is not the finding."""
        self._actor.story.relabel(self._place, "set-up")
        self.check_heard()
        self.check_offered()
        if not self.is_accepted:
            raise Blocked(
                f"set-up was refused: {self._operation.name} answered {judge.describe(self._response)}",
                behaviour=EXPLAINED_BY.get(self._operation.does),
                remedy=self._actor.remedy,
            )
        self._remember()
        return self

    def check_heard(self) -> None:
        """Stop where the server did not look at the call, because there were too many (RFC 6585 4)."""
        if self.status == TOO_MANY:
            raise Broken(
                f"{self._actor.target} answers 429: too many requests",
                remedy=f"[targets.{self._actor.target}.limits] requests_per_second = 1   # as many as it allows",
            )

    def check_offered(self) -> None:
        """Stop where the operation is one that a server need not offer, and this one says that it does not.

        To be asked of a call that is valid as it is; whether a certain token can be revoked is a promise of its own.
        """
        if not self._operation.optional:
            return
        if (code := judge.error_code(self._response)) in NOT_OFFERED:
            raise NotTestable(
                f"{self._actor.target} does not offer {self._operation.name} to this client: {code}",
                remedy="a client that is registered for this",
            )
        if self._operation.optional and code == "invalid_scope" and "scope" not in self._call.changed:
            raise NotTestable(
                f"{self._actor.target} does not offer {self._operation.name} with the scope that is asked for, or none",
                remedy=f'[targets.{self._actor.target}.states] client = {{ client_id = "…", scope = "…" }}',
            )
        if self._operation.endpoint is None and self.status in NOT_THERE:
            raise NotTestable(f"{self._actor.target} does not offer {self._operation.name}: status {self.status}")

    def fail(self, expected: str, observed: str | None = None) -> NoReturn:
        """Raise the deviation of the promise in question."""
        self._actor.deviates(expected, observed or judge.describe(self._response))

    def _check_error_code(self, promise: Promise | None) -> None:
        wanted = promise.figures.get("error") if promise else None
        if wanted is None:
            return
        allowed = (wanted,) if isinstance(wanted, str) else tuple(wanted)
        if judge.error_code(self._response) not in allowed:
            self.fail("the error code " + " or ".join(allowed))

    def _check_nothing_changed(self) -> None:
        if "password" in self._call.changed:
            return
        for held in self._actor.story.held[:_HELD_AT_MOST]:
            with contextlib.suppress(Broken):  # a witness that talks nonsense is told by who asks it on purpose
                held.actor.check_alive(held.kind, held.token, "after a refused request")

    def _remember(self) -> None:
        """Keep what is known of the tokens of this user and client up to date."""
        story, does = self._actor.story, self._operation.does
        if self._operation.lifetime is not None:
            story.issued.append(self)
        if does in ("revoke", "refresh", "renew"):
            story.let_go()
        token = self._read.get("access_token")
        if does in ("issue", "refresh", "renew") and isinstance(token, Secret):
            kind = self._actor.kind(self._operation.name)
            if self._actor.can_ask(kind):
                story.hold(self._actor, kind, token)

    def _missing(self) -> str | None:
        """Return what the operation should have given and did not."""
        name = GIVEN_BY.get(self._operation.does, "")
        is_given = name not in self._operation.answer or isinstance(self.get(name), Secret)
        return None if is_given else name

    def _hide_what_may_be_secret(self) -> None:
        """Where the contract looks for a token in the wrong place, it stands in another one, and is shown in none."""
        location = self._response.header("Location") or ""
        sent_along = [(name, value) for name, value in parse_qsl(_after_path(location))]
        for _, value in (*members(self.json), *sent_along):
            if isinstance(value, str) and len(value) >= _MAY_BE_SECRET and not re.search(r"\s", value):
                register(value, "value")

    def _read_mapped(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, place in self._operation.answer.items():
            value = _read(self._response.json(), self._response.header, place)
            is_secret = isinstance(value, str) and value != "" and name not in PUBLIC_ANSWERS
            found[name] = register(value, name) if is_secret else value
        return found

    def __repr__(self) -> str:
        return repr(self._exchange)


def _read(body: Any, header: Any, place: str) -> Any:
    if place.startswith("/"):
        return judge.pointed(body, place)
    name, _, member = place.partition("?")
    value = header(name)
    if not member or value is None:
        return value
    return next(iter(parse_qs(_query_of(value)).get(member, [])), None)


def _after_path(location: str) -> str:
    """Return the query and the fragment of a URL, as the one list of parameters that both together are."""
    return re.sub("[?#]", "&", location.partition("?")[2] if "?" in location else location.partition("#")[2])


def _query_of(location: str) -> str:
    """Return the query of a URL, or of what stands in place of one."""
    return location.partition("#")[0].partition("?")[2]
