"""The small wrong decisions in whom a token is for, what it may, and which code gives it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from conformance.reference.oauth2.figures import Form, Reach
from conformance.reference.oauth2.rules import equal, hash_verifier
from conformance.reference.oauth2.store import Client, Code, Scope, Store, Token, User

ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def newest_for_nobody(store: Store, username: str) -> User | None:
    return store.users.get(username) or next(reversed(store.users.values()), None)


def named_in_the_form(operation: str, username: str | None, store: Store, form: Form) -> str | None:
    """Let a client's own token act for a user whom the request names."""
    return username or form.get("username")


def whole_scope(operation: str, wanted: Scope, whole: Scope) -> Scope:
    return whole


def once_its_tokens_are_ended(code: Code, store: Store) -> bool:
    return all(store.is_ended(token) for token in store.tokens_of(code.grant))


def direct_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    """Return those tokens of a grant that no refresh has made."""
    return [each for each in tokens if each.grant == token.grant and each.origin != "refresh_token"]


def of_kind(kind: str) -> Reach:
    return lambda token, tokens: [each for each in tokens if each.grant == token.grant and each.kind == kind]


def of_the_user(token: Token, tokens: Collection[Token]) -> list[Token]:
    """Return the tokens of a user at a client, from whatever grant."""
    return [each for each in tokens if (each.client_id, each.username) == (token.client_id, token.username)]


def of_the_client(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [each for each in tokens if each.client_id == token.client_id]


def of_the_user_anywhere(token: Token, tokens: Collection[Token]) -> list[Token]:
    """Return the tokens of a grant, and of its user at other clients."""
    others = [each for each in tokens if each.username == token.username and each.client_id != token.client_id]
    return [each for each in tokens if each.grant == token.grant] + others


def code_ignoring_case(store: Store, value: str) -> Code | None:
    return next((code for code in store.codes.values() if code.value.lower() == value.lower()), None)


def code_by_its_start(store: Store, value: str) -> Code | None:
    fits = (code for code in store.codes.values() if len(value) >= 32 and code.value[:32] == value[:32])
    return store.codes.get(value) or next(fits, None)


def code_expired_after(seconds: float) -> Callable[[Code, float], bool]:
    return lambda code, now: now - code.issued_at >= seconds


def starts_with(bound: str, given: str) -> bool:
    return given.startswith(bound)


def same_host(bound: str, given: str) -> bool:
    return urlsplit(bound).netloc == urlsplit(given).netloc


def ignoring_case(bound: str, given: str) -> bool:
    return bound.lower() == given.lower()


def registered(fits: Callable[[str, str], bool]) -> Callable[[str, Client, Store], bool]:
    """Make the check of an authorization request from a comparison of URIs."""
    return lambda given, client, store: any(fits(each, given) for each in client.redirect_uris)


def of_length(least: int, most: int) -> Callable[[str], bool]:
    """Make the check of a verifier with other lengths."""
    return lambda verifier: least <= len(verifier) <= most and set(verifier) <= ALPHABET


def any_characters(verifier: str) -> bool:
    return 43 <= len(verifier) <= 128


def either_way(verifier: str, challenge: str, method: str) -> bool:
    """Take a verifier that fits by any method."""
    return equal(verifier, challenge) or equal(hash_verifier(verifier), challenge)


def plainly(verifier: str, challenge: str, method: str) -> bool:
    """Compare without hashing unless that fails to fit, and only the first characters."""
    right = hash_verifier(verifier) if method == "S256" else verifier
    return right[:8] == challenge[:8]
