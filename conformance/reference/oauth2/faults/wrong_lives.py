"""The small wrong decisions in how long tokens live, what ends them, and what is told of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

from conformance.reference.http import Answer, Headers, Request, make_json_answer
from conformance.reference.oauth2.figures import REFRESH, TOKEN, Members, Reach
from conformance.reference.oauth2.rules import REALM, is_expired, no_store, only_the_token, the_grant
from conformance.reference.oauth2.store import Client, Scope, Store, Token

REACH: Mapping[str, Reach] = {"access": only_the_token, "refresh": the_grant}


def on(operation: str, change: Callable[[Members], Members]) -> Callable[[str, Members], Members]:
    """Change the members of the token answers of one operation."""
    return lambda here, members: change(members) if here == operation else members


def without(*names: str) -> Callable[[Members], Members]:
    return lambda members: {name: value for name, value in members.items() if name not in names}


def with_member(name: str, value: object) -> Callable[[Members], Members]:
    return lambda members: {**members, name: value}


def with_text(name: str) -> Callable[[Members], Members]:
    return lambda members: {**members, name: str(members[name])} if name in members else members


def with_milliseconds(*names: str) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        return {
            name: value * 1000 if name in names and isinstance(value, int) else value for name, value in members.items()
        }

    return change


def with_list(name: str) -> Callable[[Members], Members]:
    return lambda members: {**members, name: str(members[name]).split()} if name in members else members


def everywhere(change: Callable[[Members], Members]) -> Callable[[str, Members], Members]:
    return lambda operation, members: change(members)


def of_the_token(change: Callable[[Members], Members]) -> Callable[[Members, Token, Store], Members]:
    """Change what an introspection shows of a live token."""
    return lambda members, token, store: change(members)


def of_the_newest_user(members: Members, token: Token, store: Store) -> Members:
    newest = next(reversed(store.users), None)
    return {**members, "username": newest, "sub": newest} if token.username else members


def of_the_last_client(members: Members, token: Token, store: Store) -> Members:
    return {**members, "client_id": next(reversed(store.clients))}


def with_the_clients_scope(members: Members, token: Token, store: Store) -> Members:
    return {**members, "scope": " ".join(store.clients[token.client_id].scope)}


def with_the_end_from_now(members: Members, token: Token, store: Store) -> Members:
    return {**members, "exp": int(store.now + token.ends_at - token.issued_at)}


def with_the_end_of_the_first(members: Members, token: Token, store: Store) -> Members:
    first = next(each for each in store.tokens_of(token.grant) if each.kind == token.kind)
    return {**members, "exp": int(first.ends_at)}


def inactive_with_the_rest(token: Token | None, members: Members) -> Members:
    return {**members, "active": False}


def inactive_with_a_reason(token: Token | None, members: Members) -> Members:
    return {"active": False, "error": "invalid_token" if token is None else "expired_token"}


def newest_user(token: Token, store: Store) -> str | None:
    return next(reversed(store.users), None) if token.username else None


def hidden_from(operation: str) -> Callable[[str], Headers]:
    """Leave the cache headers out on one operation."""
    return lambda here: () if here == operation else no_store(TOKEN)


def only_headers(*headers: tuple[str, str]) -> Callable[[str], Headers]:
    return lambda operation: headers


def never_for(wrong: Callable[[Token], bool]) -> Callable[[Token, float], bool]:
    """Let some tokens live for ever."""
    return lambda token, now: not wrong(token) and is_expired(token, now)


def shifted(share: float, seconds: float) -> Callable[[Token, float], bool]:
    """Let access tokens live a share of their time, moved by seconds."""

    def expired(token: Token, now: float) -> bool:
        if token.kind == "refresh":
            return is_expired(token, now)
        return now >= token.issued_at + (token.ends_at - token.issued_at) * share + seconds

    return expired


def from_the_first_grant(operation: str, old: Token | None, now: float) -> float:
    """Count the life of a refreshed token from when its refresh token was issued."""
    return old.issued_at if old and operation == REFRESH else now


def used_less_than(times: int) -> Callable[[Token, Store], bool]:
    return lambda token, store: sum(each.parent == token.value for each in store.tokens.values()) < times


def while_its_access_token_lives(token: Token, store: Store) -> bool:
    return any(not is_expired(t, store.now) for t in store.tokens_of(token.grant) if t.kind == "access")


def of_the_clients_newest_user(token: Token, store: Store) -> str | None:
    fits = (t.username for t in reversed(store.tokens.values()) if t.client_id == token.client_id and t.username)
    return next(fits, token.username)


def default_of_the_client(token: Token, client: Client) -> Scope:
    return client.scope


def first_word_only(token: Token, client: Client) -> Scope:
    return token.scope[:1]


def token_ignoring_case(store: Store, value: str) -> Token | None:
    return next((token for token in store.tokens.values() if token.value.lower() == value.lower()), None)


def token_by_its_start(store: Store, value: str) -> Token | None:
    fits = (token for token in store.tokens.values() if len(value) >= 32 and token.value[:32] == value[:32])
    return store.tokens.get(value) or next(fits, None)


def in_the_hinted_table(*hints: str) -> Callable[[Store, str, str], Token | None]:
    """Look for a token only among those of the kind that the hint names, if it is one of these hints."""

    def find(store: Store, value: str, hint: str) -> Token | None:
        token = store.tokens.get(value)
        return None if token and hint in hints and hint != f"{token.kind}_token" else token

    return find


def not_found_with_an_unknown_hint(store: Store, value: str, hint: str) -> Token | None:
    return store.tokens.get(value) if hint in ("", "access_token", "refresh_token") else None


def reaching(kind: str, reach: Reach) -> Mapping[str, Reach]:
    """Make the table of what a revocation ends with another reach for one kind of token."""
    return {**REACH, kind: reach}


def nothing(token: Token, tokens: Collection[Token]) -> list[Token]:
    return []


def only_first_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    """Return a refresh token and those access tokens of its grant that no refresh has made."""
    return [each for each in tokens if each.grant == token.grant and (each == token or each.origin != REFRESH)]


def with_the_newest_access_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    access = [each for each in tokens if each.grant == token.grant and each.kind == "access"]
    return [token, *access[-1:]]


def with_the_successor(token: Token, tokens: Collection[Token]) -> list[Token]:
    """Return a refresh token and what came directly from it."""
    return [token, *(each for each in tokens if each.parent == token.value)]


def hint_says_how_far(hint: str, token: Token) -> str:
    """Let the hint, not the token, say what ends with it."""
    return hint.removesuffix("_token") if hint in ("access_token", "refresh_token") else token.kind


def moved(token: Token, now: float) -> Token:
    """Return a token with a whole life from now."""
    return replace(token, issued_at=now, ends_at=now + token.ends_at - token.issued_at)


def is_ended(token: Token, store: Store) -> bool:
    return store.is_ended(token) and not is_expired(token, store.now)


def is_ended_after_use(token: Token, store: Store) -> bool:
    return is_ended(token, store) and token.value in store.used


def is_too_old(token: Token, store: Store) -> bool:
    return not store.is_ended(token) and is_expired(token, store.now)


def with_status(status: int) -> Callable[[Answer], Answer]:
    return lambda answer: replace(answer, status=status)


def as_page(answer: Answer) -> Answer:
    headers = (("Content-Type", "text/html"), *answer.headers[1:])
    return replace(answer, headers=headers, body=b"<html><body>Bad request</body></html>")


def as_redirect(answer: Answer) -> Answer:
    return Answer(302, (("Location", "/login"), *answer.headers[1:]))


def called_text(answer: Answer) -> Answer:
    return replace(answer, headers=(("Content-Type", "text/plain"), *answer.headers[1:]))


def with_nested_error(answer: Answer) -> Answer:
    members = json.loads(answer.body)
    return make_json_answer(answer.status, {"error": {"code": members["error"]}}, headers=answer.headers[1:])


def with_tail(tail: str) -> Callable[[str, Request], str]:
    """Put something at the end of every description."""
    return lambda text, request: text + tail


def repeating(*names: str) -> Callable[[str, Request], str]:
    """Put a parameter of the form into the description of a refusal."""

    def text(message: str, request: Request) -> str:
        values = [value for name, value in parse_qsl(request.body.decode("latin-1")) if name in names]
        return f"{message}: {values[0]}" if values else message

    return text


def repeating_the_header(message: str, request: Request) -> str:
    header = request.header("Authorization")
    return f"{message}: {header}" if header else message


def basic_challenge(word: str, text: str) -> str | None:
    return f'Basic realm="{REALM}"'


def without_error(word: str, text: str) -> str | None:
    return f'Bearer realm="{REALM}"'


def always_with_error(word: str, text: str) -> str | None:
    return f'Bearer realm="{REALM}", error="{word or "invalid_token"}"'
