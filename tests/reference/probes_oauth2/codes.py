"""Probes of authorization requests, of codes, and of their proof keys."""

from __future__ import annotations

from tests.reference.client import parsed
from tests.reference.probes_oauth2.client import VERIFIER, OAuth2Client, returned, s256, tokens_in
from tests.reference.probes_oauth2.probe import probe

ELSEWHERE = "https://elsewhere.example.com/"


def tokens_of_code(client: OAuth2Client) -> object:
    """Return what a code's tokens are good for after the code has come again."""
    code = client.code()
    tokens = tokens_in(client.exchange(code))
    client.exchange(code)
    return client.lives(tokens.access), client.refresh(tokens.refresh).status


@probe("authorization.no-open-redirect/anywhere")
def an_authorization_for_elsewhere(client: OAuth2Client) -> object:
    return client.authorize(redirect_uri=ELSEWHERE).status


@probe("authorization.exact-redirect/start-is-enough")
def an_authorization_with_more_behind(client: OAuth2Client) -> object:
    return client.authorize(redirect_uri=client.redirect_uri() + ".elsewhere").status


@probe("authorization.state-returned/lost")
def the_state_of_an_authorization(client: OAuth2Client) -> object:
    return returned(client.authorize()).get("state")


@probe("authorization.no-code-without-session/newest-user")
def an_authorization_by_nobody(client: OAuth2Client) -> object:
    client.state("user")
    return client.authorize(cookie=None).status


@probe("code.single-use/good-again")
def a_code_twice(client: OAuth2Client) -> object:
    code = client.code()
    return [client.exchange(code).status for _ in range(2)]


@probe("code.single-use/good-again-once-revoked")
def a_code_after_its_tokens_were_revoked(client: OAuth2Client) -> object:
    code = client.code()
    client.revoke(tokens_in(client.exchange(code)).refresh)
    return client.exchange(code).status


@probe(
    "code.reuse-ends-tokens/nothing-ends",
    "code.reuse-ends-tokens/refresh-token-lives",
    "code.reuse-ends-tokens/access-token-lives",
)
def the_tokens_of_a_code_twice(client: OAuth2Client) -> object:
    return tokens_of_code(client)


@probe("code.reuse-ends-tokens/refreshed-tokens-live")
def the_refreshed_tokens_of_a_code_twice(client: OAuth2Client) -> object:
    code = client.code()
    refreshed = client.refreshed(tokens_in(client.exchange(code)).refresh)
    client.exchange(code)
    return client.lives(refreshed.access)


@probe("code.reuse-ends-tokens/other-grants-of-the-user", "code.reuse-ends-tokens/other-users")
def the_tokens_of_another_code(client: OAuth2Client) -> object:
    username = client.state("user")["username"]
    code, other = client.code(user=username), tokens_in(client.exchange(client.code(user=username)))
    for _ in range(2):
        client.exchange(code)
    return client.lives(other.access)


@probe("code.foreign-client/exchanged")
def a_code_by_another_client(client: OAuth2Client) -> object:
    return client.exchange(client.code(), client.other).status


@probe("code.unknown/letter-case")
def a_code_in_other_letters(client: OAuth2Client) -> object:
    return client.exchange(client.code().swapcase()).status


@probe("code.unknown/start-is-enough")
def a_code_with_a_tail(client: OAuth2Client) -> object:
    return client.exchange(client.code() + "tail").status


@probe("code.short-lived/never", "code.short-lived/quarter-of-an-hour")
def a_code_after_ten_minutes(client: OAuth2Client) -> object:
    code = client.code()
    client.wait(601)
    return client.exchange(code).status


@probe("code.redirect-uri.equal/not-compared")
def a_code_for_another_uri(client: OAuth2Client) -> object:
    return client.exchange(client.code(redirect_uri=client.redirect_uri()), redirect_uri=ELSEWHERE).status


@probe("code.redirect-uri.required/may-be-missing")
def a_code_without_its_uri(client: OAuth2Client) -> object:
    return client.exchange(client.code(redirect_uri=client.redirect_uri())).status


@probe("code.redirect-uri.equal/start-is-enough", "code.redirect-uri.equal/host-is-enough")
def a_code_for_a_longer_uri(client: OAuth2Client) -> object:
    uri = client.redirect_uri()
    return client.exchange(client.code(redirect_uri=uri), redirect_uri=f"{uri}/more").status


@probe("code.pkce.verifier-required/let-pass")
def a_code_without_its_verifier(client: OAuth2Client) -> object:
    return client.exchange(client.proved_code()).status


@probe("code.pkce.wrong-verifier/not-compared")
def a_code_with_another_verifier(client: OAuth2Client) -> object:
    return client.exchange(client.proved_code(), code_verifier="b" * 43).status


@probe("code.pkce.wrong-verifier/start-compared")
def a_code_with_a_verifier_of_the_same_start(client: OAuth2Client) -> object:
    code = client.code(code_challenge="a" * 50, code_challenge_method="plain")
    return client.exchange(code, code_verifier="a" * 43).status


def exchange_with(client: OAuth2Client, verifier: str) -> int:
    code = client.code(code_challenge=s256(verifier), code_challenge_method="S256")
    return client.exchange(code, code_verifier=verifier).status


@probe("code.pkce.verifier-form/too-short", "code.pkce.verifier-form/42-characters")
def a_verifier_that_is_too_short(client: OAuth2Client) -> object:
    return [exchange_with(client, "a" * length) for length in (42, 43)]


@probe("code.pkce.verifier-form/129-characters", "code.pkce.works/127-at-most")
def a_verifier_that_is_too_long(client: OAuth2Client) -> object:
    return [exchange_with(client, "a" * length) for length in (128, 129)]


@probe("code.pkce.verifier-form/any-characters")
def a_verifier_with_blanks(client: OAuth2Client) -> object:
    return exchange_with(client, "a b" * 20)


@probe("code.pkce.downgrade/plain-for-s256")
def a_challenge_as_its_verifier(client: OAuth2Client) -> object:
    return client.exchange(client.proved_code(), code_verifier=s256(VERIFIER)).status


@probe("code.pkce.default-method/s256-by-default")
def a_challenge_without_a_method(client: OAuth2Client) -> object:
    return client.exchange(client.code(code_challenge=VERIFIER), code_verifier=VERIFIER).status


@probe("code.pkce.verifier-without-challenge/let-pass")
def a_verifier_that_nobody_asked_for(client: OAuth2Client) -> object:
    return client.exchange(client.code(), code_verifier=VERIFIER).status


@probe("code.unknown/is-invalid-request")
def the_error_of_an_unknown_code(client: OAuth2Client) -> object:
    return parsed(client.exchange("never-issued"))["error"]
