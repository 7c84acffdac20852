"""Faults of an exchange: the code, the client, the secret, and what a refused exchange leaves behind."""

from __future__ import annotations

from conformance.reference.calcom.faults import wrongs as w
from conformance.reference.calcom.figures import EXCHANGE, HOUR
from conformance.reference.fault import make_fault

FAULTS = (
    make_fault(
        "bearer.not-needed/exchange-wants-a-session",
        "Wants the user's session for an exchange.",
        "one",
        headers_needed={EXCHANGE: "Cookie"},
    ),
    make_fault(
        "body.required/exchange-without-body",
        "Exchanges a code without a body.",
        "one",
        unchecked=("no body on exchange",),
    ),
    make_fault(
        "parameter.required/code-optional",
        "Exchanges the client's newest code when none is sent.",
        "one",
        unchecked=("no code",),
    ),
    make_fault(
        "parameter.required/code-in-the-body",
        "Takes the code from the body when there is no Authorization header.",
        "one",
        code_elsewhere=w.in_the_body("code", "authorization"),
    ),
    make_fault(
        "parameter.required/code-in-the-query",
        "Takes the code from the query when there is no Authorization header.",
        "one",
        code_elsewhere=w.in_the_query("code", "authorization"),
    ),
    make_fault(
        "parameter.required/breaks-down-without-a-code",
        "Breaks down on an exchange without an Authorization header.",
        "one",
        breaks_on=("no code",),
    ),
    make_fault(
        "parameter.empty-is-missing/newest-code-for-an-empty-one",
        "Exchanges the client's newest code when nothing stands behind the word Bearer.",
        "one",
        unchecked=("empty code",),
    ),
    make_fault(
        "client-auth.accepted/first-client-only",
        "Compares the secret of every client with that of the first.",
        "one",
        secret_owners=lambda operation, client, clients: clients[:1],
    ),
    make_fault(
        "client-auth.missing/secret-optional-on-exchange",
        "Exchanges a code without clientSecret.",
        "one",
        unchecked=("missing clientSecret",),
    ),
    make_fault(
        "client-auth.wrong-secret/accepted-on-exchange",
        "Exchanges a code with any clientSecret.",
        "one",
        unchecked=("wrong secret",),
    ),
    make_fault(
        "client-auth.wrong-secret/prefix-is-enough",
        "Accepts a secret that is cut short.",
        "one",
        secret_matches=lambda given, right: right.startswith(given),
    ),
    make_fault(
        "client-auth.wrong-secret/case-ignored",
        "Compares secrets without regard to case.",
        "one",
        secret_matches=lambda given, right: given.lower() == right.lower(),
    ),
    make_fault(
        "client-auth.wrong-secret/rest-ignored",
        "Accepts a secret with more behind it.",
        "one",
        secret_matches=lambda given, right: given.startswith(right),
    ),
    make_fault(
        "client-auth.wrong-secret/tokens-in-the-refusal",
        "Refuses an exchange with a wrong clientSecret and shows the tokens.",
        "one",
        refused_yet={"wrong secret": "shown"},
    ),
    make_fault(
        "client-auth.wrong-secret/once-right-always-right",
        "Checks no secret of a client that was right once.",
        "sequence",
        secret_remembered=True,
    ),
    make_fault(
        "client-auth.foreign-secret/any-on-exchange",
        "Exchanges a code with the secret of any client.",
        "one",
        secret_owners=w.anybody_on(EXCHANGE),
    ),
    make_fault(
        "client-auth.foreign-secret/decides-alone",
        "Finds the client by the secret, whichever client the path names.",
        "one",
        client_found_by_secret=True,
    ),
    make_fault(
        "client-auth.unknown-client/exchanged",
        "Exchanges a code of the first client for an unknown one.",
        "one",
        unchecked=("unknown client on exchange",),
    ),
    make_fault(
        "code.unknown/newest-code",
        "Takes an unknown code for the client's newest.",
        "one",
        unchecked=("unknown code",),
    ),
    make_fault(
        "code.unknown/prefix-is-enough",
        "Accepts a code that is cut short.",
        "one",
        code_named=w.by_prefix,
    ),
    make_fault(
        "code.foreign-client/accepted",
        "Exchanges a code for another client than the one it was made for.",
        "one",
        unchecked=("foreign code",),
    ),
    make_fault(
        "code.foreign-client/where-the-user-authorized-both",
        "Exchanges a code for another client that its user has authorized, too.",
        "deep",
        foreign_code_passes=True,
    ),
    make_fault(
        "code.outlives-refusal/used-up-by-another-client",
        "Uses a code up when another client presents it.",
        "sequence",
        refused_yet={"foreign code": "done"},
    ),
    make_fault(
        "code.single-use/again-and-again",
        "Exchanges a code as often as it is sent.",
        "sequence",
        unchecked=("used code",),
    ),
    make_fault(
        "code.single-use/same-tokens-again",
        "Answers a used code with the tokens that it has given.",
        "sequence",
        used_code_repeats=True,
    ),
    make_fault(
        "code.single-use/comes-back-after-another",
        "Remembers of all used codes the last one only.",
        "deep",
        code_is_used=w.used_if_last,
    ),
    make_fault(
        "code.single-use/comes-back-with-the-user",
        "Gives a user the used code again, so that whoever kept it can exchange it.",
        "deep",
        code_value=w.code_of_the_user,
    ),
    make_fault(
        "code.single-use/comes-back-after-an-hour",
        "Forgets after an hour that a code has been used.",
        "deep",
        code_is_used=w.used_within(HOUR),
    ),
    make_fault(
        "code.single-use/twice-at-once",
        "Exchanges a code twice within 20 milliseconds.",
        "deep",
        code_is_used=w.used_after_a_moment,
    ),
    make_fault(
        "grant.accepted/ends-the-codes-of-others",
        "Ends the outstanding codes of the client's other users with an exchange.",
        "deep",
        exchange_ends=w.ends_other_codes,
    ),
)
