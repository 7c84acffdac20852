"""A target in use: contract bound, wire open, states reachable.  One for each target and process.

What is kept between items: the connection pool, the documents, and whether the target could be spoken to at all.
No token, user or time is kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, Literal, NoReturn
from urllib.parse import urlsplit

from conformance import judge
from conformance.contract.model import Contract, Operation
from conformance.openapi import Document
from conformance.outcomes import Broken, ConfigurationError, Interruption, Lost, NotTestable, Skipped
from conformance.run import configuration, locks, preflight
from conformance.run.bind import Binding, bind
from conformance.run.live import Live
from conformance.secrets import register
from conformance.states import States
from conformance.target import Target
from conformance.terms import Request
from conformance.wire import Handler, Wire
from conformance.wire.client import Pace

if TYPE_CHECKING:
    from conformance.run.server import Server

StateHook = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any] | None]
"""(target, state, params) -> values: the user's `pytest_oauth_state`."""
MOST_LOST_CONNECTIONS = 3
NEW_PASSWORD = "new password"
"""A state that nobody has to make: a password for a user who is to be created."""
NOT_FOUND = 404


class Schemas:
    """The OpenAPI document of a contract, asked in the contract's own words."""

    def __init__(self, contract: Contract) -> None:
        if contract.openapi is None:
            raise NotTestable(
                f"the contract {contract.name} has no OpenAPI document", remedy='openapi = "openapi.yaml"'
            )
        self._document = Document(contract.openapi)
        self._contract = contract

    def fault(self, operation: Operation, response: Any) -> str | None:
        unbound = self._contract.operations[operation.name]
        path = "".join(
            piece if isinstance(piece, str) else self._contract.endpoints.get(piece.name.partition(".")[2], "{}")
            for piece in unbound.path.pieces
        )
        return self._document.fault(operation.method, path, response)


class TargetSession:
    """Everything that the actors of one target share in this process."""

    def __init__(
        self,
        target: Target,
        contract: Contract,
        *,
        handler: Handler | None = None,
        fault: str | None = None,
        hook: StateHook | None = None,
        share: int = 1,
        cassettes: Live | None = None,
    ) -> None:
        self.target = target
        self.contract = contract
        self.embedded = handler is not None
        self.fault = fault
        self.cassettes = cassettes or Live()
        self.wire = self.cassettes.wire(lambda: _wire(target, handler, share))
        is_own = target.states_url is not None and not self.cassettes.is_replay
        self._states_wire = _states_wire(target, handler) if is_own else self.wire
        states = States(
            target.states_url,
            self._states_wire.send,
            target.states,
            target.name,
            hook=(lambda state, params: hook(target.name, state, params)) if hook else None,
        )
        self.states = self.cassettes.states(states)
        self._broken: dict[str, str] = {}
        self._refused: Mapping[str, preflight.Reason] = {}
        self._in_vain: set[str] = set()
        self._checked = False
        self._first = threading.Lock()
        self._choosing = threading.RLock()
        self._chosen: dict[tuple[str, ...], Operation] = {}
        self._there: dict[str, bool] = {}
        self._closed = threading.Event()
        self._lost = 0
        self._moved = 0.0
        self._dead: str | None = None

    def close(self) -> None:
        """End every wait and give back the connections."""
        self._closed.set()
        self.wire.close()
        self._states_wire.close()

    @cached_property
    def binding(self) -> Binding:
        """The contract bound to this target; what its metadata says is read at first use."""
        return bind(self.contract, self.target, discovered=self._discovered() if self.target.discover else None)

    def _discovered(self) -> Mapping[str, str | Literal[False]]:
        return self.cassettes.endpoints(self._named_in_metadata)

    def _named_in_metadata(self) -> Mapping[str, str | Literal[False]]:
        """Read the metadata (RFC 8414); an endpoint of the contract that it does not name is one the target has not."""
        url = well_known(self.target.base_url)
        answer = self.wire.send(Request("GET", (url,)), step="set-up", says="metadata").response
        metadata = answer.json()
        if answer.status != 200 or not isinstance(metadata, dict):
            self._reject_metadata(
                f"no metadata at {url}: expected 200 with a JSON object, found {judge.describe(answer)}"
            )
        if str(metadata.get("issuer")).rstrip("/") != self.target.base_url:
            self._reject_metadata(
                f"the metadata at {url} must not be used (RFC 8414 3.3): expected the issuer {self.target.base_url}, "
                f"found {metadata.get('issuer', 'none')}"
            )
        named = {name: metadata.get(f"{name}_endpoint") for name in self.contract.endpoints}
        if "token" in named and not isinstance(named["token"], str):
            self._reject_metadata(f"the metadata at {url} names no token_endpoint (RFC 8414 2)")
        return {name: value if isinstance(value, str) else False for name, value in named.items()}

    def _reject_metadata(self, reason: str) -> NoReturn:
        remedy = f'[targets.{self.target.name}] discover = false, and endpoints = {{ token = "/…" }}'
        raise Broken(reason, remedy=remedy)

    @cached_property
    def _schemas(self) -> Schemas:
        return Schemas(self.contract)

    def schemas(self) -> Schemas:
        return self._schemas

    def operation(self, name: str) -> Operation:
        """Return an operation that this target has the endpoint for."""
        operation = self.binding.operations.get(name)
        if operation is None:
            known = ", ".join(self.binding.operations)
            raise ConfigurationError(f"the contract has no operation {name!r}; its operations: {known}")
        if not self.binding.has_endpoint(operation):
            raise NotTestable(
                f"{self.target.name} has no endpoint {operation.endpoint!r}",
                remedy=f'[targets.{self.target.name}] endpoints = {{ {operation.endpoint} = "/…" }}',
            )
        return operation

    # ------------------------------------------------------------------ what a server need not have

    def first_offered(self, operations: Sequence[Operation], actor: Callable[[], Server]) -> Operation:
        """Return the first of these that the target offers, for which there is what it needs; if none is, the first.

        Each is tried by one valid call, once in a session.
        """
        names = tuple(operation.name for operation in operations)

        def choose() -> str:
            with self._choosing:
                if names not in self._chosen:
                    self._chosen[names] = next((op for op in operations if _is_offered(actor(), op)), operations[0])
                return self._chosen[names].name

        chosen = self.cassettes.once(f"which of {', '.join(names)} is offered", choose)
        return next((operation for operation in operations if operation.name == chosen), operations[0])

    def check_there(self, operation: str, request: Request) -> None:
        """Stop if the endpoint of an operation that was answered 404 is not there: an empty request fares no better.

        The token endpoint is looked for when the run begins.
        """
        endpoint = self.contract.operations[operation].endpoint if operation in self.contract.operations else None
        if endpoint is None or endpoint == "token":
            return

        def is_there() -> bool:
            with self._choosing:
                if endpoint not in self._there:
                    empty = self.wire.send(Request(request.method, request.url), step="set-up", says=endpoint)
                    self._there[endpoint] = empty.response.status != NOT_FOUND
                return self._there[endpoint]

        if not self.cassettes.once(f"whether the {endpoint} endpoint is there", is_there):
            raise NotTestable(
                f"{self.target.name} has no {endpoint} endpoint at this path",
                remedy=f"[targets.{self.target.name}] endpoints = {{ {endpoint} = false }}   # or its path",
            )

    # ------------------------------------------------------------------ states

    def make_state(self, state: str, params: Mapping[str, Any], actor: Server) -> Mapping[str, Any]:
        """Return the values of a state."""
        return self.cassettes.make(
            state, params, lambda: self._find_state(state, params, actor), lambda: self._by_recipe(state, actor)
        )

    def _find_state(self, state: str, params: Mapping[str, Any], actor: Server) -> Mapping[str, Any]:
        """Ask everybody who may know the state, the configured client first of all."""
        if state == NEW_PASSWORD:
            return {"password": register(f"New-{token_urlsafe(15)}-1", "password")}
        if state == "client" and self.target.client:
            return self.target.client
        if state == "other client" and self.target.other_client:
            return self.target.other_client
        if state == "redirect uri" and (own := actor.state("client").get("redirect_uri")):
            return {"redirect_uri": own}
        return self.states.make(state, params, recipe=lambda name, _: self._by_recipe(name, actor))

    def _by_recipe(self, state: str, actor: Server) -> Mapping[str, Any] | None:
        """Have the provider itself make the state; None where that is not allowed, or refused once."""
        recipe = self.contract.recipes.get(state)
        if recipe is None or state in self._in_vain or "create" not in self.target.limits.allow:
            return None
        actor.story.use_up(tried=True)
        call = actor.call(recipe.operation).settled()
        answer = call.send()
        if not answer.is_accepted and self.target.states.get(state):
            self._in_vain.add(state)
            return None
        answer.for_setup()
        made = {name: call.values.get(source, answer.get(source)) for name, source in recipe.gives.items()}
        if recipe.then is not None:
            completion = actor.call(recipe.then)
            slots = completion.operation.slot_names
            completion.but(**{name: value for name, value in made.items() if name in slots}).send()
        self.cassettes.made_by_recipe()
        return made

    # ------------------------------------------------------------------ time

    def pass_time(self, seconds: float) -> None:
        """Move the target's clock, or wait if `max_wait` allows it."""
        if self.states.can_ask and self.states.pass_time(seconds) is not None:
            self._moved += seconds
            return
        if seconds > self.target.limits.max_wait:
            remedy = f'[targets.{self.target.name}.limits] max_wait = "{seconds:g}s"   # or states.url'
            raise NotTestable(f"{seconds:g} s would have to pass", remedy=remedy)
        if self.cassettes.wait(lambda: self._closed.wait(seconds)):
            raise Skipped(f"the run ended before {seconds:g} s had passed")

    def has_clock(self) -> bool:
        """True if the target's time can be moved, so that nobody has to wait for it."""
        try:
            return self.states.can_ask and self.states.pass_time(0) is not None
        except Interruption:
            return True  # whatever is wrong there is told by an item, not here

    def now(self) -> float:
        """Return the target's time; where it is not told, this machine's, with what the clock was moved by here."""
        told = self.states.now() if self.states.can_ask else None
        return self.cassettes.now(lambda: time.time() + self._moved) if told is None else told

    # ------------------------------------------------------------------ turns

    @contextmanager
    def turn(self, *, alone: bool) -> Iterator[None]:
        """Have the target while one item runs; users whom everybody shares are nobody else's meanwhile."""
        if self.embedded or self.cassettes.is_replay:
            yield
            return
        with locks.held(self.target.base_url, alone=alone or self.states.are_shared):
            yield

    # ------------------------------------------------------------------ what could not be heard

    def ready(self, actor: Callable[[], Server]) -> None:
        """Raise if this target cannot be spoken to; the reason is told once, later items only point to it."""
        if self._dead:
            raise NotTestable(
                f"{self.target.name} could not be spoken to: {self._dead}", remedy="see the first verdict"
            )
        with self._first:
            if not self.embedded and not self._checked:
                self._checked = True
                self.cassettes.prepare(lambda: self._prepare(actor))

    def _prepare(self, actor: Callable[[], Server]) -> None:
        try:
            preflight.check_target(self.binding, self.target, actor())
        except Broken as broken:
            self._dead = broken.reason
            raise
        self._refused = preflight.refused_roles(self.binding, self.target, self.states, actor)
        configuration.put_back(self.target.base_url, actor())

    def answered(self) -> None:
        """Forget lost connections: only several in a row give the target up."""
        self._lost = 0

    def told_before(self, reason: Broken, item: str) -> str | None:
        """Return the item that already said this of the target, else None."""
        return self.cassettes.told_by(reason, lambda: self._told_before(reason, item))

    def _told_before(self, reason: Broken, item: str) -> str | None:
        """Remember what is wrong with the target, and who said it first.  Several lost connections give it up."""
        if isinstance(reason, Lost):
            self._lost += 1
            self._dead = reason.reason if self._lost >= MOST_LOST_CONNECTIONS else self._dead
        first = self._broken.setdefault(reason.cause, item)
        return first if first != item else None

    def check_role(self, role: str) -> None:
        """Raise if the configured values of this role were refused when the run began."""
        if role in self._refused:
            reason, remedy = self._refused[role]
            raise Broken(reason, remedy=remedy)


def _is_offered(actor: Server, operation: Operation) -> bool:
    """True unless the server says that it does not offer it, or what it needs cannot be had."""
    try:
        answer = actor.call(operation.name).send()
        answer.check_offered()
    except NotTestable:
        return False
    return True


def _states_wire(target: Target, handler: Handler | None) -> Wire:
    """Return a wire of its own for the states endpoint: no other origin, no header that is meant for the target."""
    return Wire(target.states_url or "", timeout=target.http.timeout, ca=target.http.ca, handler=handler)


def well_known(issuer: str) -> str:
    """Return where an issuer's metadata lies: the well-known name stands before the issuer's path (RFC 8414 3.1)."""
    parts = urlsplit(issuer)
    return f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path.rstrip('/')}"


def _wire(target: Target, handler: Handler | None, share: int) -> Wire:
    limits, http = target.limits, target.http
    pace = Pace(
        limits.requests_per_second / share if limits.requests_per_second else None,
        max(1, limits.max_requests // share) if limits.max_requests else None,
        limits.max_requests,
    )
    return Wire(
        target.base_url,
        name=target.name,
        origins=target.origins,
        timeout=http.timeout,
        pace=pace,
        headers=http.headers,
        ca=http.ca,
        client_cert=http.client_cert,
        proxy=http.proxy,
        handler=handler,
    )
