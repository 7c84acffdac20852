"""Probes of the token endpoint: grants, their parameters, codes, and what a token answer says."""

from __future__ import annotations

from conformance.reference import Answer
from tests.reference.client import parsed
from tests.reference.probes_square.client import DAY, Square
from tests.reference.probes_square.probe import probe

CALLBACK = "https://app.example/callback"


def shape(answer: Answer) -> object:
    """Return the members of a token answer, those that are new each time by their length and type."""
    fresh = ("access_token", "refresh_token", "merchant_id")
    return {name: (type(value), len(str(value))) if name in fresh else value for name, value in parsed(answer).items()}


@probe("grant.accepted/no-refresh", "refresh.repeatable/single-use")
def two_refreshes(client: Square) -> object:
    tokens = client.tokens()
    return [client.refresh(tokens.refresh).status for _ in range(2)]


@probe("grant.accepted/wants-a-redirect-uri")
def an_exchange_without_a_redirect_uri(client: Square) -> object:
    return client.exchange(client.code()).status


@probe("bearer.right-role/personal-tokens-only", "grant.accepted/dead-token", "grant.accepted/good-in-a-second")
def a_call_with_a_new_token(client: Square) -> object:
    return client.lives(client.tokens().access)


@probe(
    "grant.unknown-type/taken-for-a-code",
    "grant.unknown-type/breaks-down",
    "grant.unknown-type/client-credentials",
    "grant.unknown-type/start-is-enough",
    "parameter.required/no-grant-type",
)
def exchanges_by_other_names(client: Square) -> object:
    names = ("unknown_grant", "client_credentials", "authorization_codes", None)
    return [client.exchange(client.code(), grant_type=name).status for name in names]


@probe("grant.unknown-type/guessed", "parameter.required/no-grant-type-on-refresh")
def refreshes_by_other_names(client: Square) -> object:
    token = client.tokens().refresh
    return [client.refresh(token, grant_type=name).status for name in ("unknown_grant", None)]


@probe("parameter.required/no-code")
def an_exchange_without_a_code(client: Square) -> object:
    return client.exchange(None).status


@probe("parameter.required/no-refresh-token")
def a_refresh_without_a_token(client: Square) -> object:
    client.tokens()
    return client.refresh(None).status


@probe("parameter.required/no-token-on-renewal")
def a_renewal_without_a_token(client: Square) -> object:
    client.tokens()
    return client.renew(None).status


@probe("parameter.required/no-token-on-revocation")
def a_revocation_without_a_token(client: Square) -> object:
    return client.revoke(None).status


@probe(
    "code.unknown/newest-code",
    "code.unknown/newest-account",
    "code.unknown/answers-200",
    "code.unknown/breaks-down",
)
def an_exchange_of_an_unknown_code(client: Square) -> object:
    client.code()
    return client.exchange("never-issued").status


@probe("code.unknown/letter-case", "code.unknown/start-is-enough")
def exchanges_of_a_code_almost_right(client: Square) -> object:
    code = client.code()
    return [client.exchange(each).status for each in (code.swapcase(), code[:-1])]


@probe("code.unknown/refresh-token")
def an_exchange_of_a_refresh_token(client: Square) -> object:
    return client.exchange(client.tokens().refresh).status


@probe("code.foreign-client/accepted", "code.foreign-client/breaks-down")
def an_exchange_of_a_foreign_code(client: Square) -> object:
    return client.exchange(client.code(client_id=client.other["client_id"])).status


@probe("code.single-use/any-number", "code.single-use/same-tokens", "code.single-use/twice-within-50-ms")
def two_exchanges_of_a_code(client: Square) -> object:
    code = client.code()
    return [client.exchange(code).status for _ in range(2)]


@probe("code.single-use/again-after-a-minute")
def an_exchange_again_while_the_code_lasts(client: Square) -> object:
    code = client.code()
    client.exchange(code)
    client.wait(150)
    return client.exchange(code).status


@probe("code.single-use/once-its-token-is-revoked")
def an_exchange_again_after_a_revocation(client: Square) -> object:
    code = client.code()
    client.revoke(parsed(client.exchange(code))["access_token"])
    return client.exchange(code).status


@probe("code.expiry/never", "code.expiry/ten-minutes")
def an_exchange_too_late(client: Square) -> object:
    code = client.code()
    client.wait(302)
    return client.exchange(code).status


@probe("code.expiry/one-minute")
def an_exchange_just_in_time(client: Square) -> object:
    code = client.code()
    client.wait(298)
    return client.exchange(code).status


@probe(
    "code.redirect-binding/unchecked",
    "code.redirect-binding/start-is-enough",
    "code.redirect-binding/host-is-enough",
)
def exchanges_with_another_redirect_uri(client: Square) -> object:
    others = ("https://other.example/callback", f"{CALLBACK}/more", "https://app.example/other")
    return [client.exchange(client.code(redirect_uri=CALLBACK), redirect_uri=other).status for other in others]


@probe(
    "token-response.members/no-refresh-token",
    "token-response.members/empty-refresh-token",
    "token-response.constants/token-type-recased",
    "token-response.schema/number-as-account",
    "token-response.schema/too-long",
    "token-response.format/seconds",
    "token-response.format/no-zone",
    "token-response.format/only-the-day",
    "token-response.lifetime/says-29-days",
    "token-response.lifetime/local-time",
    "token.expiry/31-days-stated",
)
def an_answer_to_a_code(client: Square) -> object:
    return shape(client.exchange(client.code()))


@probe(
    "token-response.members/no-refresh-token-on-refresh",
    "token-response.members/null-on-refresh",
    "token-response.lifetime/says-a-day-on-refresh",
)
def an_answer_to_a_refresh(client: Square) -> object:
    return shape(client.refresh(client.tokens().refresh))


@probe(
    "token-response.constants/another-type-on-renewal",
    "token-response.schema/no-type-on-renewal",
    "token-response.lifetime/says-31-days-on-renewal",
)
def an_answer_to_a_renewal(client: Square) -> object:
    return shape(client.renew(client.tokens().access))


@probe("token-response.members/no-refresh-token-again")
def an_answer_to_the_second_code_of_an_account(client: Square) -> object:
    merchant_id = client.tokens().merchant_id
    return shape(client.exchange(client.code(merchant_id)))


@probe(
    "token-response.own-user/newest-account",
    "token-response.own-user/newest-account-on-refresh",
    "token-response.own-user/newest-account-on-renewal",
)
def the_account_that_an_answer_states(client: Square) -> object:
    tokens = client.tokens()
    client.tokens()
    answers = (client.refresh(tokens.refresh), client.renew(tokens.access))
    return [parsed(answer)["merchant_id"] == tokens.merchant_id for answer in answers]


@probe("token-response.media-type/text-plain", "token-response.media-type/html-on-renewal")
def the_media_types_of_answers(client: Square) -> object:
    answers = client.exchange(client.code()), client.renew(client.tokens().access)
    return [answer.header("Content-Type") for answer in answers]


@probe("token-response.not-cached/may-be-stored", "token-response.not-cached/for-a-minute")
def what_caches_are_told(client: Square) -> object:
    return client.exchange(client.code()).header("Cache-Control")


@probe("token-response.lifetime/old-end-on-refresh", "token-response.lifetime/old-end-on-renewal")
def what_later_answers_state(client: Square) -> object:
    tokens = client.tokens()
    client.wait(DAY)
    return [parsed(answer)["expires_at"] for answer in (client.refresh(tokens.refresh), client.renew(tokens.access))]
