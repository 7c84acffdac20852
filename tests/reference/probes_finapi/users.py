"""Probes of whom the server signs in, and of what it says when it refuses."""

from __future__ import annotations

from tests.reference.client import FORM, Client, parsed
from tests.reference.probes_finapi.probe import probe


def wrong_passwords(client: Client, user: dict[str, str], times: int) -> None:
    for _ in range(times):
        client.sign_in(user, password="wrong-password")


@probe("user.locked/signs-in", "user.locked/answers-403")
def a_locked_user(client: Client) -> object:
    return client.sign_in(client.state("locked user")).status


@probe("user.locked/signs-in-the-second-time")
def a_locked_user_who_tries_twice(client: Client) -> object:
    user = client.state("locked user")
    return [client.sign_in(user).status for _ in range(2)]


@probe("user.locked/signs-in-under-another-spelling")
def a_locked_user_in_capitals(client: Client) -> object:
    user = client.state("locked user")
    return client.sign_in(user, username=user["username"].upper()).status


@probe("user.unverified/signs-in-the-second-time")
def an_unverified_user_who_tries_twice(client: Client) -> object:
    user = client.state("unverified user")
    return [client.sign_in(user).status for _ in range(2)]


@probe("user.unverified/signs-in", "user.unverified/answers-400")
def an_unverified_user(client: Client) -> object:
    return client.sign_in(client.state("unverified user")).status


@probe("user.verified-later/still-refused")
def a_user_verified_later(client: Client) -> object:
    user = client.state("unverified user")
    client.send("POST", f"/api/v1/users/verify/{user['username']}", bearer=client.client_token())
    return client.sign_in(user).status


@probe("user.verified-by-nobody-else/user-may", "user.verified-by-nobody-else/nobody-may")
def a_user_verified_by_nobody_and_by_a_user(client: Client) -> object:
    users = [client.state("unverified user") for _ in range(2)]
    for user, bearer in zip(users, (None, client.new_tokens().access), strict=True):
        client.send("POST", f"/api/v1/users/verify/{user['username']}", bearer=bearer)
    return [client.sign_in(user).status for user in users]


@probe("user.verified-by-nobody-else/another-client-may")
def a_user_verified_by_another_client(client: Client) -> object:
    user = client.state("unverified user")
    other = client.client_token(**client.other)
    client.send("POST", f"/api/v1/users/verify/{user['username']}", bearer=other)
    return client.sign_in(user).status


@probe("user.own-client-only/signs-in")
def a_user_of_another_client(client: Client) -> object:
    return client.sign_in(client.state("user", client_id=client.other["client_id"])).status


@probe("user.unknown/newest-user", "user.unknown/signs-up")
def an_unknown_username(client: Client) -> object:
    return client.sign_in(client.state("user"), username="nobody").status


@probe("user.unknown/wildcard")
def a_username_with_a_wildcard(client: Client) -> object:
    user = client.state("user")
    return client.sign_in(user, username=f"{user['username'][:-1]}%").status


@probe("user.auto-verified/starts-unverified")
def a_created_user(client: Client) -> object:
    created = parsed(client.send_json("POST", "/api/v1/users", {}, bearer=client.client_token()))
    return client.sign_in({"username": created["id"], "password": created["password"]}).status


@probe("user.wrong-password/accepted", "error.status/wrong-password-answers-401")
def a_wrong_password(client: Client) -> object:
    return client.sign_in(client.state("user"), password="wrong-password").status


@probe("user.wrong-password/case-ignored")
def a_recased_password(client: Client) -> object:
    user = client.state("user")
    return client.sign_in(user, password=user["password"].swapcase()).status


@probe("user.wrong-password/cut-at-eight")
def a_password_cut_short(client: Client) -> object:
    user = client.state("user")
    return client.sign_in(user, password=user["password"][:8]).status


@probe("user.wrong-password/accepted-while-signed-in")
def a_wrong_password_while_signed_in(client: Client) -> object:
    user = client.state("user")
    client.tokens(user)
    return client.sign_in(user, password="wrong-password").status


@probe("user.wrong-password/ends-the-tokens")
def tokens_after_a_wrong_password(client: Client) -> object:
    user = client.state("user")
    tokens = client.tokens(user)
    wrong_passwords(client, user, 1)
    return client.lives(tokens)


@probe("user.lockout/never")
def five_wrong_passwords(client: Client) -> object:
    user = client.state("user")
    wrong_passwords(client, user, 5)
    return client.sign_in(user).status


@probe("user.lockout.counter/success-forgets-nothing")
def wrong_passwords_before_and_after_success(client: Client) -> object:
    user = client.state("user")
    wrong_passwords(client, user, 4)
    client.sign_in(user)
    wrong_passwords(client, user, 4)
    return client.sign_in(user).status


@probe("user.lockout/counts-all-users")
def wrong_passwords_of_two_users(client: Client) -> object:
    user, other = client.state("user"), client.state("other user")
    wrong_passwords(client, other, 4)
    wrong_passwords(client, user, 1)
    return client.sign_in(user).status


@probe("user.lockout.namesake/counted-together")
def wrong_passwords_of_two_namesakes(client: Client) -> object:
    user = client.namesakes()
    wrong_passwords(client, user, 4)
    client.sign_in(user, **{**client.other, "password": "wrong-password"})
    return client.sign_in(user, **client.other).status


@probe("user.lockout.namesake/locked-together")
def a_namesake_of_a_user_locked_later(client: Client) -> object:
    user = client.namesakes()
    wrong_passwords(client, user, 5)
    return client.sign_in(user, **client.other).status


@probe("user.lockout.ends-tokens/refreshed-token-survives")
def a_refreshed_token_of_a_user_locked_later(client: Client) -> object:
    user = client.state("user")
    refreshed = parsed(client.refresh(client.tokens(user).refresh))["access_token"]
    wrong_passwords(client, user, 5)
    return client.read_user(refreshed).status


@probe("user.lockout.ends-tokens/tokens-survive", "user.lockout.ends-tokens/refresh-token-survives")
def tokens_of_a_user_locked_later(client: Client) -> object:
    user = client.state("user")
    tokens = client.tokens(user)
    wrong_passwords(client, user, 5)
    return client.lives(tokens)


@probe("error.shape/oauth-error-for-400", "error.shape/no-date")
def the_members_of_a_400(client: Client) -> object:
    return sorted(parsed(client.token(grant_type="authorization_code")))


@probe("error.shape/error-message-for-401")
def the_members_of_a_401(client: Client) -> object:
    return sorted(parsed(client.token(client_secret="wrong")))


@probe("error.shape/no-code-on-423")
def the_error_of_a_423(client: Client) -> object:
    return sorted(parsed(client.sign_in(client.state("locked user")))["errors"][0])


@probe("error.no-server-error/bad-refresh-token")
def an_unknown_refresh_token(client: Client) -> object:
    return client.refresh("never-issued").status


@probe("error.no-server-error/json-body")
def a_json_body(client: Client) -> object:
    return client.send_json("POST", "/oauth/token", client.credentials).status


@probe("error.no-server-error/bad-encoding")
def a_form_that_is_not_utf_8(client: Client) -> object:
    return client.send("POST", "/oauth/token", headers={"Content-Type": FORM}, body=b"grant_type=%FF").status


@probe("error.no-server-error/long-password")
def a_long_password(client: Client) -> object:
    return client.sign_in(client.state("user"), password="p" * 129).status


@probe("error.no-secret/repeats-client-secret")
def the_secret_in_a_refusal(client: Client) -> object:
    return b"wrong-secret" in client.token(client_secret="wrong-secret").body


@probe("error.no-secret/repeats-password")
def the_password_in_a_refusal(client: Client) -> object:
    user = client.state("locked user")
    return user["password"].encode() in client.sign_in(user).body


@probe("error.no-secret/repeats-authorization")
def the_token_in_a_refusal(client: Client) -> object:
    token = client.client_token()
    return token.encode() in client.read_user(token).body


@probe("error.no-secret/client-secret-in-a-header")
def the_secret_in_the_headers_of_a_refusal(client: Client) -> object:
    return "wrong-secret" in str(client.token(client_secret="wrong-secret").headers)


@probe("error.no-secret/password-in-a-header")
def the_password_in_the_headers_of_a_refusal(client: Client) -> object:
    user = client.state("locked user")
    return user["password"] in str(client.sign_in(user).headers)
