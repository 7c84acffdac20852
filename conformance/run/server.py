"""An actor: one client with one user of it at one target.  `server` in a scenario is the default client with a fresh
user; `someone_else` and `another_client` are others at the same target, in the same story.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

from conformance import judge
from conformance.contract.model import BUILT_IN_SLOTS, Operation, Promise, Witness
from conformance.outcomes import Blocked, Broken, Deviation, NotTestable
from conformance.run import configuration
from conformance.run.answer import Answer
from conformance.run.bind import Binding
from conformance.run.call import Call
from conformance.run.family import Family
from conformance.run.session import TargetSession
from conformance.run.story import Story
from conformance.secrets import Secret, redact
from conformance.terms import Step, showable

_FIGURE = re.compile(r"\{([a-z_0-9]+)\.([a-z_0-9]+)\}")
_POLL = 0.2


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

    def another_client(self) -> Server:
        """Return the other client, with a user of its own."""
        return self._actor(client="other client")

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
        """Return who sends the control of a refusal: this actor, or one with a fresh user where this one is spoilt."""
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
        found = self.binding.does(kind, subject="user") or self.binding.does(kind)
        if found is None:
            raise NotTestable(
                f"{self.target} has no operation that does {kind!r}", remedy=f'[operations.…] does = "{kind}"'
            )
        return Call.of(self, found)

    def tokens(self, of: str | None = None) -> Answer:
        """Have tokens issued, as set-up, to a user or to the client itself; by default to whom the contract issues."""
        issues = self.binding.does("issue", subject="user") or self.binding.does("issue")
        found = self.binding.does("issue", subject=of) if of else issues
        if found is None:
            raise NotTestable(f"the contract has no operation that issues tokens for a {of or 'user or client'}")
        answer = Call.of(self, found).send().for_setup()
        assert isinstance(answer, Answer)
        return answer

    def together(self, *calls: Call) -> list[Answer]:
        """Send calls at the same moment and return their answers in the same order."""
        ready = [call.settled() for call in calls]
        with ThreadPoolExecutor(len(ready)) as pool:
            return list(pool.map(lambda call: call.send(), ready))

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
        """Judge: the witness of this kind says that the token lives, when every death had time to show."""
        if (wait := self.story.settles_at - time.monotonic()) > 0:
            time.sleep(wait)
        alive, seen = self._ask(kind, token)
        if not alive:
            self.deviates(f"a living {kind}{_space(when)}", f"the witness says dead: {seen}")

    def check_dead(self, kind: str, token: Any, when: str = "", *, status: Any = None) -> None:
        """Judge: the witness says that the token is dead, at the latest when the target's `settle` is over.

        status: what the witness must answer then, where the promise names it.
        """
        began = time.monotonic()
        while True:
            alive, seen = self._ask(kind, token, dead_status=judge.statuses(status))
            now = time.monotonic()
            if not alive:
                break
            if now >= began + self.settle:
                self.deviates(f"a dead {kind}{_space(when)}", f"the witness says alive: {seen}")
            time.sleep(_POLL)
        if now - began > _POLL:
            self.story.findings.append(f"the {kind} was dead after {now - began:.1f} s")

    def is_alive(self, kind: str, token: Any) -> bool:
        """Ask the witness without judging."""
        return self._ask(kind, token)[0]

    def can_ask(self, kind: str) -> bool:
        """True if the contract has a witness of this kind, and the target its endpoint."""
        try:
            self._witness(kind)
        except NotTestable:
            return False
        return True

    def _ask(self, kind: str, token: Any, *, dead_status: tuple[int, ...] = ()) -> tuple[bool, str]:
        witness = self._witness(kind)
        call = self._question(witness, token)
        step, self._step = self._step, "witness"
        try:
            answer = call.send()
        finally:
            self._step = step
        if dead_status and judge.is_refusal(answer.status) and answer.status not in dead_status:
            self.deviates(judge.expected_status(dead_status, otherwise=""), judge.describe(answer._response))
        return self._said(witness, answer), judge.describe(answer._response)

    def _witness(self, kind: str) -> Witness:
        witness = self.binding.witnesses.get(kind)
        if witness is None:
            raise NotTestable(f"the contract has no witness for {kind}", remedy=f"[witnesses.{kind}]")
        operation = witness.operation or self._session.operation(witness.uses or "")
        if not self.binding.has_endpoint(operation):
            raise NotTestable(
                f"{self.target} has no endpoint {operation.endpoint!r}, where a living {kind} shows itself",
                remedy=f'[targets.{self.target}] endpoints = {{ {operation.endpoint} = "/…" }}',
            )
        return witness

    def _question(self, witness: Witness, token: Any) -> Call:
        operation = witness.operation or self._session.operation(witness.uses or "")
        return Call.of(self, operation).but(**{witness.slot: token})

    def _said(self, witness: Witness, answer: Answer) -> bool:
        if judge.meets(answer._response, witness.alive) if witness.alive else answer.is_accepted:
            return True
        if judge.meets(answer._response, witness.dead) if witness.dead else judge.is_refusal(answer.status):
            return False
        contract = self._session.contract
        asked = contract.witnesses[witness.kind].operation or contract.operations.get(witness.uses or "")
        if answer.status == 404 and asked and asked.endpoint:
            raise NotTestable(
                f"{self.target} has no {asked.endpoint} endpoint, where a token shows itself, at this path",
                remedy=f"[targets.{self.target}] endpoints = {{ {asked.endpoint} = false }}   # or its path",
            )
        alive, dead = _terms(witness.alive, "a success"), _terms(witness.dead, "a refusal")
        raise Broken(
            f"the witness of {witness.kind} said neither alive nor dead: {judge.describe(answer._response)}; "
            f"expected {alive} or {dead}",
            remedy=f"check [witnesses.{witness.kind}] of the contract against this server",
        )

    # ------------------------------------------------------------------ configuration, time, figures, findings

    @contextmanager
    def changed(self, operation: str, **values: Any) -> Iterator[None]:
        """Change the target's configuration while the body runs; what it was is put back, also after a killed run."""
        base_url = None if self._session.embedded else self.base_url
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
            return self.call(match[1]).send().for_setup().get(match[2])
        try:
            answer = self.call(match[1]).send()
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
        return self.state(BUILT_IN_SLOTS[slot])[slot]

    def state(self, name: str) -> Mapping[str, Any]:
        """Return the values of a state; each is made once for an actor, but codes, which are good once."""
        role = {"client": self._client, "user": self._user}.get(name, name)
        self._session.check_role(role)
        if role not in self._states or name == "authorization code":
            self._states = {**self._states, role: self._session.make_state(role, self._params(role), self)}
            self.story.exchanges += self._session.states.heard()
        return self._states[role]

    def _params(self, state: str) -> Mapping[str, Any]:
        if state in ("client", "other client", "time passes", "redirect uri"):
            return {}
        return {"client_id": self.state("client")["client_id"]}

    def fill(self, operation: Operation, slot: str, answers: dict[str, Any]) -> Any:
        source = operation.sources.get(slot) or BUILT_IN_SLOTS.get(slot)
        if source is None:
            raise NotTestable(f"nothing fills {{{slot}}} of {operation.name}", remedy=f'from = {{ {slot} = "…" }}')
        name, _, member = source.partition(".")
        if name not in self.binding.operations:
            return _member(self.state(source), slot, source)
        if name not in answers:
            answers[name] = self.call(name).send().for_setup()
        value = answers[name].get(member)
        if value is None and operation.optional:
            raise NotTestable(f"{self.target} gives no {member} for {operation.name}: the answer of {name} has none")
        if value is None:
            raise Blocked(f"the answer of {name} has no {member}", behaviour="token-response.members")
        return value

    def transmit(self, call: Call) -> Answer:
        request = call.request()
        self.sent.append(call.operation.name)
        exchange = self._session.wire.send(request, step=self._step, says=call.operation.name)
        place = self.story.add(exchange)
        if call.operation.does == "revoke":
            self.story.settles_at = time.monotonic() + self.settle
        answer = Answer(self, call, place)
        self.story.exchanges[place] = replace(exchange, births=_births(exchange.births, call.operation, answer))
        return answer

    def __repr__(self) -> str:
        return self.target


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


def _terms(terms: Mapping[str, Any], otherwise: str) -> str:
    """Return what a witness says, in words: `status 200`, `/active = true`."""
    said = [
        judge.expected_status(judge.statuses(value), otherwise="") if place == "status" else f"{place} = {value!r}"
        for place, value in terms.items()
    ]
    return " and ".join(said) or otherwise


def _space(when: str) -> str:
    return f" {when.strip()}" if when.strip() else ""
