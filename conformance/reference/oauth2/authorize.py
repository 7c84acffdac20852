"""GET or POST /authorize: a user who is signed in is sent back with a code (RFC 6749 section 4.1, RFC 7636).

Who is signed in is said by the cookie; the server asks for no consent. As long as client and redirect URI are in
doubt nobody is sent anywhere: 400. Afterwards an error is told by a redirect, with the state of the request. Without a
signed-in user the answer is the page that asks to sign in, 403. A client that has registered a single redirect URI
may leave it out. Without code_challenge_method a challenge is plain.
"""

from __future__ import annotations

import re
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode

from conformance.reference.http import Answer, Pairs, Request
from conformance.reference.oauth2.errors import REASONS, Refusal
from conformance.reference.oauth2.figures import AUTHORIZATION, AUTHORIZE, CODE, Form
from conformance.reference.oauth2.forms import make_form, read_parameters
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.rules import find_repeated, no_store
from conformance.reference.oauth2.scopes import choose_scope
from conformance.reference.oauth2.store import Client, Code, User

SESSION = "session"
CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
PAGE = b"<!DOCTYPE html><title>Sign in</title><p>Sign in first.</p>"


class Returned(Exception):
    """Say which error the user is sent back with."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def answer_authorization(provider: Provider, request: Request) -> Answer:
    """Send the user back with a code, or with an error, or refuse."""
    pairs = read_parameters(provider, request)
    form = make_form(provider, pairs)
    client = find_client(provider, form, pairs)
    uri = find_redirect_uri(provider, client, form)
    try:
        check_request(provider, client, form, pairs)
        user = find_user(provider, request)
        if user is None:
            return Answer(403, (("Content-Type", "text/html"), *no_store(AUTHORIZATION)), PAGE)
        members = {"code": make_code(provider, client, user, form).value}
    except Returned as returned:
        members = {"error": returned.word}
    except Refusal as refusal:
        members = {"error": REASONS[refusal.reason][1]}
    return send_back(provider, uri, members, form.get("state"))


def find_client(provider: Provider, form: Form, pairs: Pairs) -> Client:
    repeated = find_repeated(AUTHORIZATION, pairs)
    client = provider.store.clients.get(form.get("client_id", ""))
    if client is None or "client_id" in repeated or "redirect_uri" in repeated:
        raise Refusal("bad authorization client")
    return client


def find_redirect_uri(provider: Provider, client: Client, form: Form) -> str:
    given, figures = form.get("redirect_uri"), provider.figures
    if given is None and len(client.redirect_uris) == 1:
        return client.redirect_uris[0]
    if given is None:
        raise Refusal("bad authorization redirect")
    if not figures.redirect_registered(given, client, provider.store):
        raise Refusal("bad authorization redirect")
    return given


def check_request(provider: Provider, client: Client, form: Form, pairs: Pairs) -> None:
    if find_repeated(AUTHORIZATION, pairs) or "response_type" not in form:
        raise Returned("invalid_request")
    if form["response_type"] != "code":
        raise Returned("unsupported_response_type")
    if CODE not in client.grants:
        raise Returned("unauthorized_client")
    check_challenge(provider, client, form)


def check_challenge(provider: Provider, client: Client, form: Form) -> None:
    figures, challenge = provider.figures, form.get("code_challenge")
    method = form.get("code_challenge_method")
    if challenge is None:
        wanted = figures.challenge_wanted(client) or method is not None
        if wanted and (AUTHORIZE, "no challenge") not in figures.unchecked:
            raise Returned("invalid_request")
        return
    bad = (method or "plain") not in figures.methods_offered or not CHALLENGE.fullmatch(challenge)
    if bad and (AUTHORIZE, "bad challenge") not in figures.unchecked:
        raise Returned("invalid_request")


def find_user(provider: Provider, request: Request) -> User | None:
    """Return the user whose cookie comes with the request."""
    cookie = SimpleCookie()
    try:
        cookie.load(request.header("Cookie") or "")
    except CookieError:
        return None
    user = provider.store.find_session(cookie[SESSION].value) if SESSION in cookie else None
    if user is None and not provider.figures.session_wanted:
        return next(reversed(provider.store.users.values()), None)
    return user


def make_code(provider: Provider, client: Client, user: User, form: Form) -> Code:
    """Make a code that is bound to what the request names."""
    figures, store = provider.figures, provider.store
    return store.add_code(
        Code(
            value=figures.token_value("code"),
            client_id=client.client_id,
            username=user.username,
            scope=choose_scope(provider, AUTHORIZE, client, form),
            redirect_uri=form.get("redirect_uri"),
            challenge=form.get("code_challenge"),
            method=figures.method_kept(form.get("code_challenge_method", "")),
            issued_at=store.now,
        )
    )


def send_back(provider: Provider, uri: str, members: dict[str, str], state: str | None) -> Answer:
    """Redirect, with the query that the URI may have already."""
    shown = None if state is None else provider.figures.state_shown(state)
    query = urlencode({**members, **({} if shown is None else {"state": shown})})
    location = f"{uri}{'&' if '?' in uri else '?'}{query}"
    return Answer(302, (("Location", location), *no_store(AUTHORIZATION)))
