"""What a states endpoint answered is another value next time: its texts become variables of the shell story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.report.curl import secrets_of
from conformance.secrets import Secret
from conformance.terms import Exchange, Form, Json, Pair, Request

_SHORTEST = 3
"""A shorter text may stand in a later request by chance."""


def with_state_values(exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """Return the story in which everything that a states endpoint said is a secret, born there."""
    variables: dict[str, Secret] = {}
    later = {secret: secret for exchange in exchanges for secret in secrets_of(exchange.request)}
    told = []
    for exchange in exchanges:
        changed = replace(exchange, request=_with_variables(exchange.request, variables))
        if exchange.step == "state":
            births = {name: _variable(name, text, variables, later) for name, text in _texts(exchange)}
            known = {place for place, _ in exchange.births}
            births = {name: secret for name, secret in births.items() if name not in known}
            changed = replace(changed, births=(*exchange.births, *births.items()))
        told.append(changed)
    return tuple(told)


def _texts(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the members that the endpoint made: what the request itself said is no news."""
    values = exchange.response.json()
    asked = repr(exchange.request.body.value) if isinstance(exchange.request.body, Json) else ""
    if not isinstance(values, dict):
        return []
    texts = [(name, value) for name, value in values.items() if isinstance(value, str) and len(value) >= _SHORTEST]
    return [(name, text) for name, text in texts if repr(text) not in asked]


def _variable(name: str, text: str, variables: dict[str, Secret], later: Mapping[Secret, Secret]) -> Secret:
    """Return the secret that has this text, or an unregistered stand-in, which only gives the shell a name."""
    number = 1 + sum(secret.label == name for secret in variables.values())
    stand_in = Secret(text, name, number)
    return later.get(stand_in) or variables.setdefault(text, stand_in)


def _with_variables(request: Request, variables: Mapping[str, Secret]) -> Request:
    body = request.body
    if isinstance(body, Form):
        body = Form(_pairs(body.pairs, variables))
    elif isinstance(body, Json):
        body = Json(_in_json(body.value, variables))
    return replace(
        request,
        url=(request.url[0], *(variables.get(str(p), p) if isinstance(p, str) else p for p in request.url[1:])),
        query=_pairs(request.query, variables),
        headers=_pairs(request.headers, variables),
        body=body,
    )


def _pairs(pairs: Sequence[Pair], variables: Mapping[str, Secret]) -> tuple[Pair, ...]:
    return tuple(
        Pair(pair.name, tuple(variables.get(p, p) if isinstance(p, str) else p for p in pair.value)) for pair in pairs
    )


def _in_json(value: Any, variables: Mapping[str, Secret]) -> Any:
    if isinstance(value, str):
        return variables.get(value, value)
    if isinstance(value, dict):
        return {name: _in_json(member, variables) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_in_json(member, variables) for member in value)
    return value
