"""The small wrong decisions in what the server reads, and in whom it takes for a client."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import unquote, unquote_plus

from conformance.reference.http import Pairs, Request, read_json_object, read_pairs, read_text
from conformance.reference.oauth2.figures import GRANT_TYPES, METHODS, Checks, Form
from conformance.reference.oauth2.rules import decode_basic, find_repeated, read_basic, read_parameters
from conformance.reference.oauth2.store import Client, Store


def unchecked(reason: str, *operations: str) -> Checks:
    """Leave a check out on these operations."""
    return frozenset((operation, reason) for operation in operations)


def also_by_get(path: str) -> dict[str, tuple[str, ...]]:
    """Make the table of methods with GET for one path."""
    return {**METHODS, path: ("GET", "POST")}


def form_or_json(request: Request) -> Pairs | None:
    if request.media_type == "application/json":
        return tuple((name, str(value)) for name, value in read_json_object(request.body).items())
    return read_parameters(request)


def any_media(request: Request) -> Pairs | None:
    return read_pairs(read_text(request.body)) if request.method == "POST" else read_parameters(request)


def media_exactly(request: Request) -> Pairs | None:
    right = request.header("Content-Type") in ("application/x-www-form-urlencoded", None)
    return read_parameters(request) if right else None


def media_in_lower_case(request: Request) -> Pairs | None:
    media = request.header("Content-Type") or "application/x-www-form-urlencoded"
    return read_parameters(request) if media.startswith("application/x-www-form-urlencoded") else None


def body_and_query(request: Request) -> Pairs | None:
    """Read the body and, after it, the query as well."""
    pairs = read_parameters(request)
    if pairs is None or request.method == "GET":
        return pairs
    named = [name for name, _ in pairs]
    return pairs + tuple(pair for pair in read_pairs(request.query) if pair[0] not in named)


def none_on(*paths: str) -> Callable[[str, Pairs], Collection[str]]:
    """Look for no repetition on these paths."""
    return lambda path, pairs: () if path in paths else find_repeated(path, pairs)


def grant_type_only(path: str, pairs: Pairs) -> Collection[str]:
    return [name for name in find_repeated(path, pairs) if name in ("grant_type", "token", "client_id")]


def different_values_only(path: str, pairs: Pairs) -> Collection[str]:
    return find_repeated(path, tuple(dict.fromkeys(pairs)))


def empty_but(*names: str) -> Callable[[str, str], bool]:
    """Take an empty value for a value in these parameters."""
    return lambda name, value: value == "" and name not in names


def trimmed(name: str, value: str) -> str:
    return value.strip()


def grant_type_ignoring_case(form: Form) -> str:
    return form.get("grant_type", "").lower()


def credentials_if_unknown(form: Form) -> str:
    named = form.get("grant_type", "")
    return named if named in (*GRANT_TYPES, "") else "client_credentials"


def named_by_its_material(form: Form) -> str:
    """Guess the grant type from the token where none is named."""
    return form.get("grant_type", "refresh_token" if "refresh_token" in form else "")


def named_by_its_end(form: Form) -> str:
    """Take the last part of a URN for the grant type."""
    return form.get("grant_type", "").rpartition(":")[2]


def in_these_letters(authorization: str) -> tuple[str, str] | None:
    return read_basic(authorization) if authorization.startswith("Basic ") else None


def undecoded(authorization: str) -> tuple[str, str] | None:
    client_id, colon, secret = (decode_basic(authorization) or "").partition(":")
    return (client_id, secret) if colon else None


def plus_kept(authorization: str) -> tuple[str, str] | None:
    credentials = undecoded(authorization)
    return (unquote(credentials[0]), unquote(credentials[1])) if credentials else None


def decoded_before_the_colon(authorization: str) -> tuple[str, str] | None:
    client_id, colon, secret = unquote_plus(decode_basic(authorization) or "").partition(":")
    return (client_id, secret) if colon else None


def ignoring_case(given: str, right: str) -> bool:
    return given.lower() == right.lower()


def cut_at(length: int) -> Callable[[str, str], bool]:
    """Compare the first characters only, as a hash with a limit does."""
    return lambda given, right: given[:length] == right[:length]


def every_client(store: Store, client: Client) -> Collection[Client]:
    return list(store.clients.values())


def no_secret_wanted_on(operation: str) -> Callable[[str, Client], bool]:
    """Take any client for a public one on one operation."""
    return lambda here, client: here != operation and not client.is_public


def bearer_instead(request: Request) -> str | None:
    return 'Bearer realm="reference"'


def unless_in_the_form(request: Request) -> str | None:
    return 'Basic realm="reference"' if request.header("Authorization") is None else None
