"""Client credentials as HTTP Basic: identifier and secret form-encoded, joined by a colon, base64 (RFC 6749 2.3.1)."""

from __future__ import annotations

import base64
import shlex
from urllib.parse import quote_plus

from conformance.secrets import Secret, register


def basic(client_id: str, client_secret: Secret | str) -> Secret:
    """Return the text that follows `Basic ` in the Authorization header."""
    secret = client_secret if isinstance(client_secret, Secret) else register(client_secret, "client_secret")
    name = quote_plus(client_id)
    prefix = shlex.quote(f"{name}:")
    encode = f"{{ printf '%s' {prefix}; {_shell_quote_plus(secret)}; }} | base64 | tr -d '\\n'"
    return secret.derive(lambda value: _base64(f"{name}:{quote_plus(value)}"), shell=encode, label="basic")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def _shell_quote_plus(secret: Secret) -> str:
    """Return a filter that form-encodes the characters of this secret that need it."""
    special = sorted({char for char in secret.reveal() if quote_plus(char) != char} - {"%"})
    if not special and "%" not in secret.reveal():
        return "cat"
    steps = [r"s/%/%25/g"] + [f"s/[{char}]/{quote_plus(char)}/g" for char in special if char not in "]^\\/"]
    steps += [rf"s/\{char}/{quote_plus(char)}/g" for char in special if char in "]^\\/"]
    return f"sed {shlex.quote('; '.join(steps))}"
