"""Probes of tokens: what they open, how long they live, what refreshing makes."""

from __future__ import annotations

from tests.reference.client import parsed
from tests.reference.probes_square.client import DAY, MONTH, Square, Tokens
from tests.reference.probes_square.probe import probe


@probe("bearer.required/open")
def a_call_without_a_token(client: Square) -> object:
    return client.locations(None).status


@probe("bearer.without-scheme/accepted")
def a_call_without_the_word(client: Square) -> object:
    return client.locations(None, Authorization=client.tokens().access).status


@probe("bearer.expired/accepted", "token.expiry/never", "token.expiry/31-days", "token.expiry/five-seconds-late")
def a_call_just_after_the_end(client: Square) -> object:
    token = client.tokens().access
    client.wait(MONTH + 2)
    return client.lives(token)


@probe("token.expiry/29-days", "token.expiry/five-seconds-early")
def a_call_just_before_the_end(client: Square) -> object:
    token = client.tokens().access
    client.wait(MONTH - 2)
    return client.lives(token)


@probe("token.expiry/never-when-refreshed", "token.expiry/never-when-renewed")
def calls_after_the_end_of_tokens_made_from_others(client: Square) -> object:
    tokens = client.tokens()
    made = client.refreshed(tokens), client.renewed(tokens.access)
    client.wait(MONTH + 2)
    return client.lives(*made)


@probe("token.expiry/half-when-refreshed", "refresh.whole-lifetime/keeps-the-old-end")
def a_call_late_in_the_life_of_a_refreshed_token(client: Square) -> object:
    tokens = client.tokens()
    client.wait(15 * DAY)
    token = client.refreshed(tokens)
    client.wait(15 * DAY + 2)
    return client.lives(token)


def make_neighbours(client: Square, tokens: Tokens) -> tuple[str, ...]:
    """Make access tokens of another account, of another authorization, and of another application."""
    same = tokens.merchant_id
    return tuple(each.access for each in (client.tokens(), client.tokens(same), client.tokens(same, of=client.other)))


@probe(
    "token.outlives-others/until-another-account-refreshes",
    "token.outlives-others/until-another-authorization-refreshes",
    "token.outlives-others/until-another-application-refreshes",
)
def calls_with_other_tokens_after_a_refresh(client: Square) -> object:
    tokens = client.tokens()
    neighbours = make_neighbours(client, tokens)
    client.refresh(tokens.refresh)
    return client.lives(*neighbours)


@probe("token.outlives-others/until-anybody-else-renews", "token.outlives-others/until-another-authorization-renews")
def calls_with_other_tokens_after_a_renewal(client: Square) -> object:
    tokens = client.tokens()
    neighbours = make_neighbours(client, tokens)
    client.renew(tokens.access)
    return client.lives(*neighbours)


@probe("token.expiry/starts-again-with-use")
def a_call_after_the_end_of_a_used_token(client: Square) -> object:
    token = client.tokens().access
    client.wait(29 * DAY)
    client.locations(token)
    client.wait(DAY + 2)
    return client.lives(token)


@probe("token.never-expires/30-days", "token.never-expires/45-days", "token.never-expires/refused")
def calls_with_a_personal_token(client: Square) -> object:
    token = client.personal_token()
    client.wait(MONTH + 16 * DAY)
    return client.lives(token)


@probe("refresh.works/dead-token")
def a_call_with_a_refreshed_token(client: Square) -> object:
    return client.lives(client.refreshed(client.tokens()))


@probe("refresh.after-expiry/old-token-again")
def a_call_with_a_token_refreshed_after_the_end(client: Square) -> object:
    tokens = client.tokens()
    client.wait(MONTH + 2)
    return client.lives(client.refreshed(tokens))


@probe(
    "refresh.unknown-token/newest",
    "refresh.unknown-token/letter-case",
    "refresh.unknown-token/start-is-enough",
)
def refreshes_with_tokens_never_issued(client: Square) -> object:
    token = client.tokens().refresh
    return [client.refresh(each).status for each in ("never-issued", token.swapcase(), token[:-1])]


@probe("refresh.other-token/access-token")
def a_refresh_with_an_access_token(client: Square) -> object:
    return client.refresh(client.tokens().access).status


@probe("refresh.foreign-client/accepted", "refresh.foreign-client/refused-but-ended")
def a_refresh_by_another_application(client: Square) -> object:
    token = client.tokens().refresh
    return client.refresh(token, **client.other).status, client.refresh(token).status


@probe("refresh.repeatable/three-uses")
def four_refreshes(client: Square) -> object:
    token = client.tokens().refresh
    return [client.refresh(token).status for _ in range(4)]


@probe("refresh.repeatable/only-the-newest")
def a_refresh_beside_a_newer_authorization(client: Square) -> object:
    tokens = client.tokens()
    client.tokens(tokens.merchant_id)
    return client.refresh(tokens.refresh).status


@probe("refresh.repeatable/useless-successor")
def a_refresh_with_the_refresh_token_of_a_refresh(client: Square) -> object:
    return client.refresh(parsed(client.refresh(client.tokens().refresh))["refresh_token"]).status


@probe("refresh.same-user/newest-account")
def the_owner_of_a_refreshed_token(client: Square) -> object:
    tokens = client.tokens()
    client.tokens()
    return client.owner(client.refreshed(tokens)) == tokens.merchant_id


@probe("refresh.after-expiry/needs-a-live-token")
def a_refresh_after_the_end(client: Square) -> object:
    tokens = client.tokens()
    client.wait(MONTH + 2)
    return client.refresh(tokens.refresh).status


@probe(
    "token.after-revocation/refused",
    "token.after-revocation/dead-token",
    "token.after-revocation/dead-for-a-second",
    "token.after-revocation/revives",
)
def an_exchange_after_a_revocation(client: Square) -> object:
    tokens = client.tokens()
    client.revoke(tokens.access)
    answer = client.exchange(client.code(tokens.merchant_id))
    return answer.status, client.lives(tokens.access, parsed(answer).get("access_token", ""))
