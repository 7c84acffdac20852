"""Faults of renewal: what it gives, until when, for which tokens."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.square.faults import wrong_requests as w
from conformance.reference.square.faults import wrong_tokens as t
from conformance.reference.square.figures import DAY, RENEW

FAULTS = (
    make_fault(
        "renewal.works/dead-token",
        "Answers a renewal with a token that is not good.",
        "sequence",
        works=t.works_unless(RENEW),
    ),
    make_fault(
        "renewal.works/refuses-live-tokens",
        "Refuses to renew a token that has not expired.",
        "sequence",
        renewal_refuses_live=True,
    ),
    make_fault(
        "renewal.works/keeps-the-old-end",
        "Gives a renewed token the end of the one presented.",
        "deep",
        starts=lambda operation, old, now: old.starts_at if operation == RENEW else now,
    ),
    make_fault(
        "renewal.works/adds-to-the-old-end",
        "Lets a renewed token end 30 days after the end of the one presented.",
        "deep",
        starts=lambda operation, old, now: old.ends_at if operation == RENEW else now,
    ),
    make_fault(
        "token-response.lifetime/old-end-on-renewal",
        "States the end of the token presented.",
        "deep",
        end_stated=t.end_of_the_parent,
    ),
    make_fault(
        "renewal.works/half-the-time",
        "Ends a renewed token after 15 days.",
        "deep",
        expired=t.expired_after(15, of=(RENEW,)),
    ),
    make_fault(
        "renewal.works/once",
        "Renews no token that comes from a renewal.",
        "sequence",
        renewal_of=lambda token: token.kind == "access" and token.origin != RENEW,
    ),
    make_fault(
        "renewal.works/not-when-refreshed",
        "Renews no token that comes from a refresh.",
        "sequence",
        renewal_of=lambda token: token.kind == "access" and token.origin != "refresh_token",
    ),
    make_fault(
        "renewal.works/another-account",
        "Gives a token of the account that authorised last.",
        "deep",
        renewal_for=t.grant_of_the_newest_account,
    ),
    make_fault(
        "renewal.grace/none",
        "Renews no token that has expired.",
        "sequence",
        renewable=lambda token, now: now < token.ends_at,
    ),
    make_fault("renewal.grace/14-days", "Renews for 14 days.", "deep", renewable=t.renewable_for(14)),
    make_fault("renewal.grace/16-days", "Renews for 16 days.", "deep", renewable=t.renewable_for(16)),
    make_fault(
        "renewal.grace/five-seconds-less",
        "Renews until five seconds before the 15 days are over.",
        "deep",
        renewable=t.renewable_for(15, -5),
    ),
    make_fault(
        "renewal.grace/five-seconds-more",
        "Renews until five seconds after the 15 days are over.",
        "deep",
        renewable=t.renewable_for(15, 5),
    ),
    make_fault("renewal.grace/for-ever", "Renews for ever.", "sequence", renewable=lambda token, now: True),
    make_fault(
        "renewal.grace/counted-from-issue",
        "Counts the 15 days from the issue of the token.",
        "sequence",
        renewable=lambda token, now: now - token.starts_at <= 15 * DAY,
    ),
    make_fault(
        "renewal.grace/whole-days",
        "Counts whole days and so renews until the 16th is over.",
        "deep",
        renewable=lambda token, now: (now - token.ends_at) // DAY <= 15,
    ),
    make_fault(
        "renewal.grace/dead-token",
        "Answers the renewal of an expired token with a token that is not good.",
        "deep",
        works=t.works_unless_renewed_late,
    ),
    make_fault(
        "renewal.start-again/refused",
        "Refuses a new code of an account whose token has been expired for more than 15 days.",
        "deep",
        account_refused=w.has_an_old_token,
    ),
    make_fault(
        "renewal.start-again/dead-token",
        "Answers a new code of such an account with a token that is not good.",
        "deep",
        works=t.works_unless_account_is_old,
    ),
    make_fault(
        "renewal.unknown-token/newest",
        "Renews the application's newest token when an unknown one is presented.",
        "sequence",
        unchecked=w.unchecked(RENEW, "unknown token"),
    ),
    make_fault(
        "renewal.unknown-token/letter-case",
        "Takes a token in any letters.",
        "sequence",
        renewal_named=t.token_ignoring_case,
    ),
    make_fault(
        "renewal.unknown-token/start-is-enough",
        "Looks at the first 32 characters of a token only.",
        "sequence",
        renewal_named=t.token_by_its_start,
    ),
    make_fault(
        "renewal.other-token/refresh-token",
        "Renews a refresh token.",
        "sequence",
        renewal_of=lambda token: token.kind in ("access", "refresh"),
    ),
    make_fault(
        "renewal.foreign-token/accepted",
        "Renews the token of another application.",
        "sequence",
        unchecked=w.unchecked(RENEW, "foreign token"),
    ),
    make_fault(
        "renewal.revoked-token/accepted",
        "Answers the renewal of a revoked token with a good one.",
        "sequence",
        unchecked=w.unchecked(RENEW, "revoked token"),
    ),
    make_fault(
        "renewal.revoked-token/revives",
        "Renews a revoked token and revives it.",
        "deep",
        renewal_revives=True,
    ),
    make_fault(
        "renewal.revoked-token/forgets-with-expiry",
        "Renews a revoked token once it has expired.",
        "deep",
        renewal_forgets=lambda token, now: now >= token.ends_at,
    ),
)
