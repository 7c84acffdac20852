"""Preconditions that HTTP alone cannot make: users, locked users, codes, the passing of time.

Asked in this order: the user's hook, the target's states endpoint, the contract's own recipe, the configured values.
What nobody can make is not testable, with the line that would change it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from conformance.outcomes import Broken, Lost, NotTestable
from conformance.secrets import SECRET_VALUES, Secret, register
from conformance.terms import Exchange, Json, Pair, Request, Response

Values = Mapping[str, Any]
Maker = Callable[[str, Mapping[str, Any]], Values | None]
"""From a state's name and parameters to its values; None if this maker does not know the state."""
Send = Callable[..., Exchange]

TIME = "time passes"
_JSON = (Pair("Content-Type", ("application/json",)),)
_SEVERAL = {"other user": "user"}
"""States that the next of several configured values of another state can fill."""


class _Memory(threading.local):
    """What one thread asked: items that wait for an expiry run beside the others."""

    def __init__(self) -> None:
        self.requests = 0
        self.is_known = False
        self.heard: list[Exchange] = []
        self.made: list[tuple[str, Mapping[str, Any]]] = []


@dataclass
class States:
    """The states of one target."""

    url: str | None
    send: Send
    configured: Mapping[str, Sequence[Values]]
    target: str
    hook: Maker | None = None
    _memory: _Memory = field(default_factory=lambda: _Memory())
    _turn: dict[str, int] = field(default_factory=dict)

    def make(self, state: str, params: Mapping[str, Any], *, recipe: Maker | None = None) -> Values:
        """Return the values of a state; texts under a secret's name come as `Secret`."""
        for maker in (self._ask_hook, self._ask_endpoint, recipe, self._from_configuration):
            values = maker(state, params) if maker else None
            if values is not None:
                return {name: wrapped(name, value) for name, value in values.items()}
        if self.url and not self._memory.is_known and self.now() is None:
            raise Broken(
                f"the states endpoint {self.url} knows no state at all: it answered 404 to {state!r}",
                remedy=f"{self._place} url   # check it",
            )
        raise NotTestable(f"no {state!r} can be had", remedy=self._remedy(state))

    @property
    def are_shared(self) -> bool:
        """True if nobody can make users, so that every item has to do with those of the configuration."""
        return not self.can_ask and bool(self.configured.get("user"))

    def is_given(self, state: str, values: Values) -> bool:
        """True if these values of a state come from the configuration."""
        given = (*self.configured.get(state, ()), *self.configured.get(_SEVERAL.get(state, ""), ()))
        return any(dict(each) == dict(values) for each in given)

    @property
    def requests(self) -> int:
        """How often this thread asked the states endpoint."""
        return self._memory.requests

    @property
    def can_ask(self) -> bool:
        return self.url is not None or self.hook is not None

    def tear_down(self) -> None:
        """Tell the states endpoint that what it made since this was last called is no longer needed.

        An endpoint need not know how (404, 405), and whatever it answers no verdict depends on it.
        """
        made, self._memory.made = self._memory.made, []
        for state, params in reversed(made):
            self._post({"state": state, "params": dict(params), "action": "teardown"})
        self._memory.heard.clear()

    def now(self) -> float | None:
        """Return the target's own time in seconds since 1970, if it can say it."""
        values = self.pass_time(0)
        now = values.get("now") if values else None
        return float(now) if isinstance(now, int | float) and not isinstance(now, bool) else None

    def pass_time(self, seconds: float) -> Values | None:
        """Move the target's clock; None if nobody can."""
        for maker in (self._ask_hook, self._ask_endpoint):
            values = maker(TIME, {"seconds": seconds})
            if values is not None:
                return values
        return None

    def heard(self) -> list[Exchange]:
        """Return what was said to the states endpoint since this thread last asked."""
        heard, self._memory.heard = self._memory.heard, []
        return heard

    def _ask_hook(self, state: str, params: Mapping[str, Any]) -> Values | None:
        values = self.hook(state, params) if self.hook else None
        if values is not None and not isinstance(values, Mapping):
            raise Broken(
                f"pytest_oauth_state gave a {type(values).__name__} for {state!r}; "
                "expected a mapping of values, or None",
                remedy="correct the hook",
            )
        return values

    def _ask_endpoint(self, state: str, params: Mapping[str, Any]) -> Values | None:
        if self.url is None:
            return None
        response = self._post({"state": state, "params": dict(params), "action": "setup"})
        if response.status == 404:
            return None
        values = response.json()
        if response.status != 200 or not isinstance(values, dict):
            raise Broken(
                f"the states endpoint {self.url} answered {response.status} to {state!r}; "
                "expected 200 with a JSON object, or 404 for a state that it does not know",
                remedy=f'{self._place} url = "…"',
            )
        self._memory.is_known = True
        if state != TIME:
            self._memory.made.append((state, params))
        return values

    def _post(self, message: Mapping[str, Any]) -> Response:
        self._memory.requests += 1
        request = Request("POST", (self.url or "",), headers=_JSON, body=Json(as_json(message)))
        try:
            exchange = self.send(request, step="state", says=str(message["state"]))
        except Lost as lost:
            raise Lost(
                lost.reason, remedy=f"{self._place} url   # check it, and that the states endpoint runs"
            ) from None
        self._memory.heard.append(exchange)
        return exchange.response

    def _from_configuration(self, state: str, params: Mapping[str, Any]) -> Values | None:
        values = self.configured.get(state, ())
        if not values and len(self.configured.get(_SEVERAL.get(state, ""), ())) > 1:
            state = _SEVERAL[state]
            values = self.configured[state]
        if not values:
            return None
        turn = self._turn[state] = self._turn.get(state, -1) + 1
        return values[turn % len(values)]

    @property
    def _place(self) -> str:
        return f"[targets.{self.target}.states]"

    def _remedy(self, state: str) -> str:
        name = state if state.isidentifier() else json.dumps(state)
        example = {
            "user": '{ username = "…", password = "${PASSWORD}" }',
            "other client": '{ client_id = "…", client_secret = "${OTHER_SECRET}" }',
            "time passes": "",
        }.get(_SEVERAL.get(state, state), '{ username = "…", password = "…" }')
        if state == "other client":
            return f"[targets.{self.target}] other_client = {example}"
        if state == "time passes":
            return f'{self._place} url = "…"   # or limits.max_wait'
        return f'{self._place} {name} = {example}   # or url = "…"'


def wrapped(name: str, value: Any) -> Any:
    secret = isinstance(value, str) and name in SECRET_VALUES and value
    return register(value, name) if secret else value


def as_json(value: Any) -> Any:
    """Return a JSON value in which a secret is a written text of one piece."""
    if isinstance(value, Secret):
        return (value,)
    if isinstance(value, dict):
        return {key: as_json(member) for key, member in value.items()}
    return value


def origin_of(url: str) -> str:
    """Return scheme and authority; a URL that is none stays as it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}"
