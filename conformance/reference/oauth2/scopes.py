"""Which scope a grant has (RFC 6749 section 3.3)."""

from __future__ import annotations

from conformance.reference.oauth2.figures import Form
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.rules import read_scope
from conformance.reference.oauth2.store import Client, Scope


def choose_scope(provider: Provider, operation: str, client: Client, form: Form) -> Scope:
    """Return the scope that is asked for, or the default one; refuse what the client may not ask for."""
    if "scope" not in form:
        return client.scope
    wanted = read_words(provider, operation, form["scope"])
    provider.refuse_if(not set(wanted) <= set(client.scope), operation, "unknown scope")
    return provider.figures.scope_given(operation, wanted, client.scope)


def read_words(provider: Provider, operation: str, text: str) -> Scope:
    words = read_scope(text)
    if words is None:
        provider.refuse_if(True, operation, "bad scope")
        return tuple(text.split())
    return words
