"""Before the first item: can the target be spoken to, and are those who are configured for it known there?

A slip in the configuration is told once and for all, instead of by every item that stumbles over it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from conformance import judge
from conformance.outcomes import Broken, NotTestable
from conformance.run.bind import Binding
from conformance.states import States, origin_of
from conformance.target import Target

if TYPE_CHECKING:
    from conformance.run.answer import Answer
    from conformance.run.server import Server

Reason = tuple[str, str]
"""Why a role cannot be used, and the line to check."""


def check_target(binding: Binding, target: Target, actor: Server) -> None:
    """Have one token issued: is there a server, is it the token endpoint, are the credentials right?"""
    refusals = []
    for operation in binding.operations.values():
        if operation.does != "issue" or not binding.has_endpoint(operation):
            continue
        try:
            answer = actor.call(operation.name).send()
        except NotTestable:
            continue
        if answer.is_accepted:
            return
        refusals.append((operation.name, answer))
    if refusals:
        _judge_refusals(binding, target, refusals)


def refused_roles(
    binding: Binding, target: Target, states: States, actor: Callable[[], Server]
) -> Mapping[str, Reason]:
    """Have tokens issued to whom the configuration names; return which of the roles `other client` and `user` are
    refused, and why.
    """
    found: dict[str, Reason] = {}
    if target.other_client:
        refusal = _refusal(binding, actor().another_client(), "client", ("client",))
        if refusal and _refuses_client(refusal[1]):
            said = _said("the other client's credentials are", refusal)
            found["other client"] = (said, f"[targets.{target.name}] other_client   # check it")
    for number in range(len(target.states.get("user", ()))):
        given = actor()
        refusal = _refusal(binding, given, "user", ("client", "user"))
        if refusal and states.is_given("user", given.state("user")) and judge.is_refusal(refusal[1].status):
            said = _said(f"{f'user {number + 1} of' if number else 'the user of'} the configuration is", refusal)
            found.setdefault("user", (said, f"[targets.{target.name}.states] user   # check it"))
    return found


def _refusal(binding: Binding, actor: Server, subject: str, states: tuple[str, ...]) -> tuple[str, Answer] | None:
    """Return the operation that issues tokens for these states alone, and its answer, if that is no success."""
    for operation in binding.operations.values():
        if operation.does == "issue" and operation.subject == subject and operation.needs_only(states):
            answer = actor.call(operation.name).send()
            return None if answer.is_accepted else (operation.name, answer)
    return None


def _said(who: str, refusal: tuple[str, Answer]) -> str:
    name, answer = refusal
    return f"{who} refused: {name} answered {judge.describe(answer._response)}"


def _judge_refusals(binding: Binding, target: Target, refusals: list[tuple[str, Any]]) -> None:
    name, answer = refusals[0]
    seen = judge.describe(answer._response)
    if all(300 <= each.status < 400 for _, each in refusals):
        where = answer.header("location") or "nowhere"
        raise Broken(
            f"{name} is redirected to {origin_of(where) if '://' in where else where}; redirects are not followed",
            remedy="check base_url",
        )
    if all(not isinstance(each.json, dict) for _, each in refusals):
        raise Broken(f"{name}: expected a JSON object from the token endpoint, found {seen}", remedy="check base_url")
    if all(each.status in (404, 405) for _, each in refusals):
        raise Broken(f"{name}: there is no token endpoint, found {seen}", remedy="check base_url and endpoints")
    if all(each.status < 300 for _, each in refusals):
        where = binding.operations[name].answer.get("access_token", "its answer")
        raise Broken(
            f"{name}: expected an access token at {where}, found {seen}",
            remedy=f"check base_url, and `answer` of [operations.{name}] in the contract",
        )
    if target.client and all(_refuses_client(each) for _, each in refusals):
        raise Broken(
            f"the client's credentials are refused: {name} answered {seen}",
            remedy=f"[targets.{target.name}] client_id, client_secret, client_auth   # check these",
        )


def _refuses_client(answer: Answer) -> bool:
    """True if it is the client that is refused (RFC 6749 5.2); another 400 speaks of the request."""
    return answer.status in (401, 403) or judge.error_code(answer._response) == "invalid_client"
