"""Client credentials as HTTP Basic: identifier and secret form-encoded, joined by a colon, base64 (RFC 6749 2.3.1)."""

from __future__ import annotations

import base64
import shlex
from urllib.parse import quote_plus

from conformance.secrets import Secret, known, octets


def basic(client_id: str, client_secret: Secret | str) -> Secret:
    """Return the text that follows `Basic ` in the Authorization header."""
    secret = client_secret if isinstance(client_secret, Secret) else known(client_secret) or _literal(client_secret)
    name = quote_plus(octets(client_id))
    prefix = shlex.quote(f"{name}:")
    encode = f"{{ printf '%s' {prefix}; {_shell_quote_plus(secret)}; }} | base64 | tr -d '\\n'"
    return secret.derive(lambda value: _base64(f"{name}:{quote_plus(octets(value))}"), shell=encode, label="basic")


def _literal(text: str) -> Secret:
    """Return what a scenario made up in place of a secret: nobody's, so it is not looked for."""
    return Secret(text, "client_secret", 0)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def _shell_quote_plus(secret: Secret) -> str:
    """Return a filter that form-encodes the characters of this secret that need it."""
    special = {char for char in secret.reveal() if quote_plus(octets(char)) != char}
    if not special:
        return "cat"
    # The signs of an encoding come first and last: what the other steps write holds a percent sign, the blank's a plus.
    steps = ["s/%/%25/g"] + [_step(char) for char in sorted(special - {"%", " "})] + ["s/ /+/g"]
    return f"sed {shlex.quote('; '.join(steps))}"


def _step(char: str) -> str:
    """Return the step of sed that encodes one character, whatever the locale takes for a character."""
    pattern = f"\\{char}" if char in "]^[*$/\\" else char
    return f"s/{pattern}/{quote_plus(octets(char))}/g"
