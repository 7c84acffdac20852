"""The small decisions that the figures hold by default: each is a sentence of an RFC as a function."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections import Counter
from collections.abc import Collection
from hashlib import sha256
from urllib.parse import unquote_plus

from conformance.reference.http import Headers, Pairs, Request, read_pairs, read_text
from conformance.reference.oauth2.store import Client, Code, Scope, Store, Token

CODE_LIFETIME = 300
REALM = "reference"
SCOPE_TOKEN = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")

KNOWN = (
    "grant_type",
    "client_id",
    "client_secret",
    "scope",
    "username",
    "password",
    "refresh_token",
    "code",
    "redirect_uri",
    "code_verifier",
    "token",
    "token_type_hint",
    "response_type",
    "state",
    "code_challenge",
    "code_challenge_method",
)


def is_form(content_type: str) -> bool:
    """Say whether a body is a form, by its media type in any letters and with any parameters."""
    return content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"


def read_parameters(request: Request) -> Pairs | None:
    """Return the parameters of a request, None if its body is no form.

    Those of a POST are in its body: its query has none (RFC 6749 section 2.3.1).
    """
    if request.method == "GET":
        return read_pairs(request.query)
    if request.body and not is_form(request.header("Content-Type") or ""):
        return None
    return read_pairs(read_text(request.body))


def find_repeated(path: str, pairs: Pairs) -> Collection[str]:
    """Return the known parameters that come more than once (RFC 6749 section 3.2)."""
    counts = Counter(name for name, _ in pairs)
    return [name for name in KNOWN if counts[name] > 1]


def equal(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))


def read_basic(authorization: str) -> tuple[str, str] | None:
    """Return the id and the secret of a Basic header, each decoded as a form value (RFC 6749 section 2.3.1)."""
    plain = decode_basic(authorization)
    if plain is None:
        return None
    client_id, colon, secret = plain.partition(":")
    try:
        return (unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")) if colon else None
    except UnicodeDecodeError:
        return None


def decode_basic(authorization: str) -> str | None:
    """Return what a Basic header encodes, None if it is another header or malformed."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value.strip(" ").encode("ascii"), validate=True).decode("utf-8")
    except (ValueError, binascii.Error):
        return None


def same_client(header_id: str, form_id: str | None) -> str | None:
    """Return the client that header and form agree on, None if they do not."""
    return header_id if form_id in (None, header_id) else None


def nobody_else(store: Store, client: Client) -> Collection[Client]:
    return (client,)


def basic_challenge(request: Request) -> str | None:
    return f'Basic realm="{REALM}"'


def read_scope(text: str) -> Scope | None:
    """Return the words of a scope, each once; None if it is malformed (RFC 6749 section 3.3)."""
    words = text.split(" ")
    return tuple(dict.fromkeys(words)) if all(map(SCOPE_TOKEN.fullmatch, words)) else None


def same_uri(given: str, client: Client, store: Store) -> bool:
    return given in client.redirect_uris


def fits_redirect(bound: str, given: str) -> bool:
    return bound == given


def is_code_expired(code: Code, now: float) -> bool:
    return now - code.issued_at >= CODE_LIFETIME


def is_verifier(verifier: str) -> bool:
    return VERIFIER.fullmatch(verifier) is not None


def fits_challenge(verifier: str, challenge: str, method: str) -> bool:
    """Say whether a verifier fits (RFC 7636 section 4.6)."""
    return equal(hash_verifier(verifier) if method == "S256" else verifier, challenge)


def hash_verifier(verifier: str) -> str:
    digest = sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def is_expired(token: Token, now: float) -> bool:
    return now >= token.ends_at


def the_grant(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [other for other in tokens if other.grant == token.grant]


def only_the_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [token]


def no_store(path: str) -> Headers:
    return (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


def read_bearer(authorization: str) -> str | None:
    """Return the token of a Bearer header, "" if there is none; None if the header is of another scheme."""
    scheme, _, value = authorization.partition(" ")
    return value.strip(" ") if scheme.lower() == "bearer" else None


def bearer_challenge(word: str, text: str) -> str | None:
    """Return the challenge of a resource; without credentials it names no error (RFC 6750 section 3.1)."""
    told = f', error="{word}", error_description="{text}"' if word else ""
    return f'Bearer realm="{REALM}"{told}'
