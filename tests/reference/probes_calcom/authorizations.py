"""Probes of authorize: the redirect, the redirect URI, the session, and the second time."""

from __future__ import annotations

from tests.reference.probes_calcom.client import JSON, CalcomClient, code_in, keys_in
from tests.reference.probes_calcom.probe import probe


def user(client: CalcomClient) -> dict[str, str]:
    made: dict[str, str] = client.state("user")
    return made


@probe("endpoint.exists/authorize-by-get", "bearer.not-needed/authorize-wants-authorization")
@probe("answer.without-accept/wants-accept")
def an_authorization(client: CalcomClient) -> object:
    return client.authorize(user(client)).status


@probe("body.required/authorize-without-body")
def an_authorization_without_a_body(client: CalcomClient) -> object:
    headers = {"Cookie": user(client)["cookie"], "Content-Type": JSON}
    return client.send("POST", f"/v2/oauth/{client.client_id}/authorize", headers=headers).status


@probe("parameter.required/redirect-uri-optional")
def an_authorization_without_a_uri(client: CalcomClient) -> object:
    return client.authorize(user(client), None).status


@probe("authorization.redirect/no-location", "authorization.redirect/no-code", "authorization.redirect/empty-code")
@probe("authorization.redirect/code-in-the-fragment", "authorization.redirect/first-uri")
def the_place_without_the_code(client: CalcomClient) -> object:
    uri = client.uri()
    answer = client.authorize(user(client), uri)
    location, code = answer.header("Location"), code_in(answer)
    return location is not None and bool(code) and location.replace(code, "") == f"{uri}?code="


@probe("authorization.redirect/code-cut-short")
def an_exchange_of_the_code(client: CalcomClient) -> object:
    return client.exchange(client.authorized_code(user(client))).status


@probe("authorization.redirect/one-code-for-all")
def codes_of_two_users(client: CalcomClient) -> object:
    return client.authorized_code(user(client)) == client.authorized_code(user(client))


@probe("authorization.signed-in-user/newest-user")
def the_user_of_a_code_when_another_came_later(client: CalcomClient) -> object:
    mine = user(client)
    user(client)
    keys = keys_in(client.exchange(client.authorized_code(mine)))
    return client.username(keys.access) == mine["username"]


@probe("authorization.signed-in-user/user-of-the-request-before")
def the_user_of_a_code_when_another_was_there_before(client: CalcomClient) -> object:
    client.exchange(client.authorized_code(user(client)))
    mine = user(client)
    keys = keys_in(client.exchange(client.authorized_code(mine)))
    return client.username(keys.access) == mine["username"]


@probe("authorization.session-required/open", "error.status/no-session-answers-403")
def an_authorization_without_a_session(client: CalcomClient) -> object:
    user(client)
    return client.authorize(None).status


@probe("authorization.session-required/any-cookie")
def an_authorization_with_an_unknown_session(client: CalcomClient) -> object:
    return client.authorize({"cookie": user(client)["cookie"] + "x"}).status


@probe("client-auth.unknown-client/authorized", "error.status/unknown-client-answers-404")
def an_authorization_of_an_unknown_client(client: CalcomClient) -> object:
    return client.authorize(user(client), client.uri(), client_id="nobody").status


@probe("client-auth.identifier-case/case-ignored")
def an_authorization_of_a_client_in_capitals(client: CalcomClient) -> object:
    return client.authorize(user(client), client.uri(), client_id=client.client_id.upper()).status


@probe("authorization.foreign-redirect/any", "error.status/foreign-redirect-answers-403")
def a_foreign_uri(client: CalcomClient) -> object:
    return client.authorize(user(client), "https://elsewhere.example.com/").status


@probe("authorization.foreign-redirect/refused-by-redirect", "authorization.foreign-redirect/refused-with-location")
def the_place_of_a_refused_uri(client: CalcomClient) -> object:
    return client.authorize(user(client), "https://elsewhere.example.com/").header("Location")


@probe("authorization.foreign-redirect/prefix-is-enough")
def a_uri_with_more_behind_it(client: CalcomClient) -> object:
    return client.authorize(user(client), client.uri() + ".elsewhere").status


@probe("authorization.foreign-redirect/host-is-enough")
def another_path_of_the_host(client: CalcomClient) -> object:
    return client.authorize(user(client), client.uri().replace("/callback", "/other")).status


@probe("authorization.foreign-redirect/case-ignored")
def a_uri_with_another_case(client: CalcomClient) -> object:
    return client.authorize(user(client), client.uri().replace("/callback", "/Callback")).status


@probe("authorization.foreign-redirect/slash-ignored")
def a_uri_with_a_slash_at_its_end(client: CalcomClient) -> object:
    return client.authorize(user(client), client.uri() + "/").status


@probe("authorization.foreign-redirect/fragment-ignored")
def a_uri_with_a_fragment(client: CalcomClient) -> object:
    return client.authorize(user(client), client.uri() + "#elsewhere").status


@probe("authorization.foreign-redirect/userinfo-ignored")
def a_uri_with_a_user_before_the_host(client: CalcomClient) -> object:
    return client.authorize(user(client), client.uri().replace("://", "://somebody@")).status


@probe("authorization.foreign-redirect/of-another-client")
def a_uri_of_another_client(client: CalcomClient) -> object:
    return client.authorize(user(client), client.uri(client.other_id)).status


@probe("authorization.foreign-redirect/code-in-the-refusal")
def a_code_beside_the_error(client: CalcomClient) -> object:
    return b'"code": "c' in client.authorize(user(client), "https://elsewhere.example.com/").body


@probe("authorization.foreign-redirect/counts-as-authorized")
def an_authorization_after_a_refused_uri(client: CalcomClient) -> object:
    mine = user(client)
    client.authorize(mine, "https://elsewhere.example.com/")
    return client.authorize(mine).status


@probe("authorization.twice/allowed", "authorization.twice/same-code", "authorization.twice/answers-409")
def two_authorizations(client: CalcomClient) -> object:
    mine = user(client)
    return [client.authorize(mine).status for _ in range(2)]


@probe("authorization.twice/forgotten-after-five-minutes")
def a_second_authorization_some_minutes_later(client: CalcomClient) -> object:
    mine = user(client)
    client.authorize(mine)
    client.wait(300)
    return client.authorize(mine).status


@probe("authorization.twice/refuses-other-users")
def two_users(client: CalcomClient) -> object:
    return [client.authorize(user(client)).status for _ in range(2)]


@probe("authorization.twice/looks-at-the-newest-code")
def two_authorizations_with_another_user_between(client: CalcomClient) -> object:
    mine = user(client)
    return [client.authorize(each).status for each in (mine, user(client), mine)]


@probe("authorization.twice/replaces-the-code")
def the_first_code_after_a_second_authorization(client: CalcomClient) -> object:
    mine = user(client)
    code = client.authorized_code(mine)
    client.authorize(mine)
    return client.exchange(code).status


@probe("authorization.twice/refuses-another-client")
def two_clients(client: CalcomClient) -> object:
    mine = user(client)
    return [client.authorize(mine, client_id=each).status for each in (client.client_id, client.other_id)]


@probe("authorization.again/never", "authorization.again/code-of-no-use")
def two_authorizations_with_their_exchanges(client: CalcomClient) -> object:
    mine = user(client)
    return [client.exchange(client.authorized_code(mine)).status for _ in range(2)]
