"""Births: which secrets an answer brings, wherever it has put them, and what is none.

The tests of what a story may take from an answer are in `test_wire_client.py`; these are about everything else.
"""

from __future__ import annotations

import base64
import json
import secrets as chance
from collections.abc import Callable
from urllib.parse import quote

import pytest

from conformance.secrets import known
from conformance.terms import Response
from conformance.wire.births import births

Headers = tuple[tuple[str, str], ...]
AS_BODY: dict[str, Callable[[str], str]] = {
    "xml": lambda token: f"<answer><access_token>{token}</access_token></answer>",
    "xml with a namespace": lambda token: (
        f'<o:answer xmlns:o="urn:o"><o:accessToken>{token}</o:accessToken></o:answer>'
    ),
    "hidden field": lambda token: f'<form><input type="hidden" name="code" value="{token}"/></form>',
    "bare name": lambda token: json.dumps({"token": token}),
    "longer name": lambda token: json.dumps({"registration_access_token": token}),
    "plural": lambda token: json.dumps({"access_tokens": [token]}),
    "inner value": lambda token: json.dumps({"access_token": {"value": token}}),
    "code": lambda token: json.dumps({"code": token}),
    "session": lambda token: json.dumps({"user": {"sessionId": token}}),
    "pushed request": lambda token: json.dumps({"request_uri": f"urn:ietf:params:oauth:request_uri:{token}"}),
    "json in json": lambda token: json.dumps({"upstream": json.dumps({"access_token": token})}),
    "address in json": lambda token: json.dumps({"redirect": f"https://app.example/cb?code={token}&x=1"}),
    "name given twice": lambda token: f'{{"access_token": "{token}", "access_token": "other"}}',
    "json after a guard": lambda token: f")]}}',\n{json.dumps({'client_secret': token})}",
}
IN_A_HEADER: dict[str, Callable[[str], Headers]] = {
    "own header": lambda token: (("X-Auth-Token", token),),
    "scheme": lambda token: (("Authorization", f"Bearer {token}"),),
    "refresh": lambda token: (("Refresh", f"0; url=https://app.example/cb?code={token}"),),
    "link": lambda token: (("Link", f"<https://app.example/cb#access_token={token}>; rel=next"),),
    "address in an address": lambda token: (("Location", f"/login?next={quote(f'/cb?code={token}', safe='')}"),),
    "cookie without a name": lambda token: (("Set-Cookie", f"{token}; Path=/"),),
}


def token() -> str:
    """Return a made-up token that looks like one, whatever the dice say."""
    return f"x9Z{chance.token_urlsafe(24)}7b"


def told(status: int, body: str, headers: Headers = ()) -> Response:
    return Response(status, headers, body.encode())


@pytest.mark.parametrize("where", AS_BODY)
def test_token_in_an_unusual_place_of_a_body_is_known(where: str) -> None:
    """It is registered, so that it is replaced wherever it stands."""
    minted = token()
    births(told(200, AS_BODY[where](minted)))
    assert known(minted) or known(f"urn:ietf:params:oauth:request_uri:{minted}")


@pytest.mark.parametrize("where", IN_A_HEADER)
def test_token_in_an_unusual_header_is_known(where: str) -> None:
    """Under a name of its own, and in an address."""
    minted = token()
    births(told(200, "{}", IN_A_HEADER[where](minted)))
    assert known(minted)


def test_web_token_is_known_by_its_look() -> None:
    """A JWT is a credential whatever it is called."""
    parts = [b'{"alg": "HS256"}', b'{"sub": "somebody"}']
    minted = ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), token()])
    births(told(200, json.dumps({"ticket_of_admission_is": minted})))
    assert known(minted)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", "OPERATION_SUCCEEDED"),
        ("code", "BadRequestException"),
        ("token", "2026-01-31T00:00:00Z"),
        ("authorization", "https://as.example/authorize/v2/oauth"),
        ("session", "signed in at 10:45 by user 7"),
        ("token_type", "urn:ietf:params:oauth:token-type:x9Zk7b2"),
        ("id", "x9Zk7bQ2mW4tR8sV"),
    ],
)
def test_word_is_no_secret(name: str, value: str) -> None:
    """What reads like a word, a date, an address or an identifier is told as it is: a scenario may judge it."""
    births(told(200, json.dumps({name: value})))
    assert known(value) is None


def test_error_that_repeats_what_it_was_sent_mints_nothing() -> None:
    """What a scenario made up has to stay in the recording: a replay makes it up again."""
    sent = token()
    births(told(400, json.dumps({"error": "invalid_token", "token": sent, "code": sent})))
    assert known(sent) is None


@pytest.mark.parametrize(("status", "name"), [(403, "mfa_token"), (200, "csrf_token")])
def test_token_that_a_refusal_may_show_has_no_telling_label(status: int, name: str) -> None:
    """What a refusal mints itself, or every page has, is not a secret that it was given."""
    minted = token()
    births(told(status, json.dumps({name: minted})))
    assert (found := known(minted)) is not None
    assert found.label == "value"


def test_what_looks_minted_is_no_birth() -> None:
    """A story takes from an answer what stands in a place that has a name."""
    assert births(told(200, json.dumps({"code": token()}))) == ()
