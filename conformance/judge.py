"""What an answer says about a promise, by rules that HTTP and OAuth give: pure functions, each returning what is wrong.

A refusal is a client error (RFC 9110 15.5) that speaks about the request: 407, 408, 425 and 429 speak of something
else, and a 5xx speaks of the server.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from conformance.secrets import redact
from conformance.terms import Response, members, showable

NO_REFUSAL = frozenset({407, 408, 425, 429})
_TOKEN_MEMBER = re.compile(r"(access|refresh|id)_?token", re.IGNORECASE)
_SHOWN_BODY = 200
_FOREVER = 1e18
"""No lifetime reaches it, in whatever unit."""


def is_refusal(status: int) -> bool:
    return 400 <= status < 500 and status not in NO_REFUSAL


def statuses(figure: object) -> tuple[int, ...]:
    """Return a `status` figure as a tuple; empty if there is none."""
    if figure is None:
        return ()
    return tuple(figure) if isinstance(figure, list | tuple) else (int(str(figure)),)


def expected_status(allowed: Iterable[int], *, otherwise: str) -> str:
    words = " or ".join(str(status) for status in allowed)
    return f"status {words}" if words else otherwise


def expected_success(allowed: Collection[int]) -> str:
    """Return which statuses are a success, where that is not every one that HTTP has for it."""
    is_any = set(range(200, 300)) <= set(allowed)
    return "a success" if is_any else f"a success: {expected_status(allowed, otherwise='')}"


def describe(response: Response, place: str = "") -> str:
    """Return status, media type and the beginning of the body, free of secrets.

    place: where something was looked for; a header, as in `Location?code`, is shown, too.
    """
    name = "" if place.startswith("/") else place.partition("?")[0]
    told = f", {name}: {showable(redact(response.header(name) or 'none'))}" if name else ""
    body = showable(" ".join(redact(response.text).split()))
    shown = body[:_SHOWN_BODY] + ("…" if len(body) > _SHOWN_BODY else "")
    return (
        f"status {response.status}"
        + (f", {response.media_type}" if response.media_type else "")
        + told
        + (f": {shown}" if shown else ", no body")
    )


def tokens_in(response: Response) -> list[str]:
    """Return the names of the members of the answer that hold a token."""
    found = members(response.json())
    return sorted({name for name, value in found if _TOKEN_MEMBER.fullmatch(name) and isinstance(value, str) and value})


def error_code(response: Response) -> str | None:
    """Return the OAuth error code of the answer (RFC 6749 5.2), if it has one."""
    value = response.json()
    code = value.get("error") if isinstance(value, dict) else None
    return code if isinstance(code, str) else None


def pointed(value: Any, pointer: str) -> Any:
    """Return what a JSON pointer (RFC 6901) points to, or None."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def meets(response: Response, terms: Mapping[str, Any]) -> bool:
    """True if the answer has the status and, at each JSON pointer, the value that the terms of a witness give."""
    for key, wanted in terms.items():
        found = response.status if key == "status" else pointed(response.json(), key)
        if found not in (wanted if isinstance(wanted, list | tuple) else (wanted,)):
            return False
    return True


def lifetime_in_seconds(value: Any, spelling: str, now: float) -> float | None:
    """Return how long a token lives from `now` (seconds since 1970); None if the answer does not say it properly."""
    if spelling == "iso-8601":
        end = _moment(value)
        return end.timestamp() - now if end else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _FOREVER:
        return None
    return float(value) if spelling == "seconds" else value / 1000 - now


def _moment(value: Any) -> datetime | None:
    """Return what the text says; without an offset from UTC it says no moment (RFC 3339 4.1)."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
