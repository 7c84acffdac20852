"""The conformant Cal.com server: authorize."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import pytest

from tests.reference.probes_calcom.client import JSON, CalcomClient, code_in, keys_in

ELSEWHERE = "https://elsewhere.example.com/"


def test_user_is_sent_back_with_a_code(calcom: CalcomClient) -> None:
    """A success is 302 to the redirect URI with a code behind it, and an empty body."""
    uri = calcom.uri()
    answer = calcom.authorize(calcom.state("signed-in user"), uri)
    assert (answer.status, answer.body) == (302, b"")
    assert answer.header("Location") == f"{uri}?code={code_in(answer)}"
    assert code_in(answer)


def test_code_is_the_signed_in_users(calcom: CalcomClient) -> None:
    """The tokens of a code act for the user whose session authorized."""
    user, other = calcom.state("user"), calcom.state("other user")
    codes = [calcom.authorized_code(each) for each in (user, other)]
    names = [calcom.username(keys_in(calcom.exchange(code)).access) for code in codes]
    assert names == [user["username"], other["username"]]


def test_every_registered_uri_is_good(calcom: CalcomClient) -> None:
    """A URI that was registered earlier stays registered, and each is the place that it is."""
    uris = [calcom.uri() for _ in range(3)]
    answers = [calcom.authorize(calcom.state("user"), uri) for uri in uris]
    assert [(answer.header("Location") or "").partition("?")[0] for answer in answers] == uris


@pytest.mark.parametrize(
    "template",
    [
        ELSEWHERE,
        f"{ELSEWHERE}?to={{uri}}",
        "{uri}/",
        "{uri}?more=1",
        "{uri}#more",
        "{uri}.elsewhere.example.com",
        "{uri}\r\nX-Other: 1",
        "{uri}\ud800\u00e9",
        "{host}",
        "http://{host}/callback",
        "https://app@{host}/callback",
        "https://{host}/Callback",
        "https://{host}:443/callback",
        "",
        None,
        7,
    ],
)
def test_any_other_uri_is_refused(calcom: CalcomClient, template: object) -> None:
    """A redirect URI that is not exactly a registered one is 400, and nobody is sent anywhere."""
    user, uri = calcom.state("user"), calcom.uri()
    asked = template.format(uri=uri, host=urlsplit(uri).netloc) if isinstance(template, str) else template
    answer = calcom.authorize(user, asked)
    assert (answer.status, answer.header("Location")) == (400, None)
    assert calcom.authorize(user).status == 302


def test_uri_of_another_client_is_refused(calcom: CalcomClient) -> None:
    """Each client has redirect URIs of its own."""
    assert calcom.authorize(calcom.state("user"), calcom.uri(calcom.other_id)).status == 400


@pytest.mark.parametrize("spell", [str.upper, str.lower, str.title], ids=["upper", "lower", "title"])
def test_client_in_other_letters_is_unknown(calcom: CalcomClient, spell: Callable[[str], str]) -> None:
    """An identifier is the same letter by letter, or another one."""
    answer = calcom.authorize(calcom.state("user"), calcom.uri(), client_id=spell(calcom.client_id))
    assert answer.status == 400


def test_unknown_client_is_refused(calcom: CalcomClient) -> None:
    """An unknown client is 400 and nobody is sent anywhere."""
    answer = calcom.authorize(calcom.state("user"), calcom.uri(), client_id="nobody")
    assert (answer.status, answer.header("Location")) == (400, None)


def test_second_authorization_is_refused_until_the_code_is_exchanged(calcom: CalcomClient) -> None:
    """While a code is outstanding the user cannot authorize again; the code stays good, and frees the way."""
    user = calcom.state("user")
    code = calcom.authorized_code(user)
    assert calcom.authorize(user).status == 400
    assert calcom.exchange(code).status == 200
    assert calcom.exchange(calcom.authorized_code(user)).status == 200


def test_second_authorization_is_refused_however_late(calcom: CalcomClient) -> None:
    """An outstanding code does not age, and neither does what it stands for."""
    user = calcom.state("user")
    calcom.authorize(user)
    for seconds in (300, 86_400):
        calcom.wait(seconds)
        assert calcom.authorize(user).status == 400


def test_refused_exchange_leaves_the_code_outstanding(calcom: CalcomClient) -> None:
    """A code that was refused to somebody still counts."""
    user = calcom.state("user")
    calcom.exchange(calcom.authorized_code(user), "wrong-secret")
    assert calcom.authorize(user).status == 400


def test_other_users_and_other_clients_are_not_concerned(calcom: CalcomClient) -> None:
    """An outstanding code stands for one user and one client."""
    user = calcom.state("user")
    answers = [
        calcom.authorize(user),
        calcom.authorize(calcom.state("other user")),
        calcom.authorize(user, client_id=calcom.other_id),
    ]
    assert [answer.status for answer in answers] == [302] * 3


@pytest.mark.parametrize("cookie", [None, "", "next-auth.session-token=", "next-auth.session-token=unknown", "a=b"])
def test_authorization_needs_a_session(calcom: CalcomClient, cookie: str | None) -> None:
    """Without the cookie of a session the answer is 401, whatever else is wrong."""
    calcom.state("user")
    assert calcom.authorize(None, headers={"Cookie": cookie}).status == 401
    assert calcom.authorize(None, None, client_id="nobody", headers={"Cookie": cookie}).status == 401


def test_session_stands_among_other_cookies(calcom: CalcomClient) -> None:
    """Other cookies before and behind the session's do no harm."""
    user = calcom.state("user")
    assert calcom.authorize({"cookie": f"a=1; {user['cookie']}; b=2"}).status == 302


@pytest.mark.parametrize("headers", [{"Accept": None}, {"Authorization": "Bearer none"}, {"cal-api-version": "1"}])
def test_other_headers_change_nothing(calcom: CalcomClient, headers: Mapping[str, str | None]) -> None:
    """Neither Accept nor Authorization nor a version is needed, or looked at."""
    assert calcom.authorize(calcom.state("user"), headers=headers).status == 302


def test_members_of_other_names_are_dropped(calcom: CalcomClient) -> None:
    """A member that nobody knows changes nothing."""
    headers = {"Cookie": calcom.state("user")["cookie"], "Content-Type": f"{JSON}; charset=utf-8"}
    body = f'{{"redirectUri": "{calcom.uri()}", "more": 1}}'.encode()
    target = f"/v2/oauth/{calcom.client_id}/authorize"
    assert calcom.send("POST", target, headers=headers, body=body).status == 302
