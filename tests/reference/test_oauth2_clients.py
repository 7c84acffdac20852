"""Client authentication, the same at each endpoint (RFC 6749 section 2.3)."""

from __future__ import annotations

import pytest

from conformance.reference import Answer
from tests.reference.client import parsed
from tests.reference.probes_oauth2.client import VERIFIER, OAuth2Client, in_basic, s256

CHALLENGE = 'Basic realm="reference"'
each_endpoint = pytest.mark.parametrize("path", ["/token", "/revoke", "/introspect"])


def ask(oauth2: OAuth2Client, path: str, authorization: str | None, **form: str) -> Answer:
    wanted = {"grant_type": "client_credentials", "token": "never-issued", **form}
    return oauth2.post(path, wanted, {"Authorization": authorization})


def refusal(answer: Answer) -> tuple[int, str, str | None]:
    return answer.status, parsed(answer)["error"], answer.header("WWW-Authenticate")


@each_endpoint
def test_client_authenticates_by_header_and_by_form(oauth2: OAuth2Client, path: str) -> None:
    """Both clients are accepted in both ways; the id may stand in both places."""
    clients = (oauth2.own, oauth2.other)
    assert [ask(oauth2, path, oauth2.basic(each)).status for each in clients] == [200, 200]
    assert [ask(oauth2, path, None, **each).status for each in clients] == [200, 200]
    assert ask(oauth2, path, oauth2.basic(), client_id=oauth2.own["client_id"]).status == 200


def test_word_basic_may_have_any_letters(oauth2: OAuth2Client) -> None:
    """The name of a scheme is no case-sensitive word."""
    assert [ask(oauth2, "/token", oauth2.basic(word=word)).status for word in ("basic", "BASIC")] == [200, 200]


@each_endpoint
@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic ",
        "Basic %%%",
        "Basic YTpi YTpi",
        "Basic \xe9",
        "Bearer YTpi",
        "YTpi",
        in_basic("no colon"),
        in_basic("nobody:none"),
        in_basic("%ff:%ff"),
        in_basic(":"),
        in_basic("a\0:b"),
    ],
)
def test_header_that_authenticates_nobody_is_401(oauth2: OAuth2Client, path: str, header: str) -> None:
    """A failed attempt by the header is answered with a challenge for Basic."""
    assert refusal(ask(oauth2, path, header)) == (401, "invalid_client", CHALLENGE)


@each_endpoint
def test_wrong_secret_is_refused_in_both_ways(oauth2: OAuth2Client, path: str) -> None:
    """A secret in other letters, cut, longer, of another client, or none."""
    secret = oauth2.own["client_secret"]
    for wrong in (secret.swapcase(), secret[:-1], f"{secret}x", f"{secret} ", oauth2.other["client_secret"], ""):
        client = {**oauth2.own, "client_secret": wrong}
        assert refusal(ask(oauth2, path, oauth2.basic(client))) == (401, "invalid_client", CHALLENGE)
        assert refusal(ask(oauth2, path, None, **client)) == (401, "invalid_client", CHALLENGE)


@each_endpoint
def test_missing_and_unknown_client_are_refused(oauth2: OAuth2Client, path: str) -> None:
    """Nobody, an id without its secret, and somebody else are invalid_client."""
    forms: tuple[dict[str, str], ...] = (
        {},
        {"client_id": oauth2.own["client_id"]},
        {"client_secret": oauth2.own["client_secret"]},
        {**oauth2.own, "client_id": "nobody"},
    )
    assert {refusal(ask(oauth2, path, None, **form)) for form in forms} == {(401, "invalid_client", CHALLENGE)}


@each_endpoint
def test_two_ways_at_once_are_refused(oauth2: OAuth2Client, path: str) -> None:
    """A secret in header and form, and another client's id in the form, are invalid_request."""
    forms = (oauth2.own, {"client_id": oauth2.other["client_id"]})
    answers = [ask(oauth2, path, oauth2.basic(), **form) for form in forms]
    assert [refusal(answer) for answer in answers] == [(400, "invalid_request", None)] * 2


def test_client_is_judged_before_the_grant(oauth2: OAuth2Client) -> None:
    """A wrong client gets one answer for a good and for a bad code, and uses none up."""
    code, wrong = oauth2.code(), {**oauth2.own, "client_secret": "Wrong"}
    answers = [oauth2.exchange(each, wrong) for each in (code, "never-issued")]
    assert answers[0] == answers[1]
    assert oauth2.exchange(code).status == 200


def test_public_client_names_itself(oauth2: OAuth2Client) -> None:
    """A public client exchanges a code with a verifier, refreshes with rotation, and revokes."""
    public = oauth2.state("public client")
    code = oauth2.code(client_id=public["client_id"], code_challenge=s256(VERIFIER), code_challenge_method="S256")
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER, **public}
    tokens = parsed(oauth2.post("/token", form))
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], **public}
    successor = parsed(oauth2.post("/token", refresh))["refresh_token"]
    assert successor != tokens["refresh_token"]
    assert oauth2.post("/revoke", {"token": successor, **public}).status == 200
    assert oauth2.lives(tokens["access_token"]) == [401]


def test_public_client_is_no_more_than_that(oauth2: OAuth2Client) -> None:
    """It has no token of its own, sees no token, and a made-up secret makes it nothing better."""
    public = oauth2.state("public client")
    assert refusal(ask(oauth2, "/token", None, **public))[:2] == (400, "unauthorized_client")
    assert refusal(ask(oauth2, "/introspect", None, **public))[:2] == (401, "invalid_client")
    assert refusal(ask(oauth2, "/token", None, **public, client_secret="Made-up"))[:2] == (401, "invalid_client")
