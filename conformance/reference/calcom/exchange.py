"""POST /v2/oauth/{clientId}/exchange: a code, in the Authorization header, for tokens.

The body is looked at first, then the code. A code that is missing in either way, unknown, used or another client's,
an unknown client and a wrong secret are all 400. A refused exchange uses no code up. The scheme is `Bearer` in any
letters; a code without a scheme is taken as it is, which no document forbids.
"""

from __future__ import annotations

from conformance.reference.calcom.bodies import read_member
from conformance.reference.calcom.clients import find_client_by, is_right_secret
from conformance.reference.calcom.errors import Refusal
from conformance.reference.calcom.figures import EXCHANGE
from conformance.reference.calcom.provider import Call, Provider
from conformance.reference.calcom.store import Client, Code, Members
from conformance.reference.calcom.tokens import Grant, issue_access_token, issue_token, make_keys, make_keys_answer
from conformance.reference.http import Answer, Request

LONG = 512


def answer_exchange(provider: Provider, call: Call) -> Answer:
    """Answer both tokens of the code's user, or refuse."""
    secret = read_member(provider, call)
    value = read_code(provider, call.request)
    client = find_client_by(provider, call, secret)
    code = find_code(provider, client, value)
    check_code(provider, client, code, secret)
    return make_keys_answer(provider, EXCHANGE, redeem(provider, client, code))


def read_code(provider: Provider, request: Request) -> str | None:
    """Return the code in the Authorization header, or refuse; None where the figures let a missing one pass."""
    authorization = request.header("Authorization")
    if authorization is None:
        authorization = provider.figures.code_elsewhere(request)
    provider.refuse_if(authorization is None, "no code")
    scheme, _, rest = (authorization or "").partition(" ")
    value = rest.strip() if scheme.lower() == "bearer" else (authorization or "").strip()
    provider.refuse_if(authorization is not None and not value, "empty code")
    if len(value) > LONG and "long code" in provider.figures.breaks_on:
        raise Refusal("long code")
    return value or None


def find_code(provider: Provider, client: Client, value: str | None) -> Code:
    """Return the code; without one, or for an unknown one, the client's newest where the figures let that pass."""
    code = provider.figures.code_named(provider.store.codes, value) if value else None
    provider.refuse_if(value is not None and code is None, "unknown code")
    code = code or provider.store.newest_code(client.client_id)
    if code is None:
        raise Refusal("unknown code")
    return code


def check_code(provider: Provider, client: Client, code: Code, secret: str | None) -> None:
    """Refuse a code that is not this client's, a secret that is not, and a code that is used."""

    def work() -> Members:
        return redeem(provider, client, code)

    foreign = code.client_id != client.client_id and not passes(provider, client, code)
    right = is_right_secret(provider, EXCHANGE, client, secret)
    used = provider.figures.code_is_used(code, provider.store.used_codes, provider.store.now)
    provider.refuse_if(foreign, "foreign code", work=work)
    provider.refuse_if(not right, "wrong secret", work=work)
    provider.refuse_if(used and not provider.figures.used_code_repeats, "used code")


def passes(provider: Provider, client: Client, code: Code) -> bool:
    """Tell whether a foreign code passes: only where it is enough that its user has authorized this client, too."""
    own = [c for c in provider.store.codes.values() if (c.client_id, c.username) == (client.client_id, code.username)]
    return provider.figures.foreign_code_passes and bool(own)


def redeem(provider: Provider, client: Client, code: Code) -> Members:
    """Use the code up and make its tokens."""
    if code.keys and provider.figures.used_code_repeats:
        return code.keys
    provider.store.use_code(code)
    end_other_codes(provider, code)
    username = provider.figures.acts_for(EXCHANGE, code.username, list(provider.store.users), 0)
    grant = Grant(client.client_id, username, EXCHANGE)
    code.keys = make_keys(provider, issue_access_token(provider, grant), issue_token(provider, "refresh", grant))
    return code.keys


def end_other_codes(provider: Provider, exchanged: Code) -> None:
    """End other codes with the exchanged one, where the figures are so wrong."""
    ends = provider.figures.exchange_ends
    for other in list(provider.store.outstanding.values()) if ends else ():
        if ends and ends(exchanged, other):
            provider.store.drop_code(other)
