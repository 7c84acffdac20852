"""The small decisions of the faults that a number or a word cannot say: each is wrong in one way."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Collection
from urllib.parse import parse_qs, quote

from conformance.reference.finapi.figures import GRANT_TYPES, REQUIRED, ROLES, Members
from conformance.reference.finapi.figures import is_expired as is_rightly_expired
from conformance.reference.finapi.store import Configuration, Kind, Situation, Store, Token, User
from conformance.reference.http import Headers, Request

Change = Callable[[str, Members], Members]
ErrorChange = Callable[[int, Members], Members]
Life = Callable[[Token, float], bool]


def needing(where: str, *names: str) -> dict[str, tuple[str, ...]]:
    """Make the table of required parameters with other names for one grant type or path."""
    return {**REQUIRED, where: names}


def allowing(operation: str, *roles: str) -> dict[str, tuple[str, ...]]:
    """Make the table of roles with other roles for one operation."""
    return {**ROLES, operation: roles}


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
        value = read_parameter(request, name)
        return f"{message}: {value}" if value else message

    return text


def heading(header: str, words: str, name: str) -> Callable[[Headers, Request], Headers]:
    """Put a parameter of the form into a header of a refusal, behind these words."""

    def headers(present: Headers, request: Request) -> Headers:
        value = read_parameter(request, name)
        return (*present, (header, f'{words}"{as_header_text(value)}"')) if value else present

    return headers


def as_header_text(value: str) -> str:
    """Return a value as it is, but for characters that a header cannot have."""
    return quote(value, safe=string.punctuation + " ")


def read_parameter(request: Request, name: str) -> str:
    return parse_qs(request.body.decode("latin-1")).get(name, [""])[0]


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


def returning_dead(wanted: Kind, *, after: Situation) -> Callable[[Kind, Situation | None], str]:
    """Give a dead token of this kind again if this revocation ended it."""
    return lambda kind, ended_by: "dead" if kind == wanted and ended_by == after else "no"


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


def of_one_client(user: User, users: Collection[User]) -> list[User]:
    return [other for other in users if other.client_id == user.client_id]


def namesakes(user: User, users: Collection[User]) -> list[User]:
    return [other for other in users if other.username.lower() == user.username.lower()]
