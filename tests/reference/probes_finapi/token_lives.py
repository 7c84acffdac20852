"""Probes of tokens: what the answer says of them, how long they live, what refreshing makes."""

from __future__ import annotations

import re

from tests.reference.client import Client, parsed
from tests.reference.probes_finapi.probe import probe


@probe("token-response.members/no-scope", "token-response.members/no-refresh-token")
def the_members_of_a_sign_in(client: Client) -> object:
    return sorted(parsed(client.sign_in(client.state("user"))))


@probe("token-response.members/no-lifetime-on-refresh")
def the_members_of_a_refresh(client: Client) -> object:
    return sorted(parsed(client.refresh(client.new_tokens().refresh)))


@probe(
    "token-response.constants/token-type-recased",
    "token-response.lifetime.number/as-text",
    "token-response.lifetime/says-half-an-hour",
    "token-response.no-refresh-token/client-gets-one",
)
def a_client_answer_without_its_token(client: Client) -> object:
    return {**parsed(client.token()), "access_token": "..."}


@probe("token-response.constants/another-scope-on-refresh", "token-response.lifetime/says-a-day-on-refresh")
def a_refresh_answer_without_its_token(client: Client) -> object:
    return {**parsed(client.refresh(client.new_tokens().refresh)), "access_token": "..."}


@probe("token-response.format/too-long")
def the_form_of_a_token(client: Client) -> object:
    return re.fullmatch("[A-Za-z0-9_-]{128}", client.client_token()) is not None


@probe("token-response.media-type/text-plain")
def the_media_type_of_tokens(client: Client) -> object:
    return client.token().header("Content-Type")


@probe("token-response.media-type/html-on-refresh")
def the_media_type_of_a_refresh(client: Client) -> object:
    return client.refresh(client.new_tokens().refresh).header("Content-Type")


@probe("error.media-type/refused-revocation-as-text")
def the_media_type_of_a_refused_revocation(client: Client) -> object:
    return client.revoke("any", bearer=None).header("Content-Type")


@probe("token.reuse/always-new")
def two_client_tokens(client: Client) -> object:
    return client.client_token() == client.client_token()


@probe("token.reuse/new-for-users")
def two_sign_ins(client: Client) -> object:
    user = client.state("user")
    return client.tokens(user).access == client.tokens(user).access


@probe("token.reuse/new-after-ten-minutes")
def two_client_tokens_over_ten_minutes(client: Client) -> object:
    first = client.client_token()
    client.wait(601)
    return first == client.client_token()


@probe("token.reuse.at-once/two-within-50-ms", "token.reuse.at-once/two-within-5-ms")
def two_client_tokens_at_once_and_two_later(client: Client) -> object:
    tokens = [client.client_token() for _ in range(2)]
    client.wait(1)
    tokens += [client.client_token() for _ in range(2)]
    return len(set(tokens))


@probe("token.reuse.per-user/shared-by-users")
def tokens_of_two_users(client: Client) -> object:
    return client.new_tokens().access == client.new_tokens().access


@probe("token.reuse.per-client/shared-by-namesakes")
def tokens_of_namesakes(client: Client) -> object:
    user = client.namesakes()
    return client.tokens(user).access == parsed(client.sign_in(user, **client.other))["access_token"]


@probe("token.reuse.after-revocation/dead-token", "token.reuse.after-revocation/revived-token")
def a_sign_in_after_revocation(client: Client) -> object:
    user = client.state("user")
    before = client.tokens(user)
    client.revoke(before.access, "access_token", bearer=client.client_token())
    after = client.tokens(user)
    return before.access == after.access, client.read_user(after.access).status


@probe("token.reuse.after-revocation/dead-after-refresh-token")
def a_sign_in_after_the_revocation_of_the_refresh_token(client: Client) -> object:
    user = client.state("user")
    client.revoke(client.tokens(user).refresh, bearer=client.client_token())
    return client.lives(client.tokens(user))


@probe(
    "token.reuse.after-revocation/dead-after-hinted-refresh-token",
    "token.reuse.after-revocation/dead-refresh-token-after-itself",
)
def a_sign_in_after_the_revocation_of_the_refresh_token_with_its_hint(client: Client) -> object:
    user = client.state("user")
    client.revoke(client.tokens(user).refresh, "refresh_token", bearer=client.client_token())
    return client.lives(client.tokens(user))


@probe("token.reuse.after-revocation/dead-refresh-token")
def a_sign_in_after_the_revocation_of_the_access_token_without_hint(client: Client) -> object:
    user = client.state("user")
    client.revoke(client.tokens(user).access, bearer=client.client_token())
    return client.lives(client.tokens(user))


@probe("token.reuse.after-expiry/expired-token")
def a_client_token_after_expiry(client: Client) -> object:
    first = client.client_token()
    client.wait(3600)
    return first == client.client_token()


@probe("token.reuse.after-expiry/new-before-expiry")
def a_client_token_before_expiry(client: Client) -> object:
    first = client.client_token()
    client.wait(3598)
    return first == client.client_token()


@probe("token.expiry/never", "token.expiry/five-seconds-late", "token.expiry/answers-403")
def a_call_just_after_expiry(client: Client) -> object:
    tokens = client.new_tokens()
    client.wait(3602)
    return client.read_user(tokens.access).status


@probe("token.expiry/never-for-clients")
def a_client_call_after_expiry(client: Client) -> object:
    token = client.client_token()
    client.wait(3602)
    return client.read_configuration(token).status


@probe("token.expiry/never-when-refreshed")
def a_call_after_expiry_of_a_refreshed_token(client: Client) -> object:
    refreshed = parsed(client.refresh(client.new_tokens().refresh))["access_token"]
    client.wait(3602)
    return client.read_user(refreshed).status


@probe("token.expiry/half-the-time", "token.expiry/five-seconds-early")
def a_call_just_before_expiry(client: Client) -> object:
    tokens = client.new_tokens()
    client.wait(3598)
    return client.read_user(tokens.access).status


@probe("token.expiry/starts-again-with-use")
def a_call_after_expiry_of_a_used_token(client: Client) -> object:
    tokens = client.new_tokens()
    client.wait(3000)
    client.read_user(tokens.access)
    client.wait(602)
    return client.read_user(tokens.access).status


@probe("token.configured-lifetime/ignored")
def a_configured_lifetime(client: Client) -> object:
    client.configure(userAccessTokensValidityPeriod=60)
    return parsed(client.sign_in(client.state("user")))["expires_in"]


@probe("token.configured-lifetime/stated-only")
def a_call_after_a_configured_lifetime(client: Client) -> object:
    client.configure(userAccessTokensValidityPeriod=60)
    tokens = client.new_tokens()
    client.wait(62)
    return client.read_user(tokens.access).status


@probe("token.configured-lifetime/reaches-back")
def a_token_issued_before_the_configuration(client: Client) -> object:
    tokens = client.new_tokens()
    client.configure(userAccessTokensValidityPeriod=60)
    client.wait(62)
    return client.read_user(tokens.access).status


@probe("token.configured-lifetime.nothing-else/client-tokens-too")
def a_client_token_after_the_configuration_of_users(client: Client) -> object:
    client.configure(userAccessTokensValidityPeriod=60)
    client.wait(3600)
    return parsed(client.token())["expires_in"]


@probe("token.configured-lifetime.nothing-else/refresh-tokens-too")
def a_refresh_token_after_the_configuration_of_users(client: Client) -> object:
    client.configure(userAccessTokensValidityPeriod=60)
    tokens = client.new_tokens()
    client.wait(62)
    return client.refresh(tokens.refresh).status


@probe("refresh.works/dead-token", "refresh.works/token-of-the-client")
def a_call_with_a_refreshed_token(client: Client) -> object:
    refreshed = parsed(client.refresh(client.new_tokens().refresh))["access_token"]
    return client.read_user(refreshed).status


@probe("refresh.same-user/last-user")
def the_user_of_a_refreshed_token(client: Client) -> object:
    user = client.state("user")
    tokens = client.tokens(user)
    client.new_tokens()
    refreshed = parsed(client.refresh(tokens.refresh))["access_token"]
    return parsed(client.read_user(refreshed))["id"] == user["username"]


@probe("refresh.repeatable/single-use", "refresh.repeatable/three-uses")
def four_refreshes(client: Client) -> object:
    token = client.new_tokens().refresh
    return [client.refresh(token).status for _ in range(4)]


@probe("refresh.after-expiry/needs-a-live-token")
def a_refresh_after_expiry(client: Client) -> object:
    tokens = client.new_tokens()
    client.wait(3602)
    return client.refresh(tokens.refresh).status


@probe("refresh.after-expiry/expired-token")
def a_token_refreshed_after_expiry(client: Client) -> object:
    tokens = client.new_tokens()
    client.wait(3602)
    refreshed = parsed(client.refresh(tokens.refresh))["access_token"]
    return client.read_user(refreshed).status


@probe("refresh.whole-lifetime/keeps-the-old-expiry", "refresh.whole-lifetime/half-the-time")
def a_call_late_in_the_life_of_a_refreshed_token(client: Client) -> object:
    tokens = client.new_tokens()
    client.wait(1800)
    refreshed = parsed(client.refresh(tokens.refresh))
    client.wait(1802)
    return refreshed["expires_in"], client.read_user(refreshed["access_token"]).status


@probe("refresh.other-token/access-token")
def a_refresh_with_an_access_token(client: Client) -> object:
    return client.refresh(client.new_tokens().access).status


@probe("refresh.other-token/client-token")
def a_refresh_with_a_client_token(client: Client) -> object:
    return client.refresh(client.client_token()).status


@probe("refresh.foreign-client/accepted")
def a_refresh_by_another_client(client: Client) -> object:
    return client.refresh(client.new_tokens().refresh, **client.other).status


@probe("refresh.foreign-client/refused-but-ended")
def a_refresh_after_another_client_tried(client: Client) -> object:
    token = client.new_tokens().refresh
    client.refresh(token, **client.other)
    return client.refresh(token).status
