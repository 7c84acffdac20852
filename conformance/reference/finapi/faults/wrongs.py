"""The small decisions of the faults that a number or a word cannot say: each is wrong in one way."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from urllib.parse import parse_qs

from conformance.reference.finapi.figures import GRANT_TYPES, REACH, REQUIRED, ROLES, Members, Reach
from conformance.reference.finapi.figures import is_expired as is_rightly_expired
from conformance.reference.finapi.store import Configuration, Store, Token, User
from conformance.reference.http import Request

Change = Callable[[str, Members], Members]
ErrorChange = Callable[[int, Members], Members]
Life = Callable[[Token, float], bool]


def needing(where: str, *names: str) -> dict[str, tuple[str, ...]]:
    """Make the table of required parameters with other names for one grant type or path."""
    return {**REQUIRED, where: names}


def allowing(operation: str, *roles: str) -> dict[str, tuple[str, ...]]:
    """Make the table of roles with other roles for one operation."""
    return {**ROLES, operation: roles}


def reaching(hint: str, reach: Reach) -> Mapping[str, Reach]:
    """Make the table of reaches with another reach for one hint."""
    return {**REACH, hint: reach}


def setting(name: str, value: object, *, on: tuple[str, ...] = GRANT_TYPES) -> Change:
    """Set a member of the token answers of these grant types."""
    return lambda grant_type, members: {**members, name: value} if grant_type in on else members


def dropping(name: str, *, on: tuple[str, ...] = GRANT_TYPES) -> Change:
    """Leave a member out of the token answers of these grant types."""
    return lambda grant_type, members: without(members, name) if grant_type in on else members


def without(members: Members, name: str) -> Members:
    return {key: value for key, value in members.items() if key != name}


def on_errors(wrong: Callable[[int], bool], change: Callable[[Members], Members]) -> ErrorChange:
    """Change the body of those refusals whose status fits."""
    return lambda status, members: change(members) if wrong(status) else members


def without_code(members: Members) -> Members:
    errors = members.get("errors")
    return {**members, "errors": [without(e, "code") for e in errors]} if isinstance(errors, list) else members


def as_oauth_error(members: Members) -> Members:
    return {"error": "invalid_request", "error_description": "Bad request"}


def as_error_message(members: Members) -> Members:
    error = {"code": "UNAUTHORIZED_ACCESS", "type": "TECHNICAL", "message": None, "multiStepAuthentication": None}
    return {"errors": [error], "date": "2026-01-01 00:00:00.000", "endpoint": "", "authContext": "0/0", "bank": None}


def repeating(name: str) -> Callable[[str, Request], str]:
    """Put a parameter of the form into the message of a refusal."""

    def text(message: str, request: Request) -> str:
        values = parse_qs(request.body.decode("latin-1")).get(name, [])
        return f"{message}: {values[0]}" if values else message

    return text


def repeat_authorization(message: str, request: Request) -> str:
    return f"{message}: {request.header('Authorization') or ''}"


def expired_unless(never: Callable[[Token], bool]) -> Life:
    """Make a life in which some access tokens never end."""
    return lambda token, now: not (token.kind == "access" and never(token)) and is_rightly_expired(token, now)


def expired_after(share: float, shift: float) -> Life:
    """Make a life of access tokens that is a share of the stated one, moved by seconds."""

    def expired(token: Token, now: float) -> bool:
        if token.kind == "refresh":
            return is_rightly_expired(token, now)
        return token.lifetime > 0 and now - token.issued_at >= token.lifetime * share + shift

    return expired


def expired_after_an_hour(token: Token, now: float) -> bool:
    return now - token.issued_at >= 3600 if token.kind == "access" else is_rightly_expired(token, now)


def expired_early_when_refreshed(token: Token, now: float) -> bool:
    """Make a life in which an access token from a refresh grant ends after half of the stated one."""
    early = token.origin == "refresh_token" and 0 < token.lifetime <= 2 * (now - token.issued_at)
    return early or is_rightly_expired(token, now)


def also(change: Callable[[Configuration], Configuration]) -> Callable[[Configuration, Configuration], Configuration]:
    """Change something else as well when the lifetime of users' access tokens changes."""
    return lambda before, after: after if after.user_access_period == before.user_access_period else change(after)


def of_any_client(store: Store, client_id: str, username: str) -> User | None:
    others = (user for user in store.users.values() if user.username.lower() == username.lower())
    return store.find_user(client_id, username) or next(others, None)


def or_the_newest(store: Store, client_id: str, username: str) -> User | None:
    return store.find_user(client_id, username) or next(reversed(store.users_of(client_id)), None)


def like(store: Store, client_id: str, username: str) -> User | None:
    """Find the newest user whose name fits, with % for any characters."""
    fits = re.compile(".*".join(map(re.escape, username.split("%"))), re.IGNORECASE)
    users = (user for user in reversed(store.users_of(client_id)) if fits.fullmatch(user.username))
    return store.find_user(client_id, username) or next(users, None)


def nothing(token: Token, tokens: Collection[Token]) -> list[Token]:
    return []


def only_an_access_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.grant == token.grant and (token.kind == "refresh" or t == token)]


def only_a_refresh_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.grant == token.grant and (token.kind == "access" or t == token)]


def refresh_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.grant == token.grant and t.kind == "refresh"]


def access_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.grant == token.grant and t.kind == "access"]


def the_token_and_its_refresh_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [token, *refresh_tokens(token, tokens)]


def the_token_and_the_newest_access_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [token, *access_tokens(token, tokens)[-1:]]


def the_token_and_other_users(token: Token, tokens: Collection[Token]) -> list[Token]:
    others = [t for t in tokens if t.client_id == token.client_id and t.username not in (None, token.username)]
    return [token, *others]


def all_users(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.client_id == token.client_id and t.username]


def the_whole_client(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.client_id == token.client_id]


def the_grant_and_its_namesakes(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.username and token.username and t.username.lower() == token.username.lower()]


def all_clients(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.username is None]
