"""One item: a scenario on one promise at one target, run and turned into a verdict.

Examples begin afresh; when they are through, every refusal that was judged gets its control: the same operation,
unspoiled, must be accepted, or the promise was not put to the question.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance import judge
from conformance.contract.model import Promise
from conformance.outcomes import Blocked, Broken, ConfigurationError, Deviation, Interruption, NotTestable, Skipped
from conformance.run import examples
from conformance.run.answer import EXPLAINED_BY
from conformance.run.known import find_known
from conformance.run.server import Server
from conformance.run.session import TargetSession
from conformance.scenario import Scenario
from conformance.secrets import redact, redact_cut
from conformance.terms import Exchange, Verdict


@dataclass(frozen=True, repr=False)
class Item:
    """What is to be run, and by what name.  An item that `waits` for an expiry runs beside the others."""

    session: TargetSession
    promise: Promise
    scenario: Scenario
    name: str
    operation: str | None
    values: Mapping[str, Any]
    case: str
    nodeid: str = ""
    seed: int = 0
    waits: bool = False

    @property
    def id(self) -> str:
        return f"{self.session.target.name}/{self.promise.behaviour.name}/{self.name}/{self.case}"


@dataclass(repr=False)
class Result:
    """How an item ended: its verdict, the story that shows it, and what was raised, if anything.

    told: the story as a text without secrets, where it is evidence.
    """

    verdict: Verdict
    story: tuple[Exchange, ...]
    raised: BaseException | None
    told: str = ""


@dataclass(repr=False)
class _Run:
    """The state of an item while it runs."""

    item: Item
    server: Server
    began: float = field(default_factory=time.perf_counter)
    draws: Mapping[str, Any] = field(default_factory=dict)
    controlled: set[tuple[str, str]] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)


def run(item: Item, function: Callable[..., None], arguments: Mapping[str, Any], fuzz: int) -> Result:
    """Run the scenario and return its result; nothing but the user's own interruption is raised.

    arguments: what the scenario takes besides its draws, `server` among them.
    fuzz: examples to draw; 0 runs only those that always run.
    """
    with item.session.cassettes.around(item) as complete:
        return complete(_run(item, function, arguments, fuzz))


def _run(item: Item, function: Callable[..., None], arguments: Mapping[str, Any], fuzz: int) -> Result:
    server: Server = arguments["server"]
    state = _Run(item, server)
    sent, asked = len(server.sent), item.session.states.requests
    raised = _attempt(state, function, arguments, fuzz)
    if raised is None and len(server.sent) == sent:
        raised = Broken("the scenario asked the server nothing, so nothing can be said of the promise")
    if not isinstance(raised, Interruption):
        item.session.answered()
    build = _verdict(state, raised)
    counts = {"requests": len(server.sent) - sent, "states": item.session.states.requests - asked}
    verdict = build(**counts, seconds=round(time.perf_counter() - state.began, 4))
    return Result(verdict, tuple(server.story.exchanges), raised)


def _attempt(
    state: _Run, function: Callable[..., None], arguments: Mapping[str, Any], fuzz: int
) -> BaseException | None:
    item = state.item
    try:
        _allowed(item)
        with contextlib.nullcontext() if item.waits else item.session.turn(alone=item.scenario.alone):
            item.session.ready(lambda: Server(item.session, item.promise))
            _needed(item)
            item.session.cassettes.open(item)
            examples.run(lambda drawn: _example(state, function, arguments, drawn), item, fuzz)
    except (Deviation, Interruption) as raised:
        return _once(state, raised)
    except AssertionError as plain:
        return Deviation(
            "what the scenario asserts", f"{_innermost(plain)}: {redact_cut(str(plain)) or 'something else'}"
        )
    except ConfigurationError as wrong:
        return Broken(f"the contract does not fit the scenario: {wrong}")
    except Exception as error:  # whatever it is, its text may hold a secret and its traceback locals that do
        place = _innermost(error)
        return Broken(f"our own fault: {type(error).__name__}: {redact_cut(str(error))} ({place})")
    return None


def _allowed(item: Item) -> None:
    harms = {*item.promise.behaviour.harm, *item.promise.harms}
    missing = sorted(harms - item.session.target.limits.allow)
    if missing:
        words = ", ".join(f'"{word}"' for word in missing)
        raise Skipped(
            f"checking this may {', '.join(missing)}",
            remedy=f"[targets.{item.session.target.name}.limits] allow = [{words}]",
        )


def _needed(item: Item) -> None:
    missing = item.session.binding.missing_endpoint(item.promise, item.operation)
    if missing:
        name = item.session.target.name
        raise NotTestable(
            f"{name} has no endpoint {missing!r}", remedy=f'[targets.{name}] endpoints = {{ {missing} = "/…" }}'
        )


def _example(
    state: _Run, function: Callable[..., None], arguments: Mapping[str, Any], drawn: Mapping[str, Any]
) -> None:
    server = state.server
    server.begin()
    cassettes = state.item.session.cassettes
    cassettes.begin(drawn)
    state.draws = drawn
    try:
        function(**arguments, **drawn)
        _control(state)
    except Deviation:
        cassettes.deviated()
        if server.story.in_doubt:  # a refusal of the wrong kind proves nothing where the unspoiled call is refused, too
            _control(state)
        raise
    finally:
        state.findings += server.story.findings
        with contextlib.suppress(Interruption):  # what cannot be tidied up changes no verdict
            server.story.use_up()
            _leave_no_aged_token(state)
            state.item.session.states.tear_down()


def _control(state: _Run) -> None:
    """Send each refused operation again, unspoiled, once for each operation and client of the item."""
    state.server.story.use_up()
    for call in list(state.server.story.refused):
        actor: Server = call.actor  # type: ignore[assignment]
        key = (call.operation.name, actor.client_role)
        if key in state.controlled:
            continue
        state.controlled.add(key)
        fresh = "password" in call.changed or call.operation.does == "authorize"
        control = actor.for_control(fresh_user=fresh)
        answer = control.call(call.operation.name).send()
        state.server.story.relabel(len(state.server.story.exchanges) - 1, "control")
        answer.check_heard()
        answer.check_offered()
        if not answer.is_accepted:
            raise Blocked(
                f"the control was refused: {call.operation.name}, unspoiled, answered "
                f"{judge.describe(answer._response)}",
                behaviour=EXPLAINED_BY.get(call.operation.does),
            )


def _leave_no_aged_token(state: _Run) -> None:
    """Where time was moved, move it past the life of every token that was made.

    A provider that reuses tokens would else hand the next item one with a second to live.
    """
    story, session = state.server.story, state.item.session
    if story.moved and session.states.can_ask:
        longest = max((0.0, *(answer.lifetime or 0.0 for answer in story.issued)))  # less than none: it has ended
        session.states.pass_time(longest + 2)


def _once(state: _Run, raised: Deviation | Interruption) -> BaseException:
    """Say once what is wrong with a target; a later item only points to it."""
    if not isinstance(raised, Broken):
        return raised
    first = state.item.session.told_before(raised, state.item.id)
    if first is not None:
        return NotTestable(f"{raised.reason} (told by {first})", remedy=raised.remedy)
    return raised


def _verdict(state: _Run, raised: BaseException | None) -> Callable[..., Verdict]:
    item, promise = state.item, state.item.promise
    outcome = _outcome(promise, raised, state.findings)
    known = find_known(item.session.target, item.id) if outcome in ("failed", "warned") else None
    expected, observed = _expected_observed(raised, state.findings)

    def build(**counts: Any) -> Verdict:
        return Verdict(
            id=item.id,
            target=item.session.target.name,
            contract=promise.contract,
            version=promise.version,
            behaviour=promise.behaviour.name,
            scenario=item.name,
            operation=item.operation,
            case=item.case,
            level=promise.level,
            basis=promise.basis,
            outcome="known" if known else outcome,
            known=known.as_dict() if known else None,
            statement=promise.statement,
            source=promise.source.as_dict(),
            covers=promise.covers,
            expected=expected,
            observed=observed,
            blocked_by=raised.behaviour if isinstance(raised, Blocked) else None,
            remedy=raised.remedy if isinstance(raised, Interruption) else None,
            draws=dict(state.draws) if raised else {},
            nodeid=item.nodeid,
            **counts,
        )

    return build


def _outcome(promise: Promise, raised: BaseException | None, findings: list[str]) -> str:
    if isinstance(raised, Deviation):
        return {"must": "failed", "should": "warned", "observe": "observed"}[promise.level]
    if isinstance(raised, Interruption):
        return raised.outcome
    return "observed" if promise.level == "observe" else "passed"


def _expected_observed(raised: BaseException | None, findings: list[str]) -> tuple[str | None, str | None]:
    if isinstance(raised, Deviation):
        return raised.expected, raised.observed
    if isinstance(raised, Interruption):
        return None, redact(raised.reason)
    return None, "; ".join(dict.fromkeys(findings)) or None


def _innermost(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "nowhere"
    code = trace.tb_frame.f_code
    return f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} in {code.co_name}"
