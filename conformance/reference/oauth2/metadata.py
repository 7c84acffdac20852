"""GET /.well-known/oauth-authorization-server (RFC 8414).

The issuer is the origin under which the server was first called: a Host or Forwarded header that comes later changes
nothing.
"""

from __future__ import annotations

from conformance.reference.http import Answer, Request, make_json_answer
from conformance.reference.oauth2.figures import AUTHORIZATION, INTROSPECTION, REVOCATION, SCOPES, TOKEN, Members
from conformance.reference.oauth2.provider import Provider

METHODS = ("client_secret_basic", "client_secret_post")
NOWHERE = "reference.invalid"


def remember_host(provider: Provider, request: Request) -> None:
    provider.store.host = provider.store.host or request.header("Host") or ""


def answer_metadata(provider: Provider, request: Request) -> Answer:
    """Answer what the server is and offers."""
    issuer = f"http://{provider.store.host or NOWHERE}"
    members: Members = {
        "issuer": issuer,
        "authorization_endpoint": issuer + AUTHORIZATION,
        "token_endpoint": issuer + TOKEN,
        "revocation_endpoint": issuer + REVOCATION,
        "introspection_endpoint": issuer + INTROSPECTION,
        "response_types_supported": ["code"],
        "grant_types_supported": sorted(provider.figures.grants_offered),
        "scopes_supported": list(SCOPES),
        "token_endpoint_auth_methods_supported": [*METHODS, "none"],
        "revocation_endpoint_auth_methods_supported": [*METHODS, "none"],
        "introspection_endpoint_auth_methods_supported": list(METHODS),
        "code_challenge_methods_supported": list(provider.figures.methods_offered),
    }
    return make_json_answer(200, provider.figures.metadata(members))
