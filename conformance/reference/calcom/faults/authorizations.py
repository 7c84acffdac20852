"""Faults of authorize: the redirect, the redirect URI, the session, and the second time."""

from __future__ import annotations

from conformance.reference.calcom.faults import wrongs as w
from conformance.reference.calcom.figures import AUTHORIZE, MINUTE
from conformance.reference.fault import make_fault

FAULTS = (
    make_fault(
        "endpoint.exists/authorize-by-get",
        "Knows authorize by GET only.",
        "one",
        methods=w.with_method(AUTHORIZE, "GET"),
    ),
    make_fault(
        "bearer.not-needed/authorize-wants-authorization",
        "Wants an Authorization header for authorize.",
        "one",
        headers_needed={AUTHORIZE: "Authorization"},
    ),
    make_fault(
        "answer.without-accept/wants-accept",
        "Refuses an authorization without an Accept header.",
        "one",
        headers_needed={AUTHORIZE: "Accept"},
    ),
    make_fault(
        "body.required/authorize-without-body",
        "Sends the user to the client's first redirect URI when there is no body.",
        "one",
        unchecked=("no body on authorize",),
    ),
    make_fault(
        "parameter.required/redirect-uri-optional",
        "Sends the user to the client's first redirect URI when none is named.",
        "one",
        unchecked=("missing redirectUri",),
    ),
    make_fault(
        "authorization.redirect/no-location",
        "Answers 302 without a Location.",
        "one",
        location=lambda uri, code: None,
    ),
    make_fault(
        "authorization.redirect/no-code",
        "Sends the user back without a code.",
        "one",
        location=w.location_with("{uri}"),
    ),
    make_fault(
        "authorization.redirect/empty-code",
        "Sends the user back with an empty code.",
        "one",
        location=w.location_with("{uri}?code="),
    ),
    make_fault(
        "authorization.redirect/code-in-the-fragment",
        "Puts the code into the fragment of the redirect URI.",
        "one",
        location=w.location_with("{uri}#code={code}"),
    ),
    make_fault(
        "authorization.redirect/first-uri",
        "Sends the user to the client's first redirect URI, whichever is asked for.",
        "one",
        redirect_target=lambda asked, client: client.redirect_uris[0],
    ),
    make_fault(
        "authorization.redirect/code-cut-short",
        "Cuts the last character of the code off in the Location.",
        "sequence",
        location=lambda uri, code: f"{uri}?code={code[:-1]}",
    ),
    make_fault(
        "authorization.redirect/one-code-for-all",
        "Gives every authorization the same code.",
        "deep",
        code_value=lambda client_id, username: "c000000000000000000000000",
    ),
    make_fault(
        "authorization.signed-in-user/newest-user",
        "Gives a code for the user who signed in last, whoever authorizes.",
        "deep",
        authorizing_user=lambda user, users, last: users[-1],
    ),
    make_fault(
        "authorization.signed-in-user/user-of-the-request-before",
        "Gives a code for the user of the authorization before.",
        "deep",
        authorizing_user=w.user_of_the_call_before,
    ),
    make_fault(
        "authorization.session-required/open",
        "Authorizes for the newest user when there is no session.",
        "one",
        unchecked=("no session",),
    ),
    make_fault(
        "authorization.session-required/any-cookie",
        "Takes a session that it does not know for that of the newest user.",
        "one",
        unchecked=("unknown session",),
    ),
    make_fault(
        "client-auth.unknown-client/authorized",
        "Authorizes an unknown client like the first one.",
        "one",
        unchecked=("unknown client on authorize",),
    ),
    make_fault(
        "client-auth.identifier-case/case-ignored",
        "Compares the client's identifier without regard to case.",
        "one",
        client_named=w.in_any_case,
    ),
    make_fault(
        "authorization.foreign-redirect/any",
        "Sends the user and a code wherever the request says.",
        "one",
        redirect_matches=lambda asked, registered: True,
    ),
    make_fault(
        "authorization.foreign-redirect/prefix-is-enough",
        "Accepts a URI that begins with a registered one.",
        "one",
        redirect_matches=lambda asked, registered: asked.startswith(registered),
    ),
    make_fault(
        "authorization.foreign-redirect/host-is-enough",
        "Compares only the hosts of redirect URIs.",
        "one",
        redirect_matches=w.at_the_same_host,
    ),
    make_fault(
        "authorization.foreign-redirect/case-ignored",
        "Compares redirect URIs without regard to case.",
        "rare",
        redirect_matches=lambda asked, registered: asked.lower() == registered.lower(),
    ),
    make_fault(
        "authorization.foreign-redirect/slash-ignored",
        "Overlooks a slash at the end of a redirect URI.",
        "rare",
        redirect_matches=lambda asked, registered: asked.rstrip("/") == registered,
    ),
    make_fault(
        "authorization.foreign-redirect/fragment-ignored",
        "Accepts a registered URI with a fragment behind it.",
        "one",
        redirect_matches=lambda asked, registered: asked.partition("#")[0] == registered,
    ),
    make_fault(
        "authorization.foreign-redirect/userinfo-ignored",
        "Accepts a registered URI with a user's name before the host.",
        "one",
        redirect_matches=lambda asked, registered: w.without_userinfo(asked) == registered,
    ),
    make_fault(
        "authorization.foreign-redirect/of-another-client",
        "Accepts the redirect URI of another client.",
        "one",
        redirect_of_any_client=True,
    ),
    make_fault(
        "authorization.foreign-redirect/refused-by-redirect",
        "Sends the user to an unregistered URI with an error.",
        "one",
        refusal_location=w.refused_towards("foreign redirect", 302, "{asked}?error=invalid_request"),
    ),
    make_fault(
        "authorization.foreign-redirect/refused-with-location",
        "Names the unregistered URI in the Location of the 400.",
        "one",
        refusal_location=w.refused_towards("foreign redirect", 0, "{asked}"),
    ),
    make_fault(
        "authorization.foreign-redirect/code-in-the-refusal",
        "Makes a code, refuses the redirect URI and shows the code.",
        "one",
        refused_yet={"foreign redirect": "shown"},
    ),
    make_fault(
        "authorization.foreign-redirect/counts-as-authorized",
        "Takes the user for one who has authorized the client after a refused redirect URI.",
        "sequence",
        refused_yet={"foreign redirect": "done"},
    ),
    make_fault(
        "authorization.twice/allowed",
        "Lets a user authorize a client again and again.",
        "sequence",
        unchecked=("authorized already",),
    ),
    make_fault(
        "authorization.twice/same-code",
        "Sends a user who authorizes again back with the same code.",
        "sequence",
        code_repeats=True,
    ),
    make_fault(
        "authorization.twice/refuses-other-users",
        "Refuses a user when another one has authorized the client.",
        "sequence",
        blocking_codes=w.codes_of_any_user,
    ),
    make_fault(
        "authorization.twice/looks-at-the-newest-code",
        "Forgets that a user has authorized the client once another user does.",
        "deep",
        blocking_codes=w.the_newest_code,
    ),
    make_fault(
        "authorization.twice/forgotten-after-five-minutes",
        "Forgets after five minutes that a user has authorized the client, while the code is good still.",
        "deep",
        blocking_codes=w.codes_of_the_last(5 * MINUTE),
    ),
    make_fault(
        "authorization.twice/replaces-the-code",
        "Refuses a second authorization and ends the code of the first.",
        "sequence",
        refused_yet={"authorized already": "done"},
    ),
    make_fault(
        "authorization.twice/refuses-another-client",
        "Refuses a user who has authorized another client.",
        "sequence",
        blocking_codes=w.codes_for_any_client,
    ),
    make_fault(
        "authorization.again/never",
        "Refuses a user for ever who has authorized the client once.",
        "sequence",
        blocking_codes=w.codes_ever,
    ),
    make_fault(
        "authorization.again/code-of-no-use",
        "Takes every later code of a user for used once one is.",
        "deep",
        code_is_used=w.used_if_one_was,
    ),
)
