"""grant_type=authorization_code: a code is good once, for its client, its redirect URI and its verifier, for a while.

RFC 6749 section 4.1.3, RFC 7636 section 4.6. A code lives for five minutes. A refused exchange does not use it up.
When it comes again from its own client, all tokens that came from it end; from another client nothing does. Where the
authorization request named no redirect URI, a registered one is accepted and so is none. A missing, a malformed and a
wrong verifier are all answered invalid_grant, and so is a verifier that comes without a challenge.
"""

from __future__ import annotations

from conformance.reference.oauth2.errors import Refusal
from conformance.reference.oauth2.figures import CODE, Form
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.scopes import read_words
from conformance.reference.oauth2.store import Client, Code
from conformance.reference.oauth2.tokens import Grant, Granted, issue_both


def grant_by_code(provider: Provider, client: Client, form: Form) -> Granted:
    """Give the tokens of the user who has authorized the client, or refuse."""
    figures, store = provider.figures, provider.store
    code = find_code(provider, client, form)
    try:
        check_code(provider, client, code, form)
    except Refusal as refusal:
        if refusal.reason in figures.refusal_uses_code:
            code.used_at = store.now
        raise
    code.used_at, code.uses = store.now, code.uses + 1
    code.grant = code.grant or store.next_grant()
    username = figures.acts_for(CODE, code.username, store, form)
    scope = code.scope
    if ("scope" in form) and (CODE, "wider scope") in figures.unchecked:
        scope = read_words(provider, CODE, form["scope"])
    return issue_both(provider, Grant(code.grant, CODE, client, username), scope)


def find_code(provider: Provider, client: Client, form: Form) -> Code:
    code = provider.figures.code_named(provider.store, form.get("code", ""))
    if code is None:
        raise Refusal("unknown code")
    return code


def check_code(provider: Provider, client: Client, code: Code, form: Form) -> None:
    """Refuse a code that is not good for this request; one that was used may end what came from it."""
    figures, store = provider.figures, provider.store
    again = code.used_at is not None and not figures.code_good_again(code, store)
    if again and figures.code_reuse_needs == "nothing":
        refuse_used_code(provider, code)
    provider.refuse_if(code.client_id != client.client_id, CODE, "foreign code")
    if again and figures.code_reuse_needs == "client":
        refuse_used_code(provider, code)
    provider.refuse_if(figures.code_expired(code, store.now) and code.used_at is None, CODE, "expired code")
    check_redirect(provider, client, code, form)
    check_verifier(provider, client, code, form.get("code_verifier"))
    if again:
        refuse_used_code(provider, code)


def refuse_used_code(provider: Provider, code: Code) -> None:
    """End what came from the code, as far as the figures say, and refuse."""
    store, ends = provider.store, provider.figures.code_reuse_ends
    came = [token for token in store.tokens.values() if token.grant == code.grant]
    if ends and came:
        store.end(ends(came[0], list(store.tokens.values())))
    raise Refusal("used code")


def check_redirect(provider: Provider, client: Client, code: Code, form: Form) -> None:
    figures, given = provider.figures, form.get("redirect_uri")
    if given is None:
        provider.refuse_if(code.redirect_uri is not None and figures.redirect_wanted, CODE, "no redirect uri")
        return
    bound = client.redirect_uris if code.redirect_uri is None else [code.redirect_uri]
    wrong = not any(figures.redirect_fits(each, given) for each in bound)
    provider.refuse_if(wrong, CODE, "other redirect uri")


def check_verifier(provider: Provider, client: Client, code: Code, verifier: str | None) -> None:
    figures = provider.figures
    if code.challenge is None:
        provider.refuse_if(figures.challenge_wanted(client), CODE, "no challenge")
        provider.refuse_if(verifier is not None, CODE, "verifier without challenge")
        return
    provider.refuse_if(code.method not in figures.methods_offered, CODE, "plain challenge")
    if verifier is None:
        provider.refuse_if(True, CODE, "no verifier")
        return
    provider.refuse_if(not figures.verifier_form(verifier), CODE, "bad verifier")
    wrong = not figures.challenge_fits(verifier, code.challenge, code.method)
    provider.refuse_if(wrong, CODE, "wrong verifier")
