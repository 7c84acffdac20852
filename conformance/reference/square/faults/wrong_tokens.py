"""The small wrong decisions in what the server says of tokens, how long they live and whose they are."""

from __future__ import annotations

from collections.abc import Callable, Collection

from conformance.reference.square.faults.wrong_requests import has_a_live_token
from conformance.reference.square.faults.wrong_revocations import the_same_authorization
from conformance.reference.square.figures import DAY, RENEW, Members, find_token, is_expired
from conformance.reference.square.store import Grant, Store, Token

Change = Callable[[str, Members], Members]
Life = Callable[[Token, float], bool]


def setting(name: str, value: object, *, on: tuple[str, ...]) -> Change:
    """Set a member of the answers of these operations."""
    return lambda operation, members: {**members, name: value} if operation in on else members


def ends_in(seconds: float, *, on: str) -> Callable[[Token, Store], float]:
    """State another end for the tokens of one operation than they have."""
    return lambda token, store: token.issued_at + seconds if token.origin == on else token.ends_at


def end_of_the_first(token: Token, store: Store) -> float:
    """State the end of the account's first token on a refresh."""
    return store.tokens_of(token.grant, "access")[0].ends_at if token.origin == "refresh_token" else token.ends_at


def end_of_the_parent(token: Token, store: Store) -> float:
    """State the end of the token presented on a renewal."""
    return store.tokens[token.parent].ends_at if token.origin == RENEW else token.ends_at


def newest_account(*origins: str) -> Callable[[Token, Store], str]:
    """State the account that authorised last, whose token ever it is."""

    def state(token: Token, store: Store) -> str:
        codes = [spent.code for spent in store.spent.values() if spent.code.client_id == token.client_id]
        return codes[-1].merchant_id if codes and token.origin in origins else token.merchant_id

    return state


def grant_of_the_newest_account(token: Token, store: Store) -> Grant:
    codes = [spent.code for spent in store.spent.values() if spent.code.client_id == token.client_id]
    return (token.client_id, codes[-1].merchant_id if codes else token.merchant_id)


def expired_after(days: float, shift: float = 0, *, of: tuple[str, ...] = ()) -> Life:
    """Make a life of access tokens (of these operations, or of all) that lasts so many days and seconds."""

    def expired(token: Token, now: float) -> bool:
        if token.lifetime is None or (of and token.origin not in of):
            return is_expired(token, now)
        return now - token.starts_at >= days * DAY + shift

    return expired


def expired_unless(origin: str) -> Life:
    return lambda token, now: token.origin != origin and is_expired(token, now)


def works_unless(*origins: str) -> Callable[[Token, Store], bool]:
    return lambda token, store: token.origin not in origins


def works_after(seconds: float) -> Callable[[Token, Store], bool]:
    return lambda token, store: store.now - token.issued_at >= seconds


def works_unless_renewed_late(token: Token, store: Store) -> bool:
    """Say whether a token is good, which one that was renewed after its parent's end is not."""
    parent = store.tokens.get(token.parent)
    return token.origin != RENEW or parent is None or token.issued_at < parent.ends_at


def works_unless_just_revoked(token: Token, store: Store) -> bool:
    """Say whether a token is good, which one that is issued within a second after a revocation is not."""
    revoked_at = store.revocations.get(token.grant)
    return revoked_at is None or not 0 <= token.issued_at - revoked_at <= 1


def works_unless_account_is_old(token: Token, store: Store) -> bool:
    return not any(store.now - t.ends_at > 15 * DAY for t in store.tokens_of(token.grant, "access") if t != token)


def of_other_accounts(presented: Token, tokens: Collection[Token]) -> list[Token]:
    """Reach the access tokens that other accounts have given the application."""
    own = [each for each in tokens if each.kind == "access" and each.client_id == presented.client_id]
    return [each for each in own if each.merchant_id != presented.merchant_id]


def of_other_applications(presented: Token, tokens: Collection[Token]) -> list[Token]:
    """Reach the access tokens that the account has given other applications."""
    own = [each for each in tokens if each.kind == "access" and each.merchant_id == presented.merchant_id]
    return [each for each in own if each.client_id != presented.client_id]


def of_other_authorizations(presented: Token, tokens: Collection[Token]) -> list[Token]:
    """Reach the access tokens that the account has given the application by other codes."""
    same = the_same_authorization(presented, tokens)
    return [each for each in tokens if each.grant == presented.grant and each.kind == "access" and each not in same]


def of_everybody_else(presented: Token, tokens: Collection[Token]) -> list[Token]:
    """Reach all access tokens that come from other codes."""
    same = the_same_authorization(presented, tokens)
    return [each for each in tokens if each.kind == "access" and each not in same]


def renewable_for(days: float, shift: float = 0) -> Life:
    return lambda token, now: now - token.ends_at <= days * DAY + shift


def is_the_newest_of_its_account(token: Token, store: Store) -> bool:
    return store.tokens_of(token.grant, "refresh")[-1] == token


def has_a_live_token_of_its_account(token: Token, store: Store) -> bool:
    return has_a_live_token(token.grant, store)


def or_the_newest(kind: str) -> Callable[[Store, str, str], Token | None]:
    """Find the named token, or the application's newest of a kind."""

    def find(store: Store, client_id: str, value: str) -> Token | None:
        fits = (t for t in reversed(store.tokens.values()) if t.kind == kind and t.client_id == client_id)
        return store.tokens.get(value) or next((t for t in fits if not store.is_ended(t)), None)

    return find


def token_ignoring_case(store: Store, client_id: str, value: str) -> Token | None:
    return next((token for token in store.tokens.values() if token.value.lower() == value.lower()), None)


def token_by_its_start(store: Store, client_id: str, value: str) -> Token | None:
    fits = (token for token in store.tokens.values() if len(value) >= 8 and token.value[:32] == value[:32])
    return find_token(store, client_id, value) or next(fits, None)
