"""Probes of whom the server takes for an application, and of what it needs to hear at all."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.reference.client import FORM
from tests.reference.probes_square.client import Square
from tests.reference.probes_square.probe import probe


@probe("endpoint.exists/renewal-gone", "client-auth.accepted/renewal-wants-bearer")
def a_renewal(client: Square) -> object:
    return client.renew(client.tokens().access).status


@probe("endpoint.exists/revocation-gone", "client-auth.accepted/revocation-wants-bearer")
def a_revocation(client: Square) -> object:
    return client.revoke(client.tokens().access).status


@probe("body.json/form-only")
def an_exchange_in_json_and_as_a_form(client: Square) -> object:
    form = urlencode({**client.state("client"), "grant_type": "authorization_code", "code": client.code()})
    as_form = client.send("POST", "/oauth2/token", headers={"Content-Type": FORM}, body=form.encode())
    return client.exchange(client.code()).status, as_form.status


@probe("body.json.spelling/refuses-capitals")
def an_exchange_with_a_media_type_in_capitals(client: Square) -> object:
    return client.exchange(client.code(), {"Content_Type": "Application/JSON"}).status


@probe("body.required/token-request-breaks-down")
def a_token_request_without_a_body(client: Square) -> object:
    return client.post("/oauth2/token", None).status


@probe("body.required/revocation-succeeds", "body.required/revokes-the-newest")
def a_revocation_without_a_body(client: Square) -> object:
    tokens = client.tokens()
    return client.revoke_without_body().status, client.lives(tokens.access)


@probe("body.required/renews-the-newest")
def a_renewal_without_a_body(client: Square) -> object:
    client.tokens()
    return client.renew_without_body().status


@probe("bearer.not-needed/exchange-wants-a-header")
def an_exchange_without_a_header(client: Square) -> object:
    return client.exchange(client.code()).status


@probe("bearer.not-needed/refresh-wants-a-header")
def a_refresh_without_a_header(client: Square) -> object:
    return client.refresh(client.tokens().refresh).status


@probe("client-auth.accepted/first-application-only")
def an_exchange_by_the_other_application(client: Square) -> object:
    return client.exchange(client.code(client_id=client.other["client_id"]), **client.other).status


@probe("client-auth.missing/no-client-id")
def an_exchange_without_client_id(client: Square) -> object:
    return client.exchange(client.code(), client_id=None).status


@probe("client-auth.missing/no-client-id-on-refresh")
def a_refresh_without_client_id(client: Square) -> object:
    return client.refresh(client.tokens().refresh, client_id=None).status


@probe("client-auth.missing/no-secret")
def an_exchange_without_secret(client: Square) -> object:
    return client.exchange(client.code(), client_secret=None).status


@probe("client-auth.missing/no-secret-on-refresh")
def a_refresh_without_secret(client: Square) -> object:
    return client.refresh(client.tokens().refresh, client_secret=None).status


@probe("client-auth.missing/no-header-on-renewal")
def a_renewal_without_header(client: Square) -> object:
    return client.renew(client.tokens().access, header=None).status


@probe("client-auth.missing/no-header-on-revocation", "client-auth.missing/refused-but-revoked")
def a_revocation_without_header(client: Square) -> object:
    tokens = client.tokens()
    return client.revoke(tokens.access, header=None).status, client.lives(tokens.access)


@probe("client-auth.wrong-secret/exchanges")
def an_exchange_with_a_wrong_secret(client: Square) -> object:
    return client.exchange(client.code(), client_secret="Wrong-secret").status


@probe("client-auth.wrong-secret/refreshes", "client-auth.wrong-secret/ends-the-refresh-token")
def a_refresh_with_a_wrong_secret(client: Square) -> object:
    token = client.tokens().refresh
    return client.refresh(token, client_secret="Wrong-secret").status, client.refresh(token).status


@probe("client-auth.wrong-secret/renews")
def a_renewal_with_a_wrong_secret(client: Square) -> object:
    return client.renew(client.tokens().access, header="Client Wrong-secret").status


@probe("client-auth.wrong-secret/revokes", "client-auth.wrong-secret/refused-but-revoked")
def a_revocation_with_a_wrong_secret(client: Square) -> object:
    tokens = client.tokens()
    return client.revoke(tokens.access, header="Client Wrong-secret").status, client.lives(tokens.access)


@probe(
    "client-auth.wrong-secret/letter-case",
    "client-auth.wrong-secret/start-is-enough",
    "client-auth.wrong-secret/rest-ignored",
)
def exchanges_with_a_secret_almost_right(client: Square) -> object:
    secret = str(client.credentials["client_secret"])
    near = (secret.upper(), secret[:-1], secret + "x")
    return [client.exchange(client.code(), client_secret=each).status for each in near]


@probe("client-auth.wrong-secret/remembered")
def a_wrong_secret_after_the_right_one(client: Square) -> object:
    client.tokens()
    return client.exchange(client.code(), client_secret="Wrong-secret").status


@probe("revocation.subscription/refused-but-canceled")
def a_subscription_after_a_revocation_with_a_wrong_secret(client: Square) -> object:
    tokens = client.tokens()
    subscription_id = client.subscribe(tokens.access)
    client.revoke(tokens.access, header="Client Wrong-secret")
    return client.subscription(subscription_id)


@probe("client-auth.foreign-secret/exchanges")
def an_exchange_with_a_foreign_secret(client: Square) -> object:
    return client.exchange(client.code(), client_secret=client.other["client_secret"]).status


@probe("client-auth.foreign-secret/refreshes")
def a_refresh_with_a_foreign_secret(client: Square) -> object:
    return client.refresh(client.tokens().refresh, client_secret=client.other["client_secret"]).status


@probe("client-auth.foreign-secret/renews")
def a_renewal_with_a_foreign_secret(client: Square) -> object:
    return client.renew(client.tokens().access, header=client.header(**client.other)).status


@probe("client-auth.foreign-secret/revokes")
def a_revocation_with_a_foreign_secret(client: Square) -> object:
    return client.revoke(client.tokens().access, header=client.header(**client.other)).status


@probe("client-auth.unknown-client/secret-is-enough", "client-auth.unknown-client/breaks-down")
def an_exchange_by_an_unknown_application(client: Square) -> object:
    return client.exchange(client.code(), client_id="nobody").status


@probe("client-auth.unknown-client/path-ignored")
def a_renewal_by_an_unknown_application(client: Square) -> object:
    return client.renew(client.tokens().access, client_id="nobody").status


@probe(
    "client-auth.scheme/bearer-renews",
    "client-auth.scheme/basic-renews",
    "client-auth.scheme/no-word-renews",
)
def renewals_with_other_words(client: Square) -> object:
    token = client.tokens().access
    return [client.renew(token, header=client.header(word)).status for word in ("Bearer ", "Basic ", "")]


@probe(
    "client-auth.scheme/bearer-revokes",
    "client-auth.scheme/any-word-revokes",
    "client-auth.scheme/no-word-revokes",
    "client-auth.scheme/refused-but-revoked",
)
def revocations_with_other_words(client: Square) -> object:
    tokens = [client.tokens().access for _ in range(3)]
    words = ("Bearer ", "Word ", "")
    answers = [client.revoke(t, header=client.header(word)).status for t, word in zip(tokens, words, strict=True)]
    return answers, client.lives(*tokens)
