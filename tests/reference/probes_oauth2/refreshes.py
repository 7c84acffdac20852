"""Probes of refreshing, and of how long tokens live."""

from __future__ import annotations

from tests.reference.client import parsed
from tests.reference.probes_oauth2.client import OAuth2Client, tokens_in
from tests.reference.probes_oauth2.probe import probe

HOUR = 3600


@probe("refresh.foreign-client/accepted")
def a_refresh_by_another_client(client: OAuth2Client) -> object:
    return client.refresh(client.tokens().refresh, client.other).status


@probe("refresh.foreign-client/ends-the-token")
def a_refresh_after_another_client(client: OAuth2Client) -> object:
    token = client.tokens().refresh
    return [client.refresh(token, each).status for each in (client.other, client.own)]


@probe("refresh.scope.wider/is-invalid-grant")
def a_refresh_after_a_wider_one(client: OAuth2Client) -> object:
    token = client.tokens(scope="read").refresh
    wide = client.refresh(token, scope="read write")
    return parsed(wide)["error"], client.refresh(token).status


@probe("refresh.scope.wider/granted")
def a_wider_refresh(client: OAuth2Client) -> object:
    return client.refresh(client.tokens(scope="read").refresh, scope="read write").status


@probe("refresh.scope.wider/default-of-the-client")
def a_refresh_of_a_narrow_grant(client: OAuth2Client) -> object:
    return parsed(client.refresh(client.tokens(scope="read").refresh))["scope"]


@probe("refresh.scope.kept/lost")
def a_refresh_of_the_whole(client: OAuth2Client) -> object:
    return parsed(client.refresh(client.tokens().refresh))["scope"]


@probe("refresh.scope.not-sticky/narrowing-sticks")
def a_refresh_after_a_narrower_one(client: OAuth2Client) -> object:
    token = client.tokens().refresh
    client.refresh(token, scope="read")
    return parsed(client.refresh(token))["scope"]


@probe("refresh.works/counted-from-the-grant")
def the_life_of_a_late_refresh(client: OAuth2Client) -> object:
    token = client.tokens().refresh
    client.wait(HOUR / 2)
    return parsed(client.refresh(token))["expires_in"]


@probe("refresh.repeatable/once-only", "refresh.repeatable/twice-only")
def three_refreshes(client: OAuth2Client) -> object:
    token = client.tokens().refresh
    return [client.refresh(token).status for _ in range(3)]


@probe("refresh.unknown-token/letter-case")
def a_refresh_token_in_other_letters(client: OAuth2Client) -> object:
    return client.refresh(client.tokens().refresh.swapcase()).status


@probe("refresh.unknown-token/start-is-enough")
def a_refresh_token_with_a_tail(client: OAuth2Client) -> object:
    return client.refresh(client.tokens().refresh + "tail").status


@probe("refresh.other-token/access-token")
def a_refresh_by_an_access_token(client: OAuth2Client) -> object:
    return client.refresh(client.tokens().access).status


@probe("refresh.same-user/newest-user-of-the-client")
def a_refresh_of_the_older_of_two(client: OAuth2Client) -> object:
    mine, other = client.state("user"), client.state("other user")
    tokens = client.tokens(mine)
    client.tokens(other)
    shown = parsed(client.get(bearer=client.refreshed(tokens.refresh).access))
    return shown["username"] == mine["username"]


@probe("refresh.after-expiry/refused")
def a_refresh_after_the_end(client: OAuth2Client) -> object:
    token = client.tokens().refresh
    client.wait(HOUR + 1)
    return client.refresh(token).status


@probe("revocation.no-hint/refreshes-on")
def a_refresh_after_a_revocation(client: OAuth2Client) -> object:
    token = client.tokens().refresh
    client.revoke(token)
    return client.refresh(token).status


@probe(
    "refresh.unknown-token/is-invalid-token",
    "error.status/unknown-refresh-token-answers-401",
)
def a_refresh_token_that_is_not_there(client: OAuth2Client) -> object:
    answer = client.refresh("never-issued")
    return answer.status, parsed(answer)["error"]


@probe("refresh.replaced-token/old-one-lives", "refresh.replaced-token/old-one-lives-until-the-next-refresh")
def a_replaced_refresh_token(client: OAuth2Client) -> object:
    token = client.code_tokens().refresh
    return [client.refresh(token).status for _ in range(2)]


@probe("refresh.scope.not-sticky/successor-is-narrower")
def the_successor_of_a_narrower_refresh(client: OAuth2Client) -> object:
    successor = client.refreshed(client.code_tokens().refresh, scope="read")
    return parsed(client.refresh(successor.refresh))["scope"]


@probe("refresh.replaced-token.ends-grant/nothing-ends", "refresh.replaced-token.ends-grant/access-tokens-live")
def a_family_after_a_reuse(client: OAuth2Client) -> object:
    tokens = client.code_tokens()
    successor = client.refreshed(tokens.refresh)
    client.refresh(tokens.refresh)
    return client.lives(tokens.access, successor.access), client.refresh(successor.refresh).status


@probe("refresh.replaced-token.ends-grant/only-the-successor")
def a_long_family_after_a_reuse(client: OAuth2Client) -> object:
    tokens = client.code_tokens()
    newest = client.refreshed(client.refreshed(tokens.refresh).refresh)
    client.refresh(tokens.refresh)
    return client.refresh(newest.refresh).status


@probe("refresh.spares-others/other-grants-of-the-client")
def another_family_after_a_reuse(client: OAuth2Client) -> object:
    tokens, other = client.code_tokens(), client.code_tokens()
    for _ in range(2):
        client.refresh(tokens.refresh)
    return client.lives(other.access)


@probe("token.expiry/never", "token.expiry/a-minute-late")
def a_token_past_its_end(client: OAuth2Client) -> object:
    token = client.tokens().access
    client.wait(HOUR + 2)
    return client.lives(token)


@probe("refresh.token-expiry/never")
def a_refreshed_token_past_its_end(client: OAuth2Client) -> object:
    token = client.refreshed(client.tokens().refresh).access
    client.wait(HOUR + 2)
    return client.lives(token)


@probe("token.expiry/half-time")
def a_token_before_its_end(client: OAuth2Client) -> object:
    token = client.tokens().access
    client.wait(HOUR - 2)
    return client.lives(token)


@probe("token.after-revocation/given-again")
def a_user_after_a_revocation(client: OAuth2Client) -> object:
    user = client.state("user")
    client.revoke(client.tokens(user).access)
    return client.lives(client.tokens(user).access)


@probe("token.after-revocation/client-token-given-again")
def a_client_after_a_revocation(client: OAuth2Client) -> object:
    client.revoke(client.client_token())
    return client.lives(client.client_token())


@probe("token.expiry/told-a-day")
def the_life_that_is_told(client: OAuth2Client) -> object:
    answer = client.sign_in(client.state("user"))
    client.wait(parsed(answer)["expires_in"] - 2)
    return client.lives(tokens_in(answer).access)
