"""An actor: one client with one user of it at one target.  `server` in a scenario is the default client with a fresh
user; `someone_else` and `another_client` are others at the same target, in the same story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from typing import Any, NoReturn

from conformance import judge
from conformance.contract.model import BUILT_IN_SLOTS, Operation, Promise
from conformance.outcomes import Blocked, Broken, Deviation, NotTestable
from conformance.run import configuration, pkce, witnesses
from conformance.run.answer import Answer
from conformance.run.bind import Binding
from conformance.run.call import Call
from conformance.run.family import Family
from conformance.run.session import TargetSession
from conformance.run.story import Story
from conformance.secrets import Secret, redact
from conformance.terms import Step, showable
from conformance.wire.tape import LANE

SESSION = "signed-in user"
OWNER: Mapping[str, str] = {"user": "username", "merchant_id": "merchant_id"}
"""Parameter of the state `authorization code` -> value of the state `user` that fills it."""
NOT_FOUND = 404
_FIGURE = re.compile(r"\{([a-z_0-9]+)\.([a-z_0-9]+)\}")


class Server:
    """What a scenario speaks to.  All actors of an item share `begin`'s story; `sent` names every call of the item."""

    def __init__(
        self,
        session: TargetSession,
        promise: Promise,
        *,
        story: Story | None = None,
        client: str = "client",
        user: str = "user",
        sent: list[str] | None = None,
    ) -> None:
        self._session = session
        self.promise = promise
        self.story = story or Story()
        self._client = client
        self._user = user
        self.sent = [] if sent is None else sent
        self._states: dict[str, Mapping[str, Any]] = {}
        self._step: Step = "judged"

    # ------------------------------------------------------------------ who and where

    @property
    def target(self) -> str:
        return self._session.target.name

    @property
    def binding(self) -> Binding:
        return self._session.binding

    @property
    def base_url(self) -> str:
        return self._session.target.base_url

    @property
    def client_auth(self) -> str:
        """How the target authenticates clients: basic, post or none."""
        return self._session.binding.client_auth

    @property
    def settle(self) -> float:
        """How many seconds a revocation may take to show."""
        return self._session.target.limits.settle

    @property
    def client_secret(self) -> Any:
        return self.value("client_secret")

    def begin(self) -> None:
        """Start afresh: a new story, no user yet."""
        self.story = Story()
        self._states = {}

    def someone_else(self) -> Server:
        """Return another user of the same client."""
        other = self._actor(user="other user")
        other._states = {name: values for name, values in self._states.items() if name == self._client}
        return other

    def another_client(self, *, same_user: bool = False) -> Server:
        """Return the other client, with a user of its own, or with this actor's where users are not a client's own."""
        other = self._actor(client="other client", user=self._user if same_user else "user")
        if same_user:
            other._states = self._as_user()
        return other

    def in_state(self, state: str) -> Server:
        """Return the same client with a user in this state, e.g. `locked user`."""
        actor = self._actor(user=state)
        actor.state(state)
        return actor

    @property
    def is_given(self) -> bool:
        """True if the configuration names the user, who is not made for this scenario alone."""
        return self._session.states.is_given(self._user, self.state("user"))

    @property
    def remedy(self) -> str | None:
        """The line to check if this actor's set-up is refused and that of others is not."""
        return f"[targets.{self.target}] other_client   # check it" if self._client == "other client" else None

    @property
    def client_role(self) -> str:
        return self._client

    def for_control(self, *, fresh_user: bool) -> Server:
        """Return who sends the control of a refusal: this actor, or a fresh user where this one can do it only once."""
        if self._user in ("user", "other user") and not fresh_user:
            return self
        return self._actor()

    def _actor(self, *, client: str | None = None, user: str = "user") -> Server:
        """Return another actor in the same story."""
        role = client or self._client
        return Server(self._session, self.promise, story=self.story, client=role, user=user, sent=self.sent)

    # ------------------------------------------------------------------ calls

    def call(self, operation: str) -> Call:
        """Return a call of this operation, complete and valid until it is changed."""
        return Call.of(self, self._session.operation(operation))

    def does(self, kind: str) -> Call:
        """Return a call of the first operation that does this (issue, refresh, revoke, …), for a user if it can."""
        found = self._first_offered(kind, "user") or self.binding.does(kind)
        if found is None:
            raise NotTestable(
                f"{self.target} has no operation that does {kind!r}", remedy=f'[operations.…] does = "{kind}"'
            )
        return Call.of(self, found)

    def can(self, kind: str, *, of: str | None = None) -> bool:
        """True if there is an operation that does this (issue, refresh, renew, revoke, …), for a user or a client."""
        return self.binding.does(kind, subject=of) is not None

    def tokens(self, of: str | None = None) -> Answer:
        """Have tokens issued, as set-up, to a user or to the client itself; by default to whom the contract issues."""
        issues = self._first_offered("issue", of or "user")
        found = issues if of else issues or self.binding.does("issue")
        if found is None:
            raise NotTestable(f"the contract has no operation that issues tokens for a {of or 'user or client'}")
        answer = Call.of(self, found).send().for_setup()
        assert isinstance(answer, Answer)
        return answer

    def _first_offered(self, kind: str, subject: str) -> Operation | None:
        """Return the first operation that does this for a user or a client; of several, the first that is offered."""
        found = self.binding.doing(kind, subject=subject)
        if len(found) < 2 or not found[0].optional:
            return found[0] if found else None
        return self._session.first_offered(found, lambda: Server(self._session, self.promise))

    def together(self, *calls: Call) -> list[Answer]:
        """Send calls at the same moment and return their answers in the same order."""
        ready = [call.settled() for call in calls]
        with ThreadPoolExecutor(len(ready)) as pool:
            lanes = [(copy_context(), number, call) for number, call in enumerate(ready)]
            return list(pool.map(lambda lane: lane[0].run(_in_lane, *lane[1:]), lanes))

    def family(self, *beside: str) -> Family:
        """Have one grant made, and keep its tokens with all their relatives.

        beside: the strangers to watch, as `spares` names them; by default those that the promise spares.
        """
        return Family(self, beside or tuple(self.promise.figures.get("spares") or ()))

    # ------------------------------------------------------------------ witnesses

    def kind(self, operation: str) -> str:
        """Return the kind of access token, as witnesses know it, that this operation issues."""
        subject = self._session.operation(operation).subject
        return "client_token" if subject == "client" and "client_token" in self.binding.witnesses else "access_token"

    def check_alive(self, kind: str, token: Any, when: str = "") -> None:
        """Judge: the witnesses of this kind say that the token lives, when every death had time to show."""
        if (wait := self.story.settles_at - self._session.cassettes.monotonic()) > 0:
            self._session.cassettes.sleep(wait)
        for said in witnesses.ask(self, kind, token):
            if not said.alive:
                self.deviates(f"a living {kind}{_space(when)}", f"the witness says dead: {said.seen}")

    def check_dead(self, kind: str, token: Any, when: str = "", *, status: Any = None) -> None:
        """Judge: the witnesses say that the token is dead, at the latest when the target's `settle` is over.

        status: what the witness must answer then, where the promise names it.
        """
        said = witnesses.wait_for_death(self, kind, token, status=judge.statuses(status), patience=self.settle)
        if said is not None:
            self.deviates(f"a dead {kind}{_space(when)}", f"the witness says alive: {said.seen}")

    def dies(self, kind: str, token: Any) -> bool:
        """Ask the witnesses without judging whether the token is dead when the target's `settle` is over."""
        return witnesses.wait_for_death(self, kind, token, status=(), patience=self.settle) is None

    def is_alive(self, kind: str, token: Any) -> bool:
        """Ask the witness without judging."""
        return witnesses.ask(self, kind, token)[0].alive

    def can_ask(self, kind: str) -> bool:
        """True if the contract has a witness of this kind, and the target its endpoint."""
        try:
            return bool(witnesses.find(self, kind))
        except NotTestable:
            return False

    def as_witness(self, operation: Operation, slot: str, token: Any) -> Answer:
        """Ask a witness about a token."""
        step, self._step = self._step, "witness"
        try:
            return self.transmit(Call.of(self, operation).but(**{slot: token}))
        finally:
            self._step = step

    # ------------------------------------------------------------------ configuration, time, figures, findings

    @contextmanager
    def changed(self, operation: str, **values: Any) -> Iterator[None]:
        """Change the target's configuration while the body runs; what it was is put back, also after a killed run."""
        ends_with_us = self._session.embedded or self._session.cassettes.is_replay
        base_url = None if ends_with_us else self.base_url
        with configuration.changed(self.call(operation), values, base_url=base_url):
            yield

    def time_passes(self, seconds: float) -> None:
        """Let the target's time go on: by its clock if it can be moved, else by waiting if `max_wait` allows it.

        seconds: less than none counts as none; a token that should have ended long ago has no more time before it.
        """
        seconds = max(0, seconds)
        self.story.let_go()
        self._session.pass_time(seconds)
        self.story.exchanges += self._session.states.heard()
        self.story.moved += seconds

    def now(self) -> float:
        """Return the target's own time, in seconds since 1970."""
        return self._session.now()

    def figure(self, value: Any, default: Any = None) -> Any:
        """Return a figure of the promise; `{operation.answer}` is read from the target.

        default: what holds where the operation is not there, is refused, or does not say it.
        """
        match = _FIGURE.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            return default if value is None else value
        if default is None:
            return Call.of(self, self._giving(match[1])).send().for_setup().get(match[2])
        try:
            answer = Call.of(self, self._giving(match[1])).send()
        except (Blocked, NotTestable):
            return default
        found = answer.get(match[2]) if answer.is_accepted else None
        return default if found is None else found

    def observe(self, finding: str) -> None:
        """Record what was found where the text leaves it open."""
        self.story.findings.append(showable(redact(finding)))

    def deviates(self, expected: str, observed: str) -> NoReturn:
        raise Deviation(redact(expected), redact(observed))

    def not_testable(self, reason: str, remedy: str = "") -> NoReturn:
        raise NotTestable(reason, remedy=remedy or None)

    def schema_fault(self, answer: Answer, operation: str) -> str | None:
        """Return the first way in which the answer departs from the contract's OpenAPI document; None if it fits."""
        return self._session.schemas().fault(self._session.operation(operation), answer._response)

    # ------------------------------------------------------------------ filling

    def value(self, slot: str) -> Any:
        """Return what fills this slot by itself."""
        name = BUILT_IN_SLOTS[slot]
        values = self.state(name)
        if slot not in values:
            remedy = (
                f'[targets.{self.target}.states] {name} = {{ {slot} = "…" }}   # beside {", ".join(sorted(values))}'
            )
            raise NotTestable(f"the state {name!r} gives no {slot}", remedy=remedy)
        return values[slot]

    def state(self, name: str, **params: Any) -> Mapping[str, Any]:
        """Return the values of a state; each is made once for an actor, but codes, which are good once.

        params: what the state is to be made with, besides what the actor adds; with them it is made anew.
        """
        role = {"client": self._client, "user": self._user, SESSION: self._session_role}.get(name, name)
        self._session.check_role(role)
        if role not in self._states or name == "authorization code" or params:
            asked = {**self._params(role), **params}
            self._states = {**self._states, role: self._session.make_state(role, asked, self)}
            self.story.exchanges += self._session.states.heard()
        return self._states[role]

    def _as_user(self) -> dict[str, Mapping[str, Any]]:
        """Return the states that make this actor's user: what is known of it, else its name, else its session."""
        known = {name: values for name, values in self._states.items() if name in (self._user, SESSION)}
        if known:
            return known
        try:
            return {self._user: self.state("user")}
        except (Broken, NotTestable):
            return {self._session_role: self.state(SESSION)}

    @property
    def _session_role(self) -> str:
        """The state that gives this actor a session: whoever is not the default user has one of their own."""
        return SESSION if self._user == "user" else self._user

    def _params(self, state: str) -> Mapping[str, Any]:
        if state in ("client", "other client", "time passes"):
            return {}
        params = {"client_id": self.state("client")["client_id"]}
        return {**params, **self._owner()} if state == "authorization code" else params

    def _owner(self) -> Mapping[str, Any]:
        """Return for whom a code is, in the words of the state; nothing where nobody makes users."""
        try:
            user = self.state("user")
        except (Broken, NotTestable):  # whoever makes codes need not make users
            return {}
        known = {word: user.get(name) for word, name in OWNER.items()}
        return {word: value for word, value in known.items() if value is not None}

    def fill(self, operation: Operation, slot: str, answers: dict[str, Any]) -> Any:
        source = operation.sources.get(slot) or BUILT_IN_SLOTS.get(slot)
        if source is None:
            raise NotTestable(f"nothing fills {{{slot}}} of {operation.name}", remedy=f'from = {{ {slot} = "…" }}')
        name, _, member = source.partition(".")
        if name not in self.binding.operations:
            return _member(self._stated(operation, source, answers), slot, source)
        if name not in answers:
            answers[name] = Call.of(self, self._giving(name)).send().for_setup()
        value = answers[name].get(member)
        if value is None and operation.optional:
            raise NotTestable(f"{self.target} gives no {member} for {operation.name}: the answer of {name} has none")
        if value is None:
            raise Blocked(f"the answer of {name} has no {member}", behaviour="token-response.members")
        return value

    def offer(self, operation: Operation, slot: str, answers: dict[str, Any]) -> Any:
        """Return what fills an optional slot: a value of the state that is its source, None if the state has none."""
        source = operation.sources.get(slot)
        if source is None or source.partition(".")[0] in self.binding.operations:
            return None
        try:
            return self._stated(operation, source, answers).get(slot)
        except NotTestable:
            return None

    def _stated(self, operation: Operation, state: str, answers: dict[str, Any]) -> Mapping[str, Any]:
        """Return the values of a state, the same ones for every slot of a call."""
        if state not in answers:
            asked = pkce.asked_with(operation, state)
            values = self.state(state, **asked)
            answers[state] = {pkce.SLOT: pkce.VERIFIER, **values} if asked else values
        found: Mapping[str, Any] = answers[state]
        return found

    def _giving(self, name: str) -> Operation:
        """Return the operation of this name; where it need not be offered and is not, another one that issues, too."""
        found = self._session.operation(name)
        instead = self._first_offered("issue", found.subject) if found.does == "issue" and found.optional else None
        return instead or found

    def transmit(self, call: Call) -> Answer:
        request = call.request()
        self.sent.append(call.operation.name)
        exchange = self._session.wire.send(request, step=self._step, says=call.operation.name)
        place = self.story.add(exchange)
        if call.operation.does == "revoke":
            self.story.settles_at = self._session.cassettes.monotonic() + self.settle
        answer = Answer(self, call, place)
        if answer.status == NOT_FOUND and call.operation.optional:
            self._session.check_there(call.operation.name, request)
        self.story.exchanges[place] = replace(exchange, births=_births(exchange.births, call.operation, answer))
        if answer.is_accepted:
            self.story.made(self, call.operation, answer._read)
        return answer

    def __repr__(self) -> str:
        return self.target


def _in_lane(number: int, call: Call) -> Answer:
    LANE.set(number)
    answer: Answer = call.send()
    return answer


def _births(
    found: tuple[tuple[str, Secret], ...], operation: Operation, answer: Answer
) -> tuple[tuple[str, Secret], ...]:
    mapped = []
    for name, place in operation.answer.items():
        if isinstance(value := answer.get(name), Secret):
            member = place.rsplit("/", 1)[1] if place.startswith("/") else f"header:{place.partition('?')[0]}"
            mapped.append((member, value))
    known = {secret for _, secret in mapped}
    return (*mapped, *(birth for birth in found if birth[1] not in known))


def _member(values: Mapping[str, Any], slot: str, state: str) -> Any:
    if slot in values:
        return values[slot]
    if len(values) == 1:
        return next(iter(values.values()))
    raise Blocked(f"the state {state!r} gave {sorted(values)}, but no {slot!r}")


def _space(when: str) -> str:
    return f" {when.strip()}" if when.strip() else ""
