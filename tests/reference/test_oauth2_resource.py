"""The use of tokens, and the metadata (RFC 6750, RFC 8414)."""

from __future__ import annotations

import json

import pytest

from conformance.reference import Answer, make_server, variants, versions
from tests.reference.contracts import make_client
from tests.reference.probes_oauth2.client import OAuth2Client

REALM = 'Bearer realm="reference"'
METADATA = "/.well-known/oauth-authorization-server"


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, (answer.header("WWW-Authenticate") or "").partition(", error_description")[0]


@pytest.mark.parametrize("header", [None, "Basic YTpi", "token", ""])
def test_call_without_a_token_is_told_no_error(oauth2: OAuth2Client, header: str | None) -> None:
    """No credentials, or those of another scheme, are answered with the bare challenge."""
    assert refusal(oauth2.send("GET", "/resource", headers={"Authorization": header})) == (401, REALM)


@pytest.mark.parametrize("header", ["Bearer", "bearer ", "Bearer  "])
def test_bearer_alone_is_a_malformed_request(oauth2: OAuth2Client, header: str) -> None:
    """The word without a token is invalid_request."""
    assert refusal(oauth2.get(Authorization=header)) == (400, f'{REALM}, error="invalid_request"')


def test_dead_and_other_tokens_are_invalid(oauth2: OAuth2Client) -> None:
    """Unknown, malformed, revoked and refresh tokens are invalid_token."""
    tokens, revoked = oauth2.tokens(), oauth2.tokens().access
    oauth2.revoke(revoked)
    wrong = ("never-issued", '"a b"', revoked, tokens.refresh, tokens.access.swapcase(), oauth2.code())
    assert {refusal(oauth2.get(bearer=each)) for each in wrong} == {(401, f'{REALM}, error="invalid_token"')}


def test_word_bearer_may_have_any_letters(oauth2: OAuth2Client) -> None:
    """The name of a scheme is no case-sensitive word."""
    token = oauth2.client_token()
    assert [oauth2.get(Authorization=f"{word} {token}").status for word in ("bearer", "BEARER")] == [200, 200]


def test_scope_that_is_too_narrow_is_told(oauth2: OAuth2Client) -> None:
    """The token is good, but not for this."""
    token = oauth2.tokens(scope="read").access
    assert oauth2.lives(token) == [200]
    answer = oauth2.get("/resource/write", bearer=token)
    assert refusal(answer) == (403, f'{REALM}, error="insufficient_scope"')
    assert oauth2.get("/resource/write", bearer=oauth2.tokens().access).status == 200


def test_token_in_the_query_is_none(oauth2: OAuth2Client) -> None:
    """Alone it is no credential, beside the header it is one too many."""
    token = oauth2.client_token()
    target = f"/resource?access_token={token}"
    assert refusal(oauth2.get(target)) == (401, REALM)
    assert refusal(oauth2.get(target, bearer=token)) == (400, f'{REALM}, error="invalid_request"')


def test_metadata_names_what_is_there(oauth2: OAuth2Client) -> None:
    """Issuer and endpoints are those of the first call; another Host changes nothing."""
    first, second = (oauth2.get(METADATA, Host=host) for host in ("as.example:8080", "elsewhere.example"))
    members = json.loads(first.body)
    assert first == second
    assert members["issuer"] == "http://as.example:8080"
    for name in ("token", "revocation", "introspection"):
        path = members[f"{name}_endpoint"].removeprefix(members["issuer"])
        assert oauth2.send("POST", path).status in (400, 401)
    assert members["response_types_supported"] == ["code"]
    assert [] not in members.values()


@pytest.mark.parametrize("version", [*versions("oauth2"), *variants("oauth2")])
def test_every_version_gives_tokens(version: str) -> None:
    """The common core works on all of them."""
    oauth2: OAuth2Client = make_client("oauth2", version=version)
    tokens = oauth2.code_tokens()
    assert oauth2.lives(tokens.access, oauth2.refreshed(tokens.refresh).access, oauth2.client_token()) == [200] * 3


def test_profile_2_1_is_stricter() -> None:
    """It has no password grant, needs a challenge by S256, and ignores a token in the query."""
    oauth2: OAuth2Client = make_client("oauth2", version="2.1")
    user, token = oauth2.state("user"), oauth2.client_token()
    assert b"unsupported_grant_type" in oauth2.sign_in(user).body
    assert b"invalid_grant" in oauth2.exchange(oauth2.code()).body
    assert b"invalid_grant" in oauth2.exchange(oauth2.code(code_challenge="a" * 43), code_verifier="a" * 43).body
    assert "error=invalid_request" in (oauth2.authorize(code_challenge="a" * 43).header("Location") or "")
    assert oauth2.get(f"/resource?access_token={token}", bearer=token).status == 200


def test_profile_2_1_judges_a_used_code_last() -> None:
    """Only a second request that is valid otherwise ends the tokens."""
    oauth2: OAuth2Client = make_client("oauth2", version="2.1")
    code = oauth2.proved_code()
    token = json.loads(oauth2.exchange_proved(code).body)["access_token"]
    assert oauth2.exchange(code, code_verifier="b" * 43).status == 400
    assert oauth2.lives(token) == [200]
    assert oauth2.exchange_proved(code).status == 400
    assert oauth2.lives(token) == [401]


def test_profile_2_1_needs_no_redirect_uri() -> None:
    """The exchange may leave it out, but what it names has to be right."""
    oauth2: OAuth2Client = make_client("oauth2", version="2.1")
    uri = oauth2.redirect_uri()
    assert oauth2.exchange(oauth2.proved_code(redirect_uri=uri), code_verifier="none").status == 400
    assert oauth2.exchange_proved(oauth2.proved_code(redirect_uri=uri)).status == 200


def test_version_or_variant_has_to_be_there() -> None:
    """A name that is neither is told with the nearest ones."""
    with pytest.raises(ValueError, match="rotating"):
        make_server("oauth2", version="rotated")
