"""Authorization codes as a scenario asks for them: with a challenge, with a redirect URI, with what belongs to them."""

from base64 import urlsafe_b64encode
from hashlib import sha256

UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
SHORTEST, LONGEST = 43, 128
VERIFIERS = (UNRESERVED[:SHORTEST], (UNRESERVED * 2)[-LONGEST:])
"""The shortest and the longest verifier that RFC 7636 4.1 allows."""


def challenge_of(verifier):
    """Return the hashed challenge for a verifier (RFC 7636 4.2)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def code_for(server, **asked):
    """Have a code made that is asked for with a challenge, and return what belongs to it."""
    proof = {"code_challenge": challenge_of(VERIFIERS[0]), "code_challenge_method": "S256"}
    return {**server.state("authorization code", **proof, **asked), "code_verifier": VERIFIERS[0]}


def exchange_of(server, operation, made, **changes):
    """Return the call that exchanges this code, with all that its maker says belongs to it, and then with changes."""
    known = {name: made.get(name) for name in ("code", "redirect_uri", "code_verifier")}
    return server.call(operation).but(**{**known, **changes})


def challenged(server, operation, verifier, **changes):
    """Return the call that exchanges a code which was asked for with the hashed challenge for this verifier."""
    asked = {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    made = server.state("authorization code", **asked)
    return exchange_of(server, operation, made, **{"code_verifier": verifier, **changes})
