"""Faults in authorization requests, in codes, and in their proof keys."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.oauth2.faults import wrong_grants as g
from conformance.reference.oauth2.faults import wrong_requests as w
from conformance.reference.oauth2.figures import CODE, DAY

FAULTS = (
    make_fault(
        "authorization.no-open-redirect/anywhere",
        "Sends the user to any redirect URI.",
        "one",
        redirect_registered=lambda given, client, store: True,
    ),
    make_fault(
        "authorization.exact-redirect/start-is-enough",
        "Sends the user to a URI that begins like a registered one.",
        "one",
        redirect_registered=g.registered(g.starts_with),
    ),
    make_fault(
        "authorization.state-returned/lost",
        "Sends the user back without the state.",
        "one",
        state_shown=lambda state: None,
    ),
    make_fault(
        "authorization.no-code-without-session/newest-user",
        "Takes the newest user where nobody is signed in.",
        "one",
        session_wanted=False,
    ),
    make_fault(
        "code.single-use/good-again",
        "Exchanges a code as often as it comes.",
        "sequence",
        code_good_again=lambda code, store: True,
    ),
    make_fault(
        "code.single-use/good-again-once-revoked",
        "Exchanges a code again when the tokens that came from it are revoked.",
        "deep",
        code_good_again=g.once_its_tokens_are_ended,
    ),
    make_fault(
        "code.reuse-ends-tokens/nothing-ends",
        "Refuses a used code, and leaves the tokens alive that came from it.",
        "sequence",
        code_reuse_ends=None,
    ),
    make_fault(
        "code.reuse-ends-tokens/refresh-token-lives",
        "Ends only the access tokens when a code comes again.",
        "sequence",
        code_reuse_ends=g.of_kind("access"),
    ),
    make_fault(
        "code.reuse-ends-tokens/access-token-lives",
        "Ends only the refresh token when a code comes again.",
        "sequence",
        code_reuse_ends=g.of_kind("refresh"),
    ),
    make_fault(
        "code.reuse-ends-tokens/refreshed-tokens-live",
        "Ends only the first tokens when a code comes again, none of those that a refresh gave.",
        "deep",
        code_reuse_ends=g.direct_tokens,
    ),
    make_fault(
        "code.reuse-ends-tokens/other-grants-of-the-user",
        "Ends all tokens of the user at the client when a code comes again.",
        "deep",
        code_reuse_ends=g.of_the_user,
    ),
    make_fault(
        "code.reuse-ends-tokens/other-users",
        "Ends all tokens of the client when a code comes again.",
        "deep",
        code_reuse_ends=g.of_the_client,
    ),
    make_fault(
        "code.foreign-client/exchanged",
        "Exchanges a code for a client that it was not issued to.",
        "one",
        unchecked=w.unchecked("foreign code", CODE),
    ),
    make_fault("code.unknown/letter-case", "Finds a code in any letters.", "one", code_named=g.code_ignoring_case),
    make_fault("code.unknown/start-is-enough", "Finds a code by its start.", "one", code_named=g.code_by_its_start),
    make_fault(
        "code.short-lived/never",
        "Exchanges a code however old it is.",
        "deep",
        code_expired=g.code_expired_after(1000 * DAY),
    ),
    make_fault(
        "code.short-lived/quarter-of-an-hour",
        "Exchanges a code for a quarter of an hour.",
        "deep",
        code_expired=g.code_expired_after(900),
    ),
    make_fault(
        "code.redirect-uri.equal/not-compared",
        "Exchanges a code with any redirect URI.",
        "one",
        unchecked=w.unchecked("other redirect uri", CODE),
    ),
    make_fault(
        "code.redirect-uri.required/may-be-missing",
        "Exchanges a code without the redirect URI that it was asked for with.",
        "one",
        unchecked=w.unchecked("no redirect uri", CODE),
    ),
    make_fault(
        "code.redirect-uri.equal/start-is-enough",
        "Takes a redirect URI that begins like the right one.",
        "one",
        redirect_fits=g.starts_with,
    ),
    make_fault(
        "code.redirect-uri.equal/host-is-enough",
        "Compares the hosts of redirect URIs.",
        "one",
        redirect_fits=g.same_host,
    ),
    make_fault(
        "code.pkce.verifier-required/let-pass",
        "Exchanges a code that has a challenge without a verifier.",
        "one",
        unchecked=w.unchecked("no verifier", CODE),
    ),
    make_fault(
        "code.pkce.wrong-verifier/not-compared",
        "Exchanges a code with any verifier.",
        "one",
        unchecked=w.unchecked("wrong verifier", CODE),
    ),
    make_fault(
        "code.pkce.wrong-verifier/start-compared",
        "Compares the first characters of a challenge.",
        "rare",
        challenge_fits=g.plainly,
    ),
    make_fault(
        "code.pkce.verifier-form/too-short",
        "Takes a verifier of any length.",
        "one",
        verifier_form=g.of_length(1, 9999),
    ),
    make_fault(
        "code.pkce.verifier-form/42-characters",
        "Takes a verifier of 42 characters.",
        "deep",
        verifier_form=g.of_length(42, 128),
    ),
    make_fault(
        "code.pkce.verifier-form/129-characters",
        "Takes a verifier of 129 characters.",
        "deep",
        verifier_form=g.of_length(43, 129),
    ),
    make_fault(
        "code.pkce.works/127-at-most",
        "Refuses a verifier of 128 characters.",
        "deep",
        verifier_form=g.of_length(43, 127),
    ),
    make_fault(
        "code.pkce.verifier-form/any-characters",
        "Takes any characters in a verifier.",
        "one",
        verifier_form=g.any_characters,
    ),
    make_fault(
        "code.pkce.downgrade/plain-for-s256",
        "Takes the challenge itself for its verifier although the method is S256.",
        "one",
        challenge_fits=g.either_way,
    ),
    make_fault(
        "code.pkce.default-method/s256-by-default",
        "Takes a challenge without a method for one by S256.",
        "one",
        method_kept=lambda method: method or "S256",
    ),
    make_fault(
        "code.pkce.verifier-without-challenge/let-pass",
        "Overlooks a verifier for a code that has no challenge.",
        "one",
        unchecked=w.unchecked("verifier without challenge", CODE),
    ),
    make_fault(
        "code.unknown/is-invalid-request",
        "Answers an unknown code with invalid_request.",
        "one",
        words={"unknown code": "invalid_request"},
    ),
)
