"""Faults in whom the server takes for an application, and in what it needs to hear at all."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.square.faults import wrong_requests as w
from conformance.reference.square.figures import (
    CODE,
    REFRESH,
    RENEW,
    RENEWAL,
    REVOCATION,
    REVOKE,
)

FAULTS = (
    make_fault("endpoint.exists/renewal-gone", "Answers 404 to every renewal.", "sequence", gone=(RENEWAL,)),
    make_fault("endpoint.exists/revocation-gone", "Answers 404 to every revocation.", "sequence", gone=(REVOCATION,)),
    make_fault("body.json/form-only", "Reads forms and no JSON.", "one", json_media=lambda media: "form" in media),
    make_fault(
        "body.json.spelling/refuses-capitals",
        "Refuses a media type in capitals.",
        "one",
        json_media=lambda media: media.startswith("application/json"),
    ),
    make_fault(
        "body.required/token-request-breaks-down",
        "Breaks down on a token request without a body.",
        "one",
        breaks_on=("no body",),
    ),
    make_fault(
        "body.required/revocation-succeeds",
        "Answers success to a revocation without a body.",
        "one",
        without_body={REVOKE: "success"},
    ),
    make_fault(
        "body.required/revokes-the-newest",
        "Ends the newest token's account on a revocation without a body.",
        "sequence",
        without_body={REVOKE: "newest"},
    ),
    make_fault(
        "body.required/renews-the-newest",
        "Renews the newest token on a renewal without a body.",
        "sequence",
        without_body={RENEW: "newest"},
    ),
    make_fault(
        "bearer.not-needed/exchange-wants-a-header",
        "Refuses a code that comes without any Authorization header.",
        "one",
        header_wanted_on=(CODE,),
    ),
    make_fault(
        "bearer.not-needed/refresh-wants-a-header",
        "Refuses a refresh that comes without any Authorization header.",
        "sequence",
        header_wanted_on=(REFRESH,),
    ),
    make_fault(
        "client-auth.accepted/renewal-wants-bearer",
        "Refuses a renewal unless the word before the secret is Bearer.",
        "sequence",
        client_header=w.header_on(RENEW, w.after_bearer_only),
    ),
    make_fault(
        "client-auth.accepted/revocation-wants-bearer",
        "Refuses a revocation unless the word before the secret is Bearer.",
        "sequence",
        client_header=w.header_on(REVOKE, w.after_bearer_only),
    ),
    make_fault(
        "client-auth.accepted/first-application-only",
        "Knows no application but the first.",
        "one",
        served=lambda client_id: client_id.endswith("-A"),
    ),
    make_fault(
        "client-auth.missing/no-client-id",
        "Exchanges a code without client_id.",
        "one",
        required=w.needing(CODE, "client_secret", "code"),
    ),
    make_fault(
        "client-auth.missing/no-client-id-on-refresh",
        "Refreshes without client_id.",
        "sequence",
        required=w.needing(REFRESH, "client_secret", "refresh_token"),
    ),
    make_fault(
        "client-auth.missing/no-secret",
        "Exchanges a code without client_secret.",
        "one",
        required=w.needing(CODE, "client_id", "code"),
    ),
    make_fault(
        "client-auth.missing/no-secret-on-refresh",
        "Refreshes without client_secret.",
        "sequence",
        required=w.needing(REFRESH, "client_id", "refresh_token"),
    ),
    make_fault(
        "client-auth.missing/no-header-on-renewal",
        "Renews without an Authorization header.",
        "sequence",
        unchecked=w.unchecked(RENEW, "no header"),
    ),
    make_fault(
        "client-auth.missing/no-header-on-revocation",
        "Revokes without an Authorization header.",
        "sequence",
        unchecked=w.unchecked(REVOKE, "no header"),
    ),
    make_fault(
        "client-auth.missing/refused-but-revoked",
        "Refuses a revocation without an Authorization header and revokes all the same.",
        "sequence",
        refused_yet_done=w.unchecked(REVOKE, "no header"),
    ),
    make_fault(
        "client-auth.wrong-secret/exchanges",
        "Exchanges a code whatever the secret is.",
        "one",
        unchecked=w.unchecked(CODE, "wrong secret"),
    ),
    make_fault(
        "client-auth.wrong-secret/refreshes",
        "Refreshes whatever the secret is.",
        "sequence",
        unchecked=w.unchecked(REFRESH, "wrong secret"),
    ),
    make_fault(
        "client-auth.wrong-secret/renews",
        "Renews whatever the secret is.",
        "sequence",
        unchecked=w.unchecked(RENEW, "wrong secret"),
    ),
    make_fault(
        "client-auth.wrong-secret/revokes",
        "Revokes whatever the secret is.",
        "sequence",
        unchecked=w.unchecked(REVOKE, "wrong secret"),
    ),
    make_fault(
        "client-auth.wrong-secret/letter-case", "Takes a secret in any letters.", "one", secret_matches=w.ignoring_case
    ),
    make_fault(
        "client-auth.wrong-secret/start-is-enough",
        "Takes the start of a secret for the whole.",
        "one",
        secret_matches=w.given_is_start,
    ),
    make_fault(
        "client-auth.wrong-secret/rest-ignored",
        "Takes whatever begins with the right secret.",
        "one",
        secret_matches=w.right_is_start,
    ),
    make_fault(
        "client-auth.wrong-secret/remembered",
        "Takes any secret of an application that has shown the right one before.",
        "deep",
        right_secret_remembered=True,
    ),
    make_fault(
        "client-auth.wrong-secret/refused-but-revoked",
        "Refuses a revocation with a wrong secret and revokes all the same.",
        "sequence",
        refused_yet_done=w.unchecked(REVOKE, "wrong secret"),
    ),
    make_fault(
        "client-auth.wrong-secret/ends-the-refresh-token",
        "Refuses a refresh with a wrong secret and ends the refresh token.",
        "sequence",
        wrong_secret_ends_refresh_token=True,
    ),
    make_fault(
        "client-auth.foreign-secret/exchanges",
        "Exchanges a code with the secret of another application.",
        "one",
        secret_of_any_on=(CODE,),
    ),
    make_fault(
        "client-auth.foreign-secret/refreshes",
        "Refreshes with the secret of another application.",
        "sequence",
        secret_of_any_on=(REFRESH,),
    ),
    make_fault(
        "client-auth.foreign-secret/renews",
        "Renews with the secret of another application.",
        "sequence",
        secret_of_any_on=(RENEW,),
    ),
    make_fault(
        "client-auth.foreign-secret/revokes",
        "Revokes with the secret of another application.",
        "sequence",
        secret_of_any_on=(REVOKE,),
    ),
    make_fault(
        "client-auth.unknown-client/secret-is-enough",
        "Exchanges a code for an unknown application if some application has the secret.",
        "one",
        unchecked=w.unchecked(CODE, "unknown application"),
    ),
    make_fault(
        "client-auth.unknown-client/path-ignored",
        "Renews whatever application the path names.",
        "sequence",
        unchecked=w.unchecked(RENEW, "unknown application"),
    ),
    make_fault(
        "client-auth.unknown-client/breaks-down",
        "Breaks down on an unknown application.",
        "one",
        breaks_on=("unknown application",),
    ),
    make_fault(
        "client-auth.scheme/bearer-renews",
        "Renews with the word Bearer before the secret.",
        "sequence",
        client_header=w.header_on(RENEW, w.after("bearer")),
    ),
    make_fault(
        "client-auth.scheme/bearer-revokes",
        "Revokes with the word Bearer before the secret.",
        "sequence",
        client_header=w.header_on(REVOKE, w.after("bearer")),
    ),
    make_fault(
        "client-auth.scheme/basic-renews",
        "Renews with the word Basic before the secret.",
        "sequence",
        client_header=w.header_on(RENEW, w.after("basic")),
    ),
    make_fault(
        "client-auth.scheme/any-word-revokes",
        "Revokes with any word before the secret.",
        "sequence",
        client_header=w.header_on(REVOKE, w.after_any_word),
    ),
    make_fault(
        "client-auth.scheme/no-word-renews",
        "Renews with the secret alone in the header.",
        "sequence",
        client_header=w.header_on(RENEW, w.with_or_without_word),
    ),
    make_fault(
        "client-auth.scheme/no-word-revokes",
        "Revokes with the secret alone in the header.",
        "sequence",
        client_header=w.header_on(REVOKE, w.with_or_without_word),
    ),
    make_fault(
        "client-auth.scheme/refused-but-revoked",
        "Refuses a revocation with another word before the secret and revokes all the same.",
        "sequence",
        refused_yet_done=w.unchecked(REVOKE, "bad header"),
    ),
)
