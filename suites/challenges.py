"""Challenges: what a WWW-Authenticate header asks for (RFC 9110 11.6.1)."""

import re


def challenges_of(answer):
    """Return all challenges of the answer as one text; empty if there is none."""
    return ", ".join(answer.header_values("WWW-Authenticate"))


def check_scheme(answer, scheme):
    """Judge: there is a challenge of this scheme."""
    given = challenges_of(answer)
    words = re.sub('"[^"]*"', "", given).replace(",", " ").lower().split()
    if scheme.lower() not in words:
        answer.fail(f"a WWW-Authenticate challenge of the scheme {scheme}", given or "no challenge")
