"""Probes of a refresh: the secret in its header, the refresh token, its successor, and the tokens of others."""

from __future__ import annotations

from tests.reference.probes_calcom.client import CalcomClient
from tests.reference.probes_calcom.probe import probe

AN_HOUR = 3601
A_DAY = 86_400


@probe("endpoint.exists/no-refresh")
def a_refresh_of_nothing(client: CalcomClient) -> object:
    return client.refresh("unknown").status


@probe("bearer.not-needed/refresh-wants-authorization", "client-auth.accepted/key-wants-a-word")
@probe("body.json/refresh-takes-no-json")
def a_refresh(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh).status


@probe("body.required/refresh-without-body")
def a_refresh_without_a_body(client: CalcomClient) -> object:
    client.keys()
    headers = {"x-cal-secret-key": client.secret}
    return client.send("POST", f"/v2/oauth/{client.client_id}/refresh", headers=headers).status


@probe("parameter.required/refresh-token-optional")
def a_refresh_without_a_token(client: CalcomClient) -> object:
    client.keys()
    return client.refresh(None).status


@probe("client-auth.missing/key-optional")
def a_refresh_without_the_key(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh, None).status


@probe("client-auth.missing/key-in-the-body")
def a_refresh_with_the_key_in_the_body(client: CalcomClient) -> object:
    return client.post_members("refresh", refreshToken=client.keys().refresh, clientSecret=client.secret).status


@probe("client-auth.missing/key-as-bearer")
def a_refresh_with_the_key_as_a_bearer_token(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh, None, headers={"Authorization": f"Bearer {client.secret}"}).status


@probe("client-auth.wrong-secret/accepted-on-refresh")
def a_refresh_with_a_wrong_key(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh, "wrong-secret").status


@probe("client-auth.wrong-secret/refused-yet-refreshed")
def a_refresh_after_a_wrong_key(client: CalcomClient) -> object:
    token = client.keys().refresh
    client.refresh(token, "wrong-secret")
    return client.refresh(token).status


@probe("client-auth.foreign-secret/any-on-refresh")
def a_refresh_with_the_key_of_another(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh, client.other_secret).status


@probe("client-auth.unknown-client/refreshed")
def a_refresh_of_an_unknown_client(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh, client_id="nobody").status


@probe("refresh.works/dead-token", "refresh.works/dead-token-the-second-time")
def calls_with_refreshed_tokens(client: CalcomClient) -> object:
    first = client.refreshed(client.keys())
    second = client.refreshed(first)
    return [client.me(keys.access).status for keys in (first, second)]


@probe("refresh.works/same-token")
def a_refreshed_token(client: CalcomClient) -> object:
    keys = client.keys()
    return client.refreshed(keys).access == keys.access


@probe("refresh.after-expiry/needs-a-live-token")
def a_refresh_after_expiry(client: CalcomClient) -> object:
    keys = client.keys()
    client.wait(AN_HOUR)
    return client.refresh(keys.refresh).status


@probe("refresh.after-expiry/expired-token")
def a_token_refreshed_after_expiry(client: CalcomClient) -> object:
    keys = client.keys()
    client.wait(AN_HOUR)
    return client.me(client.refreshed(keys).access).status


@probe("refresh.lifetime/a-day")
def a_refresh_after_two_days(client: CalcomClient) -> object:
    keys = client.keys()
    client.wait(2 * A_DAY)
    return client.refresh(keys.refresh).status


@probe("refresh.lifetime/thirty-days")
def a_refresh_after_a_year(client: CalcomClient) -> object:
    keys = client.keys()
    client.wait(363 * A_DAY)
    return client.refresh(keys.refresh).status


@probe("refresh.whole-lifetime/keeps-the-old-end")
def a_call_late_in_the_life_of_a_refreshed_token(client: CalcomClient) -> object:
    keys = client.keys()
    client.wait(1800)
    refreshed = client.refreshed(keys)
    client.wait(1801)
    return client.me(refreshed.access).status


@probe("refresh.unknown-token/newest-token", "error.no-server-error/unknown-refresh-token")
def an_unknown_token(client: CalcomClient) -> object:
    client.keys()
    return client.refresh("unknown").status


@probe("refresh.unknown-token/prefix-is-enough")
def a_token_cut_short(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh[:-1]).status


@probe("refresh.other-token/access-token")
def a_refresh_with_an_access_token(client: CalcomClient) -> object:
    return client.refresh(client.keys().access).status


@probe("refresh.foreign-client/accepted")
def a_refresh_by_another_client(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh, client.other_secret, client_id=client.other_id).status


@probe("refresh.foreign-client/of-the-same-user")
def a_refresh_by_another_client_of_the_same_user(client: CalcomClient) -> object:
    user = client.state("user")
    client.other_keys(user)
    return client.refresh(client.keys(user).refresh, client.other_secret, client_id=client.other_id).status


@probe("refresh.foreign-client/refused-but-replaced")
def a_refresh_after_another_client_tried(client: CalcomClient) -> object:
    token = client.keys().refresh
    client.refresh(token, client.other_secret, client_id=client.other_id)
    return client.refresh(token).status


@probe("refresh.same-user/newest-user")
def the_user_of_a_refreshed_token(client: CalcomClient) -> object:
    user = client.state("user")
    keys = client.keys(user)
    client.keys()
    return client.username(client.refreshed(keys).access) == user["username"]


@probe("refresh.same-user/newest-user-the-second-time")
def the_user_of_a_token_refreshed_twice(client: CalcomClient) -> object:
    user = client.state("user")
    keys = client.refreshed(client.keys(user))
    client.keys()
    return client.username(client.refreshed(keys).access) == user["username"]


@probe("refresh.rotation/same-token", "refresh.rotation/old-one-lives", "refresh.rotation/twice-at-once")
@probe("refresh.rotation/old-one-answers-401")
def a_token_twice(client: CalcomClient) -> object:
    token = client.keys().refresh
    return [client.refresh(token).status for _ in range(2)]


@probe("refresh.rotation/old-one-lives-the-second-time", "refresh.rotation/first-time-only")
def a_refreshed_token_twice(client: CalcomClient) -> object:
    token = client.refreshed(client.keys()).refresh
    return [client.refresh(token).status for _ in range(2)]


@probe("refresh.rotation/comes-back-after-an-hour")
def a_token_an_hour_after_it_was_replaced(client: CalcomClient) -> object:
    keys = client.keys()
    client.refresh(keys.refresh)
    client.wait(AN_HOUR)
    return client.refresh(keys.refresh).status


@probe("refresh.rotation/comes-back-after-another")
def a_token_after_its_successor(client: CalcomClient) -> object:
    keys = client.keys()
    client.refreshed(client.refreshed(keys))
    return client.refresh(keys.refresh).status


@probe("refresh.repeatable/dead-successor")
def a_refresh_with_the_successor(client: CalcomClient) -> object:
    return client.refresh(client.refreshed(client.keys()).refresh).status


@probe("refresh.repeatable/three-times")
def four_refreshes(client: CalcomClient) -> object:
    keys = client.keys()
    for _ in range(3):
        keys = client.refreshed(keys)
    return client.refresh(keys.refresh).status


@probe("refresh.spares-access-token/ends-the-old-one")
def the_old_access_token(client: CalcomClient) -> object:
    keys = client.keys()
    client.refresh(keys.refresh)
    return client.me(keys.access).status


@probe("refresh.spares-access-token/ends-those-of-others", "refresh.rotation/ends-those-of-others")
def the_tokens_of_another_user(client: CalcomClient) -> object:
    others = client.keys()
    client.refresh(client.keys().refresh)
    return [client.me(others.access).status, client.refresh(others.refresh).status]


@probe("refresh.spares-access-token/ends-those-elsewhere")
def the_tokens_of_another_client(client: CalcomClient) -> object:
    user = client.state("user")
    others = client.other_keys(user)
    client.refresh(client.keys(user).refresh)
    return client.me(others.access).status
