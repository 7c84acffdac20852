"""The small wrong decisions in whom the server takes for an application, and in which code it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.reference.square.figures import DAY, RENEW, REQUIRED, REVOKE, Checks, Members, is_expired, read_client
from conformance.reference.square.store import Code, Grant, Spent, Store

Reader = Callable[[str], str | None]


def unchecked(operation: str, *reasons: str) -> Checks:
    """Leave these checks of one operation out; also the name of work that is refused and done all the same."""
    return frozenset((operation, reason) for reason in reasons)


def needing(operation: str, *names: str) -> dict[str, tuple[str, ...]]:
    """Make the table of required members with other names for one operation."""
    return {**REQUIRED, operation: names}


def header_on(operation: str, read: Reader) -> Mapping[str, Reader]:
    """Make the table of header readers with another reader for one operation."""
    return {RENEW: read_client, REVOKE: read_client, operation: read}


def after(*words: str) -> Reader:
    """Take what follows `Client` or one of these words, in any letters."""

    def read(authorization: str) -> str | None:
        word, _, rest = authorization.strip().partition(" ")
        return rest.strip() if rest and word.lower() in ("client", *words) else None

    return read


def after_any_word(authorization: str) -> str | None:
    return authorization.split()[-1] if len(authorization.split()) > 1 else None


def with_or_without_word(authorization: str) -> str | None:
    words = authorization.split()
    return words[0] if len(words) == 1 else read_client(authorization)


def after_bearer_only(authorization: str) -> str | None:
    word, _, rest = authorization.partition(" ")
    return rest.strip() if word == "Bearer" else None


def ignoring_case(given: str, right: str) -> bool:
    return given.lower() == right.lower()


def given_is_start(given: str, right: str) -> bool:
    return len(given) >= 8 and right.startswith(given)


def right_is_start(given: str, right: str) -> bool:
    return given.startswith(right)


def named_by_its_material(body: Members) -> str:
    """Take a request for the grant whose material it brings, whatever it says."""
    return "refresh_token" if "refresh_token" in body and "code" not in body else "authorization_code"


def refresh_without_a_name(body: Members) -> str:
    named = str(body.get("grant_type", ""))
    return "refresh_token" if not named and "refresh_token" in body else named


def code_without_a_name(body: Members) -> str:
    return str(body.get("grant_type", "authorization_code"))


def code_by_any_name(body: Members) -> str:
    named = str(body.get("grant_type", ""))
    return named if named in ("", "refresh_token") else "authorization_code"


def named_by_its_start(body: Members) -> str:
    named = str(body.get("grant_type", ""))
    return next((word for word in ("authorization_code", "refresh_token") if named.startswith(word)), named)


def code_ignoring_case(store: Store, client_id: str, value: str) -> Code | None:
    return next((code for code in store.codes.values() if code.value.lower() == value.lower()), None)


def code_by_its_start(store: Store, client_id: str, value: str) -> Code | None:
    fits = (code for code in store.codes.values() if len(value) >= 8 and code.value[:32] == value[:32])
    return store.codes.get(value) or next(fits, None)


def any_code(store: Store, client_id: str, value: str) -> Code | None:
    """Take the application's newest code that is not spent for one that is unknown."""
    open_codes = (c for c in reversed(store.codes.values()) if c.client_id == client_id and c.value not in store.spent)
    return store.codes.get(value) or next(open_codes, None)


def code_or_refresh_token(store: Store, client_id: str, value: str) -> Code | None:
    token = store.tokens.get(value)
    if token and token.kind == "refresh":
        return Code(value, token.client_id, token.merchant_id, None, store.now)
    return store.codes.get(value)


def within(seconds: float) -> Callable[[Spent, Store], bool]:
    return lambda spent, store: store.now - spent.at <= seconds


def a_while_later(seconds: float) -> Callable[[Spent, Store], bool]:
    return lambda spent, store: store.now - spent.at >= seconds


def once_its_token_is_revoked(spent: Spent, store: Store) -> bool:
    return store.is_ended(spent.access)


def has_an_old_token(grant: Grant, store: Store) -> bool:
    """Say whether the account has a token that has been expired for more than 15 days."""
    return any(store.now - token.ends_at > 15 * DAY for token in store.tokens_of(grant, "access"))


def has_a_live_token(grant: Grant, store: Store) -> bool:
    return any(not store.is_ended(t) and not is_expired(t, store.now) for t in store.tokens_of(grant, "access"))


def was_revoked(grant: Grant, store: Store) -> bool:
    return grant in store.revocations
