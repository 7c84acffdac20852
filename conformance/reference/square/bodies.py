"""The JSON body of a request to an OAuth endpoint.

A member that is null or empty counts as absent, members of other names are ignored. What the documents call a string
has to be one. A body without a media type is read as JSON.
"""

from __future__ import annotations

from conformance.reference.http import Request, read_json_object
from conformance.reference.square.errors import Refusal
from conformance.reference.square.figures import Members
from conformance.reference.square.provider import Provider

TEXTS = (
    "client_id",
    "client_secret",
    "grant_type",
    "code",
    "redirect_uri",
    "refresh_token",
    "access_token",
    "merchant_id",
)
BOOLEANS = ("revoke_only_access_token",)


def read_body(provider: Provider, request: Request, operation: str) -> Members:
    """Return the members that are given; refuse a request without a body, and one that is no JSON object."""
    if not request.body:
        return read_no_body(provider, operation)
    if not provider.figures.json_media(request.header("Content-Type") or ""):
        raise Refusal("media type")
    body = {name: value for name, value in read_json_object(request.body).items() if value is not None and value != ""}
    check_types(body)
    return body


def read_no_body(provider: Provider, operation: str) -> Members:
    """Refuse; a figure may take the newest token of all, or an empty object, for what was not sent."""
    instead = provider.figures.without_body.get(operation)
    if instead == "break":
        raise Refusal("no body")
    newest = [token for token in provider.store.tokens.values() if token.kind == "access"][-1:]
    if instead == "newest" and newest:
        return {"access_token": newest[0].value}
    if instead == "success":
        return {}
    raise Refusal("no body")


def check_types(body: Members) -> None:
    for name in TEXTS:
        if not isinstance(body.get(name, ""), str):
            raise Refusal("no text", at=name)
    for name in BOOLEANS:
        if not isinstance(body.get(name, False), bool):
            raise Refusal("no boolean", at=name)


def read_member(body: Members, name: str) -> str:
    """Return a member's text, empty when it is absent."""
    return str(body.get(name, ""))
