"""The proof that goes with a code (RFC 7636): where an operation must send a verifier, its code is asked for with the
hashed challenge for it.

The verifier is always the same, so that a code in the wrong hands is refused for being there, and not for a verifier.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256

from conformance.contract.model import Operation

STATE = "authorization code"
SLOT = "code_verifier"
VERIFIER = "a-verifier-of-the-suite_0123456789.ABCDEFGHIJKLMNOP"


def asked_with(operation: Operation, state: str) -> Mapping[str, str]:
    """Return the parameters with which the code for this operation is asked for; none where it needs no verifier."""
    is_needed = any(slot.name == SLOT and not slot.optional for part in operation.parts for slot in part.template.slots)
    if state != STATE or not is_needed:
        return {}
    challenge = urlsafe_b64encode(sha256(VERIFIER.encode("ascii")).digest()).rstrip(b"=").decode("ascii")
    return {"code_challenge": challenge, "code_challenge_method": "S256"}
