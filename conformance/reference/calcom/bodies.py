"""The body of a request: a JSON object with one member that counts; members of other names are dropped silently."""

from __future__ import annotations

from conformance.reference.calcom.errors import Refusal
from conformance.reference.calcom.figures import MEMBERS
from conformance.reference.calcom.provider import Call, Provider
from conformance.reference.http import read_json_object


def read_member(provider: Provider, call: Call) -> str | None:
    """Return the operation's member, or refuse; None where the figures let a missing one pass."""
    name, body = MEMBERS[call.operation], call.request.body
    if not body:
        provider.refuse_if(True, f"no body on {call.operation}")
        return None
    if not provider.figures.json_media(call.operation, call.request.header("Content-Type") or ""):
        raise Refusal("media type")
    members = read_json_object(body)
    provider.refuse_if(call.operation in provider.figures.strict_on and len(members) > 1, "unknown member")
    return read_value(provider, name, members.get(name))


def read_value(provider: Provider, name: str, value: object) -> str | None:
    """Return a text that is not empty; null counts as missing."""
    provider.refuse_if(value is None, f"missing {name}")
    provider.refuse_if(value == "", f"empty {name}")
    if value is not None and not isinstance(value, str):
        raise Refusal(f"wrong type of {name}")
    return value or None
