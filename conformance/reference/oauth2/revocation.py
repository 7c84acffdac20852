"""POST /revoke (RFC 7009).

The client authenticates as at the token endpoint. A refresh token ends together with the access tokens of its grant,
an access token alone. A token that is unknown, expired or ended already is answered with success, and so is a wrong or
an unknown hint, which changes nothing. The live token of another client is refused with invalid_grant. A refresh token
that was replaced ends nothing.
"""

from __future__ import annotations

from conformance.reference.http import Answer, Request
from conformance.reference.oauth2.clients import authenticate_client
from conformance.reference.oauth2.errors import Refusal
from conformance.reference.oauth2.figures import REVOCATION, REVOKE, Form
from conformance.reference.oauth2.forms import read_form
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.rules import no_store
from conformance.reference.oauth2.store import Client, Token
from conformance.reference.oauth2.tokens import is_live


def answer_revocation(provider: Provider, request: Request) -> Answer:
    """End the named token, or refuse."""
    figures = provider.figures
    form = read_form(provider, request)
    client = authenticate_client(provider, REVOKE, request, form)
    check_form(provider, form)
    token = find_token(provider, client, form)
    if token:
        end_token(provider, token, form)
    return Answer(figures.revocation_status, no_store(REVOCATION), figures.revocation_body(form.get("token", "")))


def check_form(provider: Provider, form: Form) -> None:
    figures, hint = provider.figures, form.get("token_type_hint")
    if "token" not in form:
        raise Refusal("missing parameter")
    if figures.hints_known is not None and hint is not None and hint not in figures.hints_known:
        raise Refusal("wrong hint")


def find_token(provider: Provider, client: Client, form: Form) -> Token | None:
    """Return the named token if it is alive and the client's own; refuse that of another client."""
    figures, store = provider.figures, provider.store
    token = figures.revocation_named(store, form.get("token", ""), form.get("token_type_hint", ""))
    if token is None or not is_live(provider, token):
        word = "unknown" if token is None else "ended" if store.is_ended(token) else "expired"
        if word in figures.unknown_refused_on_revocation:
            raise Refusal("unknown token")
        return None
    if token.client_id != client.client_id:
        if figures.foreign_ended_yet_refused:
            end_token(provider, token, form)
        provider.refuse_if(True, REVOKE, "foreign token")
    return token


def end_token(provider: Provider, token: Token, form: Form) -> None:
    figures, store = provider.figures, provider.store
    reach = figures.reach[figures.hinted_reach(form.get("token_type_hint", ""), token)]
    store.end(reach(token, list(store.tokens.values())), after=figures.death)
    store.shut_out.add((token.client_id, token.username))
