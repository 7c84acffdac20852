"""Faults in how the server says no."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.square.faults import wrong_refusals as w

FAULTS = (
    make_fault("error.shape/text", "Refuses in plain text.", "one", error_answer=w.as_text),
    make_fault("error.shape/page", "Refuses with a page of HTML.", "one", error_answer=w.as_page),
    make_fault("error.shape/oauth-error", "Refuses as RFC 6749 does.", "one", error_answer=w.as_oauth_error),
    make_fault("error.shape/empty", "Refuses without a body.", "one", error_answer=w.as_nothing),
    make_fault(
        "error.shape/no-type",
        "Leaves type out of a refusal of the OAuth endpoints.",
        "one",
        error_answer=w.changing(w.without_type),
    ),
    make_fault(
        "error.shape/no-category",
        "Leaves category out of a refusal of the API.",
        "one",
        error_answer=w.changing(w.without_category),
    ),
    make_fault(
        "error.shape/one-error",
        "Puts one error where the list of errors belongs.",
        "one",
        error_answer=w.changing(w.with_one_error),
    ),
    make_fault(
        "error.status/wrong-secret-answers-403",
        "Refuses a wrong secret with 403 instead of 401.",
        "one",
        statuses={"wrong secret": 403},
    ),
    make_fault(
        "error.status/unknown-code-answers-404",
        "Refuses an unknown code with 404 instead of 401.",
        "one",
        statuses={"unknown code": 404},
    ),
    make_fault(
        "error.status/bad-header-answers-403",
        "Refuses an Authorization header of another form with 403 instead of 400.",
        "one",
        statuses={"bad header": 403},
    ),
    make_fault(
        "error.media-type/json-as-text",
        "Calls the JSON of a refusal text/plain.",
        "one",
        error_answer=w.called("text/plain"),
    ),
    make_fault(
        "schema.answers/number-as-type",
        "Answers the type of a refusal as a number.",
        "one",
        error_answer=w.changing(w.with_number_as_type),
    ),
    make_fault(
        "schema.answers/list-as-message",
        "Answers the message of a refusal as a list.",
        "one",
        error_answer=w.changing(w.with_list_as_message),
    ),
    make_fault(
        "error.no-secret/repeats-the-secret",
        "Repeats client_secret in the message of a refusal.",
        "one",
        error_text=w.repeating("client_secret"),
    ),
    make_fault(
        "error.no-secret/repeats-the-header",
        "Repeats the Authorization header in the message of a refusal.",
        "one",
        error_text=w.repeating_the_header,
    ),
    make_fault(
        "error.no-secret/repeats-the-code",
        "Repeats the code in the message of a refusal.",
        "one",
        error_text=w.repeating("code"),
    ),
    make_fault(
        "error.no-secret/repeats-the-token",
        "Repeats the access token in the message of a refusal.",
        "sequence",
        error_text=w.repeating("access_token"),
    ),
    make_fault(
        "error.no-server-error/no-text",
        "Breaks down on a number where a text is expected.",
        "one",
        breaks_on=("no text",),
    ),
    make_fault(
        "error.no-server-error/no-json",
        "Breaks down on a body that is no JSON object.",
        "one",
        breaks_on=("malformed",),
    ),
    make_fault(
        "error.no-server-error/bad-header",
        "Breaks down on an Authorization header of another form.",
        "one",
        breaks_on=("bad header",),
    ),
    make_fault(
        "error.no-server-error/missing-parameter",
        "Breaks down on a missing parameter.",
        "one",
        breaks_on=("missing parameter",),
    ),
)
