"""Faults of X-Request-Id."""

from __future__ import annotations

import uuid

from conformance.reference.fault import make_fault
from conformance.reference.finapi.figures import CONFIGURATION, REVOKE, TOKEN, USERS, VERIFY

SERVICES = (USERS, VERIFY, CONFIGURATION)
LONG_AGO = "reference-request-id"

FAULTS = (
    make_fault("request-id.accepted/only-once", "Refuses a request id that it has seen.", "sequence", id_once=True),
    make_fault(
        "request-id.accepted/refused-on-revoke",
        "Refuses a revocation that has a request id.",
        "sequence",
        id_refused_on=(REVOKE,),
    ),
    make_fault(
        "request-id.not-needed/needed", "Refuses a token request without a request id.", "one", id_needed_on=(TOKEN,)
    ),
    make_fault(
        "request-id.not-needed/needed-on-revoke",
        "Refuses a revocation without a request id.",
        "sequence",
        id_needed_on=(REVOKE,),
    ),
    make_fault(
        "request-id.echo/cut",
        "Returns the first 64 characters of the request id.",
        "one",
        id_echo=lambda given, status: given[:64],
    ),
    make_fault(
        "request-id.echo/last-character-lost",
        "Returns 254 of the 255 characters of a request id.",
        "deep",
        id_echo=lambda given, status: given[:254],
    ),
    make_fault(
        "request-id.echo/lower-cased",
        "Returns the request id in lower case.",
        "one",
        id_echo=lambda given, status: given.lower(),
    ),
    make_fault(
        "request-id.echo/spaces-folded",
        "Returns one space for two in a request id.",
        "rare",
        id_echo=lambda given, status: " ".join(given.split()),
    ),
    make_fault(
        "request-id.echo/missing-on-revoke",
        "Returns no request id with a successful revocation.",
        "sequence",
        id_hidden=lambda path, status, given: path == REVOKE and status == 200,
    ),
    make_fault(
        "request-id.echo/missing-on-users",
        "Returns no request id from GET /api/v1/users.",
        "sequence",
        id_hidden=lambda path, status, given: path == USERS and status == 200,
    ),
    make_fault(
        "request-id.echo/one-late",
        "Returns the request id of the request before.",
        "deep",
        id_picked=lambda ids, crowd: ids[-2] if len(ids) > 1 else "none",
    ),
    make_fault(
        "request-id.crowd/mixed-up",
        "Returns the request id of the call before from the twenty-first call within one second on.",
        "deep",
        id_picked=lambda ids, crowd: ids[-2] if crowd > 20 else ids[-1],
    ),
    make_fault(
        "request-id.crowd/lost",
        "Returns no request id from the thirty-first call within one second on.",
        "deep",
        id_picked=lambda ids, crowd: "" if crowd > 30 else ids[-1],
    ),
    make_fault(
        "request-id.echo-on-refusal/missing-on-401",
        "Returns no request id with a 401.",
        "one",
        id_hidden=lambda path, status, given: status == 401,
    ),
    make_fault(
        "request-id.echo-on-refusal/missing-on-423",
        "Returns no request id with a 423.",
        "one",
        id_hidden=lambda path, status, given: status == 423,
    ),
    make_fault(
        "request-id.echo-on-refusal/missing-on-400",
        "Returns no request id with a 400.",
        "one",
        id_hidden=lambda path, status, given: status == 400,
    ),
    make_fault(
        "request-id.echo-on-refusal/another-on-403",
        "Returns another request id with a 403.",
        "sequence",
        id_echo=lambda given, status: LONG_AGO if status == 403 else given,
    ),
    make_fault(
        "request-id.echo-on-refusal/none-made-for-token-requests",
        "Makes no request id for a refused token request that has none.",
        "one",
        id_hidden=lambda path, status, given: path == TOKEN and status >= 400 and not given,
    ),
    make_fault(
        "request-id.echo-on-refusal/none-made-for-revocations",
        "Makes no request id for a refused revocation that has none.",
        "one",
        id_hidden=lambda path, status, given: path == REVOKE and status >= 400 and not given,
    ),
    make_fault(
        "request-id.echo-on-refusal/none-made-for-services",
        "Makes no request id for a refused service call that has none.",
        "one",
        id_hidden=lambda path, status, given: path in SERVICES and status >= 400 and not given,
    ),
    make_fault(
        "request-id.generated/missing",
        "Makes no request id when none is passed.",
        "one",
        id_hidden=lambda path, status, given: not given,
    ),
    make_fault(
        "request-id.generated/constant",
        "Makes the same request id every time.",
        "sequence",
        id_made=lambda number: LONG_AGO,
    ),
    make_fault(
        "request-id.generated/repeats",
        "Makes request ids that repeat after three requests.",
        "deep",
        id_made=lambda number: f"{LONG_AGO}-{number % 3}",
    ),
    make_fault(
        "request-id.random/counts-up",
        "Counts its requests in the request ids that it makes.",
        "sequence",
        id_made=lambda number: f"{LONG_AGO}-{number}",
    ),
    make_fault(
        "request-id.random/counts-up-as-uuid",
        "Counts its requests in request ids that look like UUIDs.",
        "sequence",
        id_made=lambda number: f"selfgen-{uuid.UUID(int=number, version=4)}",
    ),
    make_fault("request-id.max-length/allows-256", "Accepts a request id of 256 characters.", "deep", id_max=256),
    make_fault("request-id.max-length/allows-1000", "Accepts a request id of 1000 characters.", "one", id_max=1000),
    make_fault("request-id.max-length/refuses-255", "Refuses a request id of 255 characters.", "deep", id_max=254),
    make_fault(
        "request-id.max-length/unlimited-on-revoke",
        "Limits request ids everywhere but on revocation.",
        "deep",
        id_unlimited_on=(REVOKE,),
    ),
    make_fault(
        "request-id.max-length/cuts-instead",
        "Cuts a longer request id instead of refusing it.",
        "one",
        id_too_long="cut",
    ),
    make_fault(
        "request-id.max-length/refuses-but-revokes",
        "Refuses a longer request id when the work is done.",
        "deep",
        id_too_long="do and refuse",
    ),
)
