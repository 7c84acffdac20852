"""Faults in what the server reads of a request."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.oauth2.faults import wrong_requests as w
from conformance.reference.oauth2.figures import REVOCATION, TOKEN

FAULTS = (
    make_fault(
        "endpoint.post-only/token-by-get",
        "Gives tokens for a GET with everything in the query.",
        "one",
        methods=w.also_by_get(TOKEN),
    ),
    make_fault(
        "endpoint.post-only/revocation-by-get",
        "Revokes for a GET with everything in the query.",
        "sequence",
        methods=w.also_by_get(REVOCATION),
    ),
    make_fault(
        "endpoint.allowed-methods/not-told", "Answers 405 without naming any method.", "one", allow_stated=False
    ),
    make_fault(
        "body.form-only/json-too", "Takes the parameters from a JSON body as well.", "one", pairs=w.form_or_json
    ),
    make_fault("body.form-only/any-media-type", "Reads every body as a form.", "one", pairs=w.any_media),
    make_fault(
        "body.form.spelling/refuses-a-charset",
        "Refuses the media type of a form with a charset.",
        "one",
        pairs=w.media_exactly,
    ),
    make_fault(
        "body.form.spelling/refuses-capitals",
        "Refuses the media type of a form in capitals.",
        "one",
        pairs=w.media_in_lower_case,
    ),
    make_fault(
        "body.form-only/query-is-read-too",
        "Takes what the body lacks from the query of a POST.",
        "one",
        pairs=w.body_and_query,
    ),
    make_fault(
        "parameter.once/first-wins",
        "Takes the first of a parameter that is repeated.",
        "one",
        repeated=w.none_on(TOKEN),
    ),
    make_fault(
        "parameter.once/only-some",
        "Looks for a repetition of a few parameters only.",
        "one",
        repeated=w.grant_type_only,
    ),
    make_fault(
        "parameter.once/same-value-twice",
        "Lets a parameter pass that is repeated with the same value.",
        "one",
        repeated=w.different_values_only,
    ),
    make_fault(
        "parameter.once/two-tokens-revoked",
        "Takes the first of two tokens at a revocation.",
        "sequence",
        repeated=w.none_on(REVOCATION),
    ),
    make_fault(
        "parameter.empty-is-missing/looked-up",
        "Looks an empty code or refresh token up instead of missing it.",
        "one",
        is_omitted=w.empty_but("code", "refresh_token", "token"),
    ),
    make_fault(
        "parameter.empty-is-omitted/empty-scope",
        "Takes an empty scope for a malformed one.",
        "one",
        is_omitted=w.empty_but("scope"),
    ),
    make_fault(
        "parameter.ignored/refused",
        "Refuses a request with a parameter that it does not know.",
        "one",
        unknown_refused=True,
    ),
    make_fault(
        "parameter.name-case/ignored", "Reads the names of parameters in any letters.", "one", name_read=str.lower
    ),
    make_fault(
        "parameter.required/guesses-the-grant",
        "Takes a request without grant_type for a refresh if it has a refresh token.",
        "sequence",
        grant_name=w.named_by_its_material,
    ),
    make_fault(
        "grant.unknown-type/in-any-letters",
        "Reads grant_type in any letters.",
        "one",
        grant_name=w.grant_type_ignoring_case,
    ),
    make_fault("grant.type-exact/trimmed", "Trims blanks around grant_type.", "one", value_read=w.trimmed),
    make_fault(
        "grant.unknown-type/client-credentials",
        "Takes every unknown grant type for client_credentials.",
        "one",
        grant_name=w.credentials_if_unknown,
    ),
    make_fault(
        "grant.unknown-type/end-of-a-urn",
        "Takes the last part of a URN for the grant type.",
        "rare",
        grant_name=w.named_by_its_end,
    ),
    make_fault(
        "error.no-server-error/garbled-form",
        "Breaks down on a form that is not UTF-8.",
        "rare",
        breaks_on=("malformed",),
    ),
    make_fault(
        "client-auth.malformed/breaks-down",
        "Breaks down on a Basic header that cannot be decoded.",
        "one",
        breaks_on=("bad header",),
    ),
    make_fault(
        "error.no-server-error/no-parameter",
        "Breaks down on a request without a parameter that its grant needs.",
        "one",
        breaks_on=("missing parameter",),
    ),
)
