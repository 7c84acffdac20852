"""Flaws: how a call that would be accepted is made wrong, by the words that contracts use for it.

A flaw reads `<kind>-<part>`, the part with dashes for underscores: `no-grant-type` leaves it out, `unknown-client-id`
gives a value that does not exist, `wrong-password` one that is not the right one, `misplaced-client-token` the access
token of a user, `bare-client-secret` the right value without the word before it.  `locked-user` and `unverified-user`
are valid calls for a user in that state.
"""

from typing import Any

from conformance.strategies import spoil

NEAR_MISSES = ("cut by one", "one more", "swapped case", "another", "first eight")
"""Ways to spoil a secret that a careless comparison forgives."""

UNKNOWN = "no-such-thing-as-this-one"

OTHER_TYPES: tuple[Any, ...] = (True, 0, [], ["a"], {}, {"not": ""}, {"$ne": ""})
"""JSON values that are no text; a careless query takes some of them for a condition that everything meets."""


def flawed(server, operation, flaw):
    """Return the call of this operation with this one flaw."""
    kind, _, words = flaw.partition("-")
    part = words.replace("-", "_")
    if part == "user":
        return server.in_state(f"{kind} user").call(operation)
    call = server.call(operation)
    if kind == "no":
        return call.without(part)
    if kind == "unknown":
        return call.but(**{part: UNKNOWN})
    if kind == "wrong":
        return call.but(**{part: spoil(server.value(part), "one more")})
    if kind == "bare":
        return call.scheme(part, "")
    if kind == "misplaced":
        return call.but(**{part: server.tokens().access_token})
    raise ValueError(f"unknown flaw {flaw}")


def moved(call, part, place):
    """Return the call with the value of a part elsewhere: after Bearer, in the query (`?name`), or in the body."""
    value, rest = call.values[part], call.without(part)
    if place.startswith("?"):
        return rest.plus(place[1:], value, place="query")
    return rest.header(place, ("Bearer ", value)) if place == "Authorization" else rest.plus(place, value)


def of_another_type(call, part):
    """Return values of other types than text, where the part is a member of a JSON body; elsewhere how they read."""
    is_member = any(each.place == "json" and part in each.keys for each in call.parts)
    return [value if is_member else str(value) for value in OTHER_TYPES]


def names_like(name):
    """Return names that are almost this one: longer, shorter, with a wildcard of a query language."""
    names = (f"{name}x", name[:-1], f"{name[:-1]}%", f"{name[:-1]}_", "%")
    return [like for like in names if like not in ("", name)]
