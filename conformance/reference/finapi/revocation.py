"""POST /oauth/revoke: how far the end of a token reaches.

The hint decides: access_token ends only that token, refresh_token and no hint end everything of the same authorization
grant. A hint that is unknown, or does not fit the token, counts as none. An invalid token is answered like a valid one.
"""

from __future__ import annotations

from collections.abc import Mapping

from conformance.reference.finapi.bearer import Caller, check_role, identify_caller
from conformance.reference.finapi.errors import Refusal
from conformance.reference.finapi.figures import REVOKE, is_form
from conformance.reference.finapi.provider import Call, Provider, merge_parameters
from conformance.reference.finapi.store import Situation, Token
from conformance.reference.finapi.tokens import is_live
from conformance.reference.http import Answer, Request, read_pairs, read_text


def answer_revocation(provider: Provider, call: Call) -> Answer:
    """End the token that is presented and what hangs on it; 200 with an empty body."""
    caller = identify_caller(provider, call.request)
    form = read_revocation(provider, call.request)
    try:
        check_role(provider, call, caller)
    except Refusal:
        if caller.role in provider.figures.refused_yet_revokes:
            revoke(provider, caller, form)
        raise
    provider.refuse_if("token" not in form and "token" in provider.figures.required[REVOKE], "missing parameter")
    if form.get("token_type_hint") in provider.figures.hints_refused:
        raise Refusal("refused hint")
    return make_revocation_answer(provider, revoke(provider, caller, form))


def read_revocation(provider: Provider, request: Request) -> Mapping[str, str]:
    """Read the query, which is documented, and a form, which clients send as RFC 7009 says."""
    if provider.figures.revocation_needs_media and not request.media_type:
        raise Refusal("media type")
    query = read_pairs(request.query) if provider.figures.revocation_reads_query else ()
    form = read_pairs(read_text(request.body)) if is_form(request.header("Content-Type") or "") else ()
    return merge_parameters(query, form)


def revoke(provider: Provider, caller: Caller, form: Mapping[str, str]) -> str:
    """End what has to end and say what the presented token was."""
    store, value = provider.store, form.get("token", "")
    token = provider.figures.presented(store.tokens.get(value), caller.token)
    if token is None:
        return "revoke revoked" if value in store.ended else "revoke unknown"
    if caller.token and caller.token.client_id != token.client_id:
        return "revoke unknown"
    was_live = is_live(provider, token)
    end_with_company(provider, token, find_situation(token, form.get("token_type_hint")))
    return f"revoke {name_token(token)}" if was_live else "revoke expired"


def end_with_company(provider: Provider, token: Token, situation: Situation) -> None:
    """End a token and those that the revocation reaches in this situation."""
    figures, store = provider.figures, provider.store
    reached = figures.reach[situation](token, list(store.tokens.values()))
    spared = [other for other in reached if other != token and figures.spares(other, store.now - other.issued_at)]
    store.end([each for each in reached if each not in spared], by=situation)


def find_situation(token: Token, hint: str | None) -> Situation:
    """Say what is presented, and whether its hint is right, wrong, unknown, or none."""
    if hint is None:
        return name_token(token), "none"
    if hint not in ("access_token", "refresh_token"):
        return name_token(token), "unknown"
    return name_token(token), "right" if hint == f"{token.kind}_token" else "wrong"


def name_token(token: Token) -> str:
    return "client" if token.username is None else token.kind


def make_revocation_answer(provider: Provider, outcome: str) -> Answer:
    status = provider.figures.statuses.get(outcome, 200)
    if status >= 400:
        raise Refusal("invalid token", status=status)
    return Answer(status, (), provider.figures.revocation_body)
