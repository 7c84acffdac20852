"""Faults in whom the server signs in, and in what it says when it refuses."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.finapi.faults import wrongs as w
from conformance.reference.finapi.figures import VERIFY

FAULTS = (
    make_fault("user.locked/signs-in", "Signs a locked user in.", "one", unchecked=("locked",)),
    make_fault(
        "user.locked/answers-403", "Refuses a locked user with 403 instead of 423.", "one", statuses={"locked": 403}
    ),
    make_fault(
        "user.locked/signs-in-the-second-time",
        "Signs a locked user in at the second try.",
        "sequence",
        locked=lambda user, name: user.locked and not user.refusals,
    ),
    make_fault(
        "user.locked/signs-in-under-another-spelling",
        "Signs a locked user in whose name is spelled in other capitals.",
        "rare",
        locked=lambda user, name: user.locked and name == user.username,
    ),
    make_fault("user.unverified/signs-in", "Signs an unverified user in.", "one", unchecked=("unverified",)),
    make_fault(
        "user.unverified/signs-in-the-second-time",
        "Signs an unverified user in at the second try.",
        "sequence",
        unverified=lambda user, name: not user.verified and not user.refusals,
    ),
    make_fault(
        "user.unverified/answers-400",
        "Refuses an unverified user with 400 instead of 403.",
        "one",
        statuses={"unverified": 400},
    ),
    make_fault(
        "user.verified-later/still-refused",
        "Refuses a user even after the client has verified the user.",
        "sequence",
        verification_works=False,
    ),
    make_fault(
        "user.verified-by-nobody-else/user-may",
        "Lets a user's token verify a user.",
        "sequence",
        roles=w.allowing(f"POST {VERIFY}", "client", "user"),
    ),
    make_fault(
        "user.verified-by-nobody-else/nobody-may",
        "Verifies a user for a caller without a token.",
        "one",
        roles=w.allowing(f"POST {VERIFY}", "client", "nobody"),
    ),
    make_fault(
        "user.verified-by-nobody-else/another-client-may",
        "Verifies a user for another client.",
        "sequence",
        user_to_verify=w.of_any_client,
    ),
    make_fault(
        "user.own-client-only/signs-in", "Signs a user of another client in.", "one", user_named=w.of_any_client
    ),
    make_fault(
        "user.unknown/newest-user", "Takes an unknown username for the newest user.", "one", user_named=w.or_the_newest
    ),
    make_fault("user.unknown/wildcard", "Takes % in a username for any characters.", "one", user_named=w.like),
    make_fault(
        "user.unknown/signs-up",
        "Creates the user whom it does not know and signs the user in.",
        "one",
        unchecked=("unknown username",),
    ),
    make_fault(
        "user.auto-verified/starts-unverified",
        "Creates users unverified although verification is automatic.",
        "sequence",
        users_start_verified=False,
    ),
    make_fault(
        "user.wrong-password/accepted", "Signs a user in with any password.", "one", unchecked=("wrong password",)
    ),
    make_fault(
        "user.wrong-password/case-ignored",
        "Compares passwords without regard to case.",
        "one",
        password_matches=lambda given, right: given.lower() == right.lower(),
    ),
    make_fault(
        "user.wrong-password/cut-at-eight",
        "Compares the first eight characters of passwords.",
        "one",
        password_matches=lambda given, right: given[:8] == right[:8],
    ),
    make_fault(
        "error.status/wrong-password-answers-401",
        "Refuses a wrong password with 401 instead of 400.",
        "one",
        statuses={"wrong password": 401},
    ),
    make_fault(
        "user.wrong-password/accepted-while-signed-in",
        "Checks no password while the user has a live token.",
        "sequence",
        password_needed_while_signed_in=False,
    ),
    make_fault(
        "user.wrong-password/ends-the-tokens",
        "Ends the user's tokens when the password is wrong.",
        "sequence",
        wrong_password_ends_tokens=True,
    ),
    make_fault(
        "user.lockout/never",
        "Never locks a user, however often the password is wrong.",
        "deep",
        attempts_allowed=lambda configured: 0,
    ),
    make_fault(
        "user.lockout.counter/success-forgets-nothing",
        "Counts wrong passwords on across a successful sign-in.",
        "deep",
        success_resets_attempts=False,
    ),
    make_fault(
        "user.lockout/counts-all-users",
        "Counts the wrong passwords of all users of a client together.",
        "deep",
        attempts_counted=w.of_one_client,
    ),
    make_fault(
        "user.lockout.namesake/counted-together",
        "Counts the wrong passwords of users of one name at all clients together.",
        "deep",
        attempts_counted=w.namesakes,
    ),
    make_fault(
        "user.lockout.namesake/locked-together",
        "Locks the users of that name at the other clients as well.",
        "deep",
        locked_together=w.namesakes,
    ),
    make_fault(
        "user.lockout.ends-tokens/tokens-survive",
        "Leaves the tokens of a user alive whom it locks.",
        "deep",
        lock_ends=lambda token: False,
    ),
    make_fault(
        "user.lockout.ends-tokens/refresh-token-survives",
        "Leaves the refresh token of a user alive whom it locks.",
        "deep",
        lock_ends=lambda token: token.kind == "access",
    ),
    make_fault(
        "user.lockout.ends-tokens/refreshed-token-survives",
        "Leaves the access tokens alive that refreshes gave to a user whom it locks.",
        "deep",
        lock_ends=lambda token: token.origin != "refresh_token",
    ),
    make_fault(
        "error.shape/oauth-error-for-400",
        "Answers a 400 in the envelope of a 401.",
        "one",
        error_members=w.on_errors(lambda status: status == 400, w.as_oauth_error),
    ),
    make_fault(
        "error.shape/error-message-for-401",
        "Answers a 401 in the envelope of the other refusals.",
        "one",
        error_members=w.on_errors(lambda status: status == 401, w.as_error_message),
    ),
    make_fault(
        "error.shape/no-date",
        "Leaves date out of an ErrorMessage.",
        "one",
        error_members=w.on_errors(lambda status: status != 401, lambda members: w.without(members, "date")),
    ),
    make_fault(
        "error.shape/no-code-on-423",
        "Leaves the error code out of a 423.",
        "one",
        error_members=w.on_errors(lambda status: status == 423, w.without_code),
    ),
    make_fault(
        "error.no-secret/repeats-client-secret",
        "Repeats the client_secret in the message of a refusal.",
        "one",
        error_text=w.repeating("client_secret"),
    ),
    make_fault(
        "error.no-secret/repeats-password",
        "Repeats the password in the message of a refusal.",
        "one",
        error_text=w.repeating("password"),
    ),
    make_fault(
        "error.no-secret/repeats-authorization",
        "Repeats the Authorization header in the message of a refusal.",
        "sequence",
        error_text=w.repeat_authorization,
    ),
    make_fault(
        "error.no-secret/client-secret-in-a-header",
        "Repeats the client_secret in a header of a refusal.",
        "one",
        error_headers=w.heading("WWW-Authenticate", "Bearer error_description=", "client_secret"),
    ),
    make_fault(
        "error.no-secret/password-in-a-header",
        "Repeats the password in a header of a refusal.",
        "one",
        error_headers=w.heading("X-Error-Detail", "password=", "password"),
    ),
    make_fault(
        "error.no-server-error/bad-refresh-token",
        "Breaks down on a refresh token that is not known.",
        "one",
        breaks_on=("bad refresh token",),
    ),
    make_fault(
        "error.no-server-error/json-body",
        "Breaks down on a token request of another media type.",
        "one",
        breaks_on=("media type",),
    ),
    make_fault(
        "error.no-server-error/bad-encoding",
        "Breaks down on a form that is not UTF-8.",
        "rare",
        breaks_on=("malformed",),
    ),
    make_fault(
        "error.no-server-error/long-password",
        "Breaks down on a password of more than 128 characters.",
        "rare",
        breaks_on=("long password",),
    ),
)
