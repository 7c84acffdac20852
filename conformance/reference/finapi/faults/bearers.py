"""Faults of bearer tokens: which the server takes, for which service, and whom it takes the caller for."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.finapi.faults import wrongs as w
from conformance.reference.finapi.figures import CONFIGURATION, USERS, read_bearer

FAULTS = (
    make_fault(
        "bearer.required/user-service-open",
        "Answers GET /api/v1/users without a token.",
        "one",
        roles=w.allowing(f"GET {USERS}", "user", "nobody"),
    ),
    make_fault(
        "bearer.required/client-service-open",
        "Answers the client's configuration without a token.",
        "one",
        roles=w.allowing(f"GET {CONFIGURATION}", "client", "nobody"),
    ),
    make_fault(
        "bearer.required/configuration-changes-open",
        "Changes the client's configuration without a token.",
        "one",
        roles=w.allowing(f"PATCH {CONFIGURATION}", "client", "nobody"),
    ),
    make_fault(
        "bearer.required/refresh-token-will-do",
        "Takes a user's refresh token for an access token.",
        "sequence",
        bearer_kinds=("access", "refresh"),
    ),
    make_fault(
        "error.status/no-token-answers-403",
        "Refuses a call without a token with 403 instead of 401.",
        "one",
        statuses={"nobody": 403},
    ),
    make_fault(
        "bearer.right-role/user-refused",
        "Refuses a user's token on GET /api/v1/users.",
        "sequence",
        roles=w.allowing(f"GET {USERS}"),
    ),
    make_fault(
        "bearer.right-role/client-refused",
        "Refuses a client's token on the client's configuration.",
        "sequence",
        roles=w.allowing(f"GET {CONFIGURATION}"),
    ),
    make_fault(
        "bearer.scheme-case/capitals-refused",
        "Refuses the scheme BEARER.",
        "sequence",
        bearer=lambda text: None if text.startswith("BEARER ") else read_bearer(text),
    ),
    make_fault(
        "bearer.scheme-case/small-letters-refused",
        "Refuses the scheme bearer.",
        "sequence",
        bearer=lambda text: None if text.startswith("bearer ") else read_bearer(text),
    ),
    make_fault(
        "bearer.wrong-role/client-reads-user",
        "Answers a client's token on GET /api/v1/users.",
        "sequence",
        roles=w.allowing(f"GET {USERS}", "user", "client"),
    ),
    make_fault(
        "bearer.wrong-role/user-creates-user",
        "Lets a user's token create a user.",
        "sequence",
        roles=w.allowing(f"POST {USERS}", "client", "user"),
    ),
    make_fault(
        "bearer.wrong-role/user-reads-configuration",
        "Lets a user's token read the client's configuration.",
        "sequence",
        roles=w.allowing(f"GET {CONFIGURATION}", "client", "user"),
    ),
    make_fault(
        "bearer.wrong-role/user-changes-configuration",
        "Lets a user's token change the client's configuration.",
        "sequence",
        roles=w.allowing(f"PATCH {CONFIGURATION}", "client", "user"),
    ),
    make_fault(
        "bearer.wrong-role/client-answers-401",
        "Refuses a client's token of the wrong role with 401.",
        "sequence",
        statuses={"client": 401},
    ),
    make_fault(
        "bearer.expired/creates-user",
        "Lets an expired token create a user.",
        "sequence",
        roles=w.allowing(f"POST {USERS}", "client", "expired"),
    ),
    make_fault(
        "bearer.expired/reads-configuration",
        "Lets an expired token read the client's configuration.",
        "sequence",
        roles=w.allowing(f"GET {CONFIGURATION}", "client", "expired"),
    ),
    make_fault(
        "bearer.expired/remembered-for-a-minute",
        "Accepts an expired token for a minute after a call with it.",
        "deep",
        remembers=lambda role, ago: role == "expired" and ago < 60,
    ),
    make_fault(
        "bearer.revoked/creates-user",
        "Lets a revoked token create a user.",
        "sequence",
        roles=w.allowing(f"POST {USERS}", "client", "revoked"),
    ),
    make_fault(
        "bearer.revoked/reads-user",
        "Answers a revoked token on GET /api/v1/users.",
        "deep",
        roles=w.allowing(f"GET {USERS}", "user", "revoked"),
    ),
    make_fault(
        "bearer.revoked/remembered-for-a-minute",
        "Accepts a revoked token for a minute after a call with it.",
        "deep",
        remembers=lambda role, ago: role == "revoked" and ago < 60,
    ),
    make_fault(
        "bearer.own-data/newest-user",
        "Shows the client's newest user to every user.",
        "sequence",
        user_shown=lambda user, store: store.users_of(user.client_id)[-1],
    ),
    make_fault(
        "bearer.own-data/first-user",
        "Shows the client's first user to every user.",
        "sequence",
        user_shown=lambda user, store: store.users_of(user.client_id)[0],
    ),
    make_fault(
        "bearer.own-data/last-caller",
        "Shows the user of the call before.",
        "deep",
        user_shown=lambda user, store: store.callers[-1] if store.callers else user,
    ),
    make_fault(
        "bearer.without-scheme/accepted",
        "Accepts a token without the word Bearer.",
        "sequence",
        bearer=lambda text: read_bearer(text) or text,
    ),
    make_fault(
        "bearer.without-scheme/any-word",
        "Accepts a token behind any word, not only behind Bearer.",
        "sequence",
        bearer=lambda text: text.partition(" ")[2].strip(),
    ),
)
