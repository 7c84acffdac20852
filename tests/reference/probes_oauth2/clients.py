"""Probes of whom the server takes for a client."""

from __future__ import annotations

from tests.reference.client import parsed
from tests.reference.probes_oauth2.client import OAuth2Client, in_basic
from tests.reference.probes_oauth2.probe import probe


@probe("refresh.works/no-basic")
def a_refresh_by_basic(client: OAuth2Client) -> object:
    return client.refresh(client.tokens().refresh).status


@probe("revocation.accepted/no-basic")
def a_revocation_by_basic(client: OAuth2Client) -> object:
    return client.revoke(client.tokens().access).status


@probe("client-auth.scheme-case/refused")
def basic_in_other_letters(client: OAuth2Client) -> object:
    return client.token(None, {"Authorization": client.basic(word="bASIC")}).status


@probe(
    "client-auth.accepted/basic-not-decoded",
    "client-auth.accepted/plus-kept",
    "client-auth.accepted/decoded-too-early",
)
def odd_characters_in_basic(client: OAuth2Client) -> object:
    return client.token(client.other).status


@probe("client-auth.two-ways/header-wins")
def a_secret_in_two_places(client: OAuth2Client) -> object:
    return client.token(**client.own).status


@probe("client-auth.other-identifier/header-wins", "client-auth.other-identifier/form-wins")
def two_client_ids(client: OAuth2Client) -> object:
    answer = client.token(client_id=client.other["client_id"])
    return answer.status, client.get(bearer=parsed(answer).get("access_token", "none")).body


@probe("client-auth.wrong-secret/client-credentials")
def a_token_for_a_wrong_secret(client: OAuth2Client) -> object:
    return client.token({**client.own, "client_secret": "Wrong"}).status


@probe("client-auth.wrong-secret/exchanges")
def an_exchange_for_a_wrong_secret(client: OAuth2Client) -> object:
    return client.exchange(client.code(), {**client.own, "client_secret": "Wrong"}).status


@probe("client-auth.wrong-secret/refreshes")
def a_refresh_for_a_wrong_secret(client: OAuth2Client) -> object:
    return client.refresh(client.tokens().refresh, {**client.own, "client_secret": "Wrong"}).status


@probe("client-auth.wrong-secret/revokes")
def a_revocation_for_a_wrong_secret(client: OAuth2Client) -> object:
    token = client.tokens().access
    return client.revoke(token, {**client.own, "client_secret": "Wrong"}).status, client.lives(token)


@probe("client-auth.wrong-secret/introspects")
def an_introspection_for_a_wrong_secret(client: OAuth2Client) -> object:
    return client.introspect(client.tokens().access, {**client.own, "client_secret": "Wrong"}).status


@probe("client-auth.wrong-secret/letter-case")
def a_secret_in_other_letters(client: OAuth2Client) -> object:
    return client.token({**client.own, "client_secret": client.own["client_secret"].swapcase()}).status


@probe("client-auth.wrong-secret/cut")
def a_secret_with_a_tail(client: OAuth2Client) -> object:
    return client.token({**client.own, "client_secret": client.own["client_secret"] + "tail"}).status


@probe("client-auth.wrong-secret/remembered")
def a_wrong_secret_after_the_right_one(client: OAuth2Client) -> object:
    return [client.token(each).status for each in (client.own, {**client.own, "client_secret": "Wrong"})]


@probe("client-auth.missing/refreshes")
def a_refresh_without_a_secret(client: OAuth2Client) -> object:
    form = {"grant_type": "refresh_token", "refresh_token": client.tokens().refresh}
    return client.post("/token", {**form, "client_id": client.own["client_id"]}).status


@probe("client-auth.missing/revokes")
def a_revocation_without_a_secret(client: OAuth2Client) -> object:
    token = client.tokens().access
    return client.post("/revoke", {"token": token, "client_id": client.own["client_id"]}).status, client.lives(token)


@probe("client-auth.foreign-secret/accepted")
def the_secret_of_another_client(client: OAuth2Client) -> object:
    return client.token({**client.own, "client_secret": client.other["client_secret"]}).status


@probe("client-auth.unknown-client/served", "client-auth.unknown-client/answers-404")
def a_client_that_is_not_there(client: OAuth2Client) -> object:
    return client.token({**client.own, "client_id": "nobody"}).status


@probe("client-auth.challenge/none", "client-auth.challenge/bearer", "client-auth.challenge/answers-400")
def the_answer_to_a_failed_authentication(client: OAuth2Client) -> object:
    answer = client.token(None, {"Authorization": in_basic("a:b").replace("Basic", "basic")})
    wrong = client.token({**client.own, "client_secret": "Wrong"})
    return answer.header("WWW-Authenticate"), wrong.status, wrong.header("WWW-Authenticate")


@probe("client-auth.wrong-secret/is-invalid-grant")
def the_error_of_a_wrong_secret(client: OAuth2Client) -> object:
    return parsed(client.token({**client.own, "client_secret": "Wrong"}))["error"]


@probe("client-auth.missing/is-unauthorized-client")
def the_error_without_credentials(client: OAuth2Client) -> object:
    return parsed(client.post("/token", {"grant_type": "client_credentials"}))["error"]
