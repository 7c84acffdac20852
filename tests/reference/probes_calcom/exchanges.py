"""Probes of an exchange: the code, the client, the secret, and what a refused exchange leaves behind."""

from __future__ import annotations

from tests.reference.probes_calcom.client import CalcomClient
from tests.reference.probes_calcom.probe import probe


@probe("bearer.not-needed/exchange-wants-a-session", "grant.accepted/answers-201")
def an_exchange(client: CalcomClient) -> object:
    return client.exchange(client.code()).status


@probe("body.required/exchange-without-body")
def an_exchange_without_a_body(client: CalcomClient) -> object:
    return client.send("POST", f"/v2/oauth/{client.client_id}/exchange", bearer=client.code()).status


@probe("parameter.required/code-optional", "parameter.required/breaks-down-without-a-code")
@probe("error.status/missing-code-answers-401")
def an_exchange_without_a_code(client: CalcomClient) -> object:
    client.code()
    return client.exchange(None).status


@probe("parameter.required/code-in-the-body")
def an_exchange_with_the_code_in_the_body(client: CalcomClient) -> object:
    return client.post_members("exchange", clientSecret=client.secret, code=client.code()).status


@probe("parameter.required/code-in-the-query")
def an_exchange_with_the_code_in_the_query(client: CalcomClient) -> object:
    return client.post_members("exchange", f"?code={client.code()}", clientSecret=client.secret).status


@probe("parameter.empty-is-missing/newest-code-for-an-empty-one")
def an_exchange_of_nothing(client: CalcomClient) -> object:
    client.code()
    return [client.exchange(None, headers={"Authorization": word}).status for word in ("Bearer", "Bearer ")]


@probe("client-auth.accepted/first-client-only")
def an_exchange_of_the_other_client(client: CalcomClient) -> object:
    code = client.code(client_id=client.other_id)
    return client.exchange(code, client.other_secret, client_id=client.other_id).status


@probe("client-auth.missing/secret-optional-on-exchange")
def an_exchange_without_a_secret(client: CalcomClient) -> object:
    return client.exchange(client.code(), None).status


@probe("client-auth.wrong-secret/accepted-on-exchange", "error.status/wrong-secret-answers-401")
def an_exchange_with_a_wrong_secret(client: CalcomClient) -> object:
    return client.exchange(client.code(), "wrong-secret").status


@probe("client-auth.wrong-secret/prefix-is-enough")
def an_exchange_with_a_secret_cut_short(client: CalcomClient) -> object:
    return client.exchange(client.code(), client.secret[:-1]).status


@probe("client-auth.wrong-secret/case-ignored")
def an_exchange_with_a_recased_secret(client: CalcomClient) -> object:
    return client.exchange(client.code(), client.secret.swapcase()).status


@probe("client-auth.wrong-secret/rest-ignored")
def an_exchange_with_a_longer_secret(client: CalcomClient) -> object:
    return client.exchange(client.code(), client.secret + "x").status


@probe("client-auth.wrong-secret/tokens-in-the-refusal")
def tokens_beside_the_error(client: CalcomClient) -> object:
    return b"accessToken" in client.exchange(client.code(), "wrong-secret").body


@probe("client-auth.wrong-secret/once-right-always-right")
def a_wrong_secret_after_a_right_one(client: CalcomClient) -> object:
    client.keys()
    return client.exchange(client.code(), "wrong-secret").status


@probe("client-auth.foreign-secret/any-on-exchange")
def an_exchange_with_the_secret_of_another(client: CalcomClient) -> object:
    return client.exchange(client.code(), client.other_secret).status


@probe("client-auth.foreign-secret/decides-alone")
def an_exchange_under_the_wrong_name(client: CalcomClient) -> object:
    return client.exchange(client.code(client_id=client.other_id), client.other_secret).status


@probe("client-auth.unknown-client/exchanged")
def an_exchange_of_an_unknown_client(client: CalcomClient) -> object:
    return client.exchange(client.code(), client_id="nobody").status


@probe("code.unknown/newest-code", "error.status/unknown-code-answers-404")
def an_unknown_code(client: CalcomClient) -> object:
    client.code()
    return client.exchange("unknown").status


@probe("code.unknown/prefix-is-enough")
def a_code_cut_short(client: CalcomClient) -> object:
    return client.exchange(client.code()[:-1]).status


@probe("code.foreign-client/accepted")
def a_code_of_another_client(client: CalcomClient) -> object:
    return client.exchange(client.code(), client.other_secret, client_id=client.other_id).status


@probe("code.foreign-client/where-the-user-authorized-both")
def a_code_of_another_client_and_the_same_user(client: CalcomClient) -> object:
    user = client.state("user")
    code = client.code(user)
    client.other_keys(user)
    return client.exchange(code, client.other_secret, client_id=client.other_id).status


@probe("code.outlives-refusal/used-up-by-another-client")
def a_code_after_another_client_tried(client: CalcomClient) -> object:
    code = client.code()
    client.exchange(code, client.other_secret, client_id=client.other_id)
    return client.exchange(code).status


@probe("code.single-use/again-and-again", "code.single-use/same-tokens-again", "code.single-use/twice-at-once")
def a_code_twice(client: CalcomClient) -> object:
    code = client.code()
    return [client.exchange(code).status for _ in range(2)]


@probe("code.single-use/comes-back-after-an-hour")
def a_code_an_hour_after_its_exchange(client: CalcomClient) -> object:
    code = client.code()
    client.exchange(code)
    client.wait(3600)
    return client.exchange(code).status


@probe("code.single-use/comes-back-after-another")
def a_code_twice_with_another_between(client: CalcomClient) -> object:
    code = client.code()
    return [client.exchange(each).status for each in (code, client.code(), code)]


@probe("code.single-use/comes-back-with-the-user")
def a_code_twice_with_the_user_between(client: CalcomClient) -> object:
    user = client.state("user")
    code = client.authorized_code(user)
    client.exchange(code)
    client.authorize(user)
    return client.exchange(code).status


@probe("grant.accepted/ends-the-codes-of-others")
def codes_of_two_users(client: CalcomClient) -> object:
    codes = [client.code(), client.code()]
    return [client.exchange(code).status for code in codes]
