"""The small decisions of the faults that a number or a word cannot say: each is wrong in one way."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from conformance.reference.calcom.figures import (
    DAY,
    METHODS,
    an_hour_from,
    as_header,
    as_milliseconds,
    is_expired,
    outstanding_codes,
)
from conformance.reference.calcom.store import Client, Code, Members, Store, Token, User
from conformance.reference.http import Request

AT_ONCE = 0.02

V = TypeVar("V")
KeysChange = Callable[[str, Members], Members]


# -- reading a request


def with_method(operation: str, method: str | None) -> Mapping[str, str]:
    """Make the table of methods with another method for one operation, or without the operation."""
    kept = {key: value for key, value in METHODS.items() if key != operation}
    return {**kept, operation: method} if method else kept


def by_prefix(things: Mapping[str, V], value: str) -> V | None:
    """Find the newest thing whose value begins like this."""
    return next((things[key] for key in reversed(list(things)) if key.startswith(value)), None)


def in_any_case(things: Mapping[str, V], value: str) -> V | None:
    return next((thing for key, thing in things.items() if key.lower() == value.lower()), None)


def in_the_body(*names: str) -> Callable[[Request], str | None]:
    """Find a member of the body by one of these names, however it is spelled."""
    return lambda request: _find_named(_read_members(request), names)


def in_the_query(*names: str) -> Callable[[Request], str | None]:
    """Find a parameter of the query by one of these names, however it is spelled."""
    return lambda request: _find_named(dict(parse_qsl(urlsplit(request.target).query)), names)


def behind_the_word_bearer(request: Request) -> str | None:
    scheme, _, value = (request.header("Authorization") or "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def _find_named(members: Mapping[str, object], names: Sequence[str]) -> str | None:
    known = [_bare(name) for name in names]
    return next((str(value) for name, value in members.items() if _bare(name) in known), None)


def _bare(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _read_members(request: Request) -> Members:
    try:
        members = json.loads(request.body)
    except ValueError:
        return {}
    return members if isinstance(members, dict) else {}


def anybody_on(operation: str) -> Callable[[str, Client, Sequence[Client]], Sequence[Client]]:
    """Take the secret of any client for right on one operation."""
    return lambda where, client, clients: clients if where == operation else (client,)


# -- authorization


def location_with(template: str) -> Callable[[str, str], str]:
    """Make a Location from a template of {uri} and {code}."""
    return lambda uri, code: as_header(template.format(uri=uri, code=code))


def at_the_same_host(asked: str, registered: str) -> bool:
    try:
        return urlsplit(asked).netloc == urlsplit(registered).netloc
    except ValueError:
        return False


def without_userinfo(uri: str) -> str:
    scheme, separator, rest = uri.partition("://")
    authority, slash, path = rest.partition("/")
    return scheme + separator + authority.rpartition("@")[2] + slash + path


def refused_towards(reason: str, status: int, template: str) -> Callable[[str, str], tuple[int, str] | None]:
    """Put a Location made of {asked} on a refusal, under another status if it is not 0."""

    def location(why: str, asked: str) -> tuple[int, str] | None:
        return (status, as_header(template.format(asked=asked))) if why == reason else None

    return location


def code_of_the_user(client_id: str, username: str) -> str:
    """Make the same code whenever this user authorizes this client."""
    return "c" + hashlib.sha256(f"{client_id} {username}".encode()).hexdigest()[:24]


def codes_for_any_client(store: Store, client_id: str, username: str) -> list[Code]:
    return [code for code in store.outstanding.values() if code.username == username]


def codes_of_any_user(store: Store, client_id: str, username: str) -> list[Code]:
    return [code for code in store.outstanding.values() if code.client_id == client_id]


def codes_ever(store: Store, client_id: str, username: str) -> list[Code]:
    return [code for code in store.codes.values() if (code.client_id, code.username) == (client_id, username)]


def codes_of_the_last(seconds: float) -> Callable[[Store, str, str], list[Code]]:
    """Look at codes that are young only."""

    def blocking(store: Store, client_id: str, username: str) -> list[Code]:
        codes = outstanding_codes(store, client_id, username)
        return [code for code in codes if store.now - code.issued_at < seconds]

    return blocking


def the_newest_code(store: Store, client_id: str, username: str) -> list[Code]:
    """Look at the client's newest code only."""
    newest = store.newest_code(client_id)
    return [newest] if newest and newest.username == username else []


# -- codes


def used_if_last(code: Code, used: Sequence[Code], now: float) -> bool:
    """Remember the code that was used last, and no other."""
    return code in used[-1:]


def used_if_one_was(code: Code, used: Sequence[Code], now: float) -> bool:
    """Remember for whom a code was used instead of which one."""
    return any((other.client_id, other.username) == (code.client_id, code.username) for other in used)


def used_within(seconds: float) -> Callable[[Code, Sequence[Code], float], bool]:
    """Remember for so many seconds that a code was used."""
    return lambda code, used, now: code.used_at is not None and now - code.used_at < seconds


def used_after_a_moment(code: Code, used: Sequence[Code], now: float) -> bool:
    return code.used_at is not None and now - code.used_at > AT_ONCE


def ends_other_codes(exchanged: Code, other: Code) -> bool:
    return other.client_id == exchanged.client_id


# -- whose tokens


def newest_user_on(operation: str) -> Callable[[str, str, Sequence[str], int], str]:
    """Let the tokens of one operation act for the newest user."""
    return lambda where, username, usernames, refreshes: usernames[-1] if where == operation else username


def newest_user_after(number: int) -> Callable[[str, str, Sequence[str], int], str]:
    """Let the tokens after so many refreshes in a row act for the newest user."""
    return lambda where, username, usernames, refreshes: usernames[-1] if refreshes == number else username


def user_of_the_call_before(user: User, users: Sequence[User], last: User | None) -> User:
    return last or user


# -- what an answer says


def changing(change: Callable[[Members], Members], *operations: str) -> KeysChange:
    """Change the body of the answers of some operations."""
    return lambda operation, keys: change(keys) if operation in operations else keys


def with_data(**changes: object) -> Callable[[Members], Members]:
    """Replace members of `data`; None leaves one out."""

    def change(keys: Members) -> Members:
        data = keys["data"]
        assert isinstance(data, dict)
        return {**keys, "data": {name: value for name, value in {**data, **changes}.items() if value is not None}}

    return change


def flat(keys: Members) -> Members:
    data = keys["data"]
    assert isinstance(data, dict)
    return {"status": keys["status"], **data}


def in_snake_case(keys: Members) -> Members:
    data = keys["data"]
    assert isinstance(data, dict)
    names = {"accessToken": "access_token", "refreshToken": "refresh_token"}
    return {**keys, "data": {names.get(name, name): value for name, value in data.items()}}


def with_data_as_text(keys: Members) -> Members:
    return {**keys, "data": json.dumps(keys["data"])}


def with_status(word: str) -> Callable[[Members], Members]:
    return lambda keys: {**keys, "status": word}


def in_seconds(token: Token, now: float) -> object:
    return int(token.ends_at)


def what_is_left(token: Token, now: float) -> object:
    return int((token.ends_at - now) * 1000)


def as_iso(token: Token, now: float) -> object:
    return "2027-01-15T09:00:00.000Z"


def a_day_on(operation: str) -> Callable[[Token, float], object]:
    """State a day for a token of one operation that lives an hour."""
    return lambda token, now: int((now + DAY) * 1000) if token.origin == operation else as_milliseconds(token, now)


def opaque(claims: Members) -> str:
    return f"cal_{secrets.token_hex(24)}"


def born_dead(kind: str, generation: int) -> Callable[[str, int], bool]:
    """Forget a token of this kind and of so many refreshes at once."""
    return lambda made, refreshes: (made, refreshes) == (kind, generation)


# -- how long a token lives


def expired_after(shift: float) -> Callable[[Token, float], bool]:
    """Make a life of access tokens that ends so many seconds after the stated end."""
    return lambda token, now: token.kind == "access" and now >= token.ends_at + shift


def half_of_the_life(token: Token, now: float) -> bool:
    return token.kind == "access" and now >= (token.issued_at + token.ends_at) / 2


def half_of_the_life_when_refreshed(token: Token, now: float) -> bool:
    return half_of_the_life(token, now) if token.generation else is_expired(token, now)


def never_when_refreshed(token: Token, now: float) -> bool:
    return not token.generation and is_expired(token, now)


def two_hours_from(now: float, operation: str) -> float:
    return an_hour_from(now, operation) + 3600


def half_an_hour_from(now: float, operation: str) -> float:
    return an_hour_from(now, operation) - 1800


def older_than(seconds: float) -> Callable[[Token, float], bool]:
    return lambda token, now: now - token.issued_at >= seconds


# -- what a refresh does besides


def come_back_at_once(age: float, later: Sequence[Token], token: Token) -> bool:
    return age <= AT_ONCE


def come_back_after(seconds: float) -> Callable[[float, Sequence[Token], Token], bool]:
    """Remember for so many seconds that a refresh token was replaced."""
    return lambda age, later, token: age >= seconds


def come_back_later(age: float, later: Sequence[Token], token: Token) -> bool:
    """Remember the refresh token that was replaced last, and no other."""
    return bool(later)


def the_users_access_tokens(refreshed: Token, other: Token) -> bool:
    mine = (other.client_id, other.username) == (refreshed.client_id, refreshed.username)
    return other.kind == "access" and mine


def the_clients_access_tokens(refreshed: Token, other: Token) -> bool:
    return other.kind == "access" and other.client_id == refreshed.client_id and other.username != refreshed.username


def the_clients_refresh_tokens(refreshed: Token, other: Token) -> bool:
    return other.kind == "refresh" and other.client_id == refreshed.client_id and other.username != refreshed.username


def the_users_tokens_elsewhere(refreshed: Token, other: Token) -> bool:
    return other.username == refreshed.username and other.client_id != refreshed.client_id


# -- what a refusal says


def repeating_member(name: str) -> Callable[[str, Request], str]:
    """Put a member of the body into the message of a refusal."""

    def text(message: str, request: Request) -> str:
        value = _read_members(request).get(name)
        return f"{message}: {value}" if value else message

    return text


def repeating_header(name: str) -> Callable[[str, Request], str]:
    """Put a header into the message of a refusal."""

    def text(message: str, request: Request) -> str:
        value = request.header(name)
        return f"{message}: {value}" if value else message

    return text


def is_about(*words: str) -> Callable[[str], bool]:
    """Tell whether a reason has one of these words in it."""
    return lambda reason: any(word in reason for word in words)


def on_reasons(change: Callable[[Members], Members], *words: str) -> Callable[[str, Members], Members]:
    """Change the envelope of the refusals whose reason has one of these words in it."""
    return lambda reason, members: change(members) if is_about(*words)(reason) else members


def without(name: str) -> Callable[[Members], Members]:
    return lambda members: {key: value for key, value in members.items() if key != name}


def with_error(**changes: object) -> Callable[[Members], Members]:
    """Replace members of `error`; None leaves one out."""

    def change(members: Members) -> Members:
        error = members["error"]
        assert isinstance(error, dict)
        return {**members, "error": {key: value for key, value in {**error, **changes}.items() if value is not None}}

    return change


def as_nest(members: Members) -> Members:
    """Make the body that the framework makes when nobody catches the exception."""
    return {"statusCode": 400, "message": "Bad Request", "error": "Bad Request"}


def as_oauth_error(members: Members) -> Members:
    return {"error": "invalid_grant", "error_description": "Invalid OAuth Client."}
