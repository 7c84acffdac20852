"""Probes of a revocation: what it answers, how far it reaches within the grant, who may ask for it."""

from __future__ import annotations

from tests.reference.client import Client, parsed
from tests.reference.probes_finapi.probe import probe


@probe("body.not-needed/refuses-the-query", "body.not-needed/wants-content-type")
def a_revocation_by_query(client: Client) -> object:
    return client.revoke("never-issued", bearer=client.client_token()).status


@probe("answer.empty-body/empty-object", "answer.empty-body/line-end")
def the_body_of_a_revocation(client: Client) -> object:
    return client.revoke("never-issued", bearer=client.client_token()).body


@probe("revocation.accepted/refuses-refresh-tokens")
def a_revocation_of_a_refresh_token(client: Client) -> object:
    return client.revoke(client.new_tokens().refresh, "refresh_token", bearer=client.client_token()).status


@probe("revocation.accepted/answers-204")
def a_revocation_of_an_access_token(client: Client) -> object:
    return client.revoke(client.new_tokens().access, "access_token", bearer=client.client_token()).status


@probe(
    "revocation.hint.access-token/ends-nothing",
    "revocation.hint.access-token/ends-the-refresh-token",
    "revocation.hint.access-token/ends-other-users",
)
def lives_after_the_hint_access_token(client: Client) -> object:
    tokens, others = client.new_tokens(), client.new_tokens()
    client.revoke(tokens.access, "access_token", bearer=client.client_token())
    return client.lives(tokens, others)


@probe("revocation.hint.access-token/ends-its-siblings", "revocation.hint.access-token/ends-the-newest")
def a_sibling_after_the_hint_access_token(client: Client) -> object:
    tokens = client.new_tokens()
    sibling = parsed(client.refresh(tokens.refresh))["access_token"]
    client.revoke(tokens.access, "access_token", bearer=client.client_token())
    return client.read_user(sibling).status


@probe(
    "revocation.hint.refresh-token/leaves-access-tokens",
    "revocation.hint.refresh-token/leaves-the-refresh-token",
    "revocation.hint.refresh-token/ends-other-users",
)
def lives_after_the_hint_refresh_token(client: Client) -> object:
    tokens, others = client.new_tokens(), client.new_tokens()
    client.revoke(tokens.refresh, "refresh_token", bearer=client.client_token())
    return client.lives(tokens, others)


@probe("revocation.hint.refresh-token/leaves-older-access-tokens")
def an_older_token_after_the_hint_refresh_token(client: Client) -> object:
    tokens = client.new_tokens()
    client.refresh(tokens.refresh)
    client.revoke(tokens.refresh, "refresh_token", bearer=client.client_token())
    return client.read_user(tokens.access).status


@probe("revocation.hint.refresh-token/leaves-newer-access-tokens")
def a_newer_token_after_the_hint_refresh_token(client: Client) -> object:
    tokens = client.new_tokens()
    newer = parsed(client.refresh(tokens.refresh))["access_token"]
    client.revoke(tokens.refresh, "refresh_token", bearer=client.client_token())
    return client.read_user(newer).status


@probe("revocation.no-hint/ends-only-the-access-token")
def lives_after_an_access_token_without_hint(client: Client) -> object:
    tokens = client.new_tokens()
    client.revoke(tokens.access, bearer=client.client_token())
    return client.lives(tokens)


@probe("revocation.no-hint/ends-only-the-refresh-token")
def lives_after_a_refresh_token_without_hint(client: Client) -> object:
    tokens = client.new_tokens()
    client.revoke(tokens.refresh, bearer=client.client_token())
    return client.lives(tokens)


@probe("revocation.no-hint/older-token-ends-alone", "revocation.no-hint/older-token-spares-the-refreshed")
def lives_after_an_older_access_token_without_hint(client: Client) -> object:
    tokens = client.new_tokens()
    newer = parsed(client.refresh(tokens.refresh))["access_token"]
    client.revoke(tokens.access, bearer=client.client_token())
    return client.lives(tokens), client.read_user(newer).status


@probe("revocation.no-hint/refreshed-token-spares-the-first")
def lives_after_a_refreshed_access_token_without_hint(client: Client) -> object:
    tokens = client.new_tokens()
    newer = parsed(client.refresh(tokens.refresh))["access_token"]
    client.revoke(newer, bearer=client.client_token())
    return client.lives(tokens)


@probe("revocation.no-hint/ends-the-caller")
def the_caller_after_a_revocation_without_hint(client: Client) -> object:
    tokens, caller = client.new_tokens(), client.client_token()
    client.revoke(tokens.access, bearer=caller)
    return client.read_configuration(caller).status


@probe("revocation.client-token/stays-alive", "revocation.client-token/answers-400")
def a_client_token_that_revokes_itself(client: Client) -> object:
    token = client.client_token()
    return client.revoke(token, bearer=token).status, client.read_configuration(token).status


@probe("revocation.client-token/stays-alive-with-its-hint")
def a_client_token_that_revokes_itself_with_its_hint(client: Client) -> object:
    token = client.client_token()
    client.revoke(token, "access_token", bearer=token)
    return client.read_configuration(token).status


@probe("revocation.client-token/ends-user-tokens")
def users_after_the_revocation_of_a_client_token(client: Client) -> object:
    tokens, token = client.new_tokens(), client.client_token()
    client.revoke(token, bearer=token)
    return client.lives(tokens)


@probe("revocation.other-clients/ends-namesakes")
def a_namesake_after_a_revocation(client: Client) -> object:
    user = client.namesakes()
    namesake = parsed(client.sign_in(user, **client.other))["access_token"]
    client.revoke(client.tokens(user).access, bearer=client.client_token())
    return client.read_user(namesake).status


@probe("revocation.client-token/ends-all-client-tokens")
def the_other_client_after_the_revocation_of_a_client_token(client: Client) -> object:
    token, other = client.client_token(), client.client_token(**client.other)
    client.revoke(token, bearer=token)
    return client.read_configuration(other).status


@probe("revocation.unknown-token/answers-400")
def an_unknown_token(client: Client) -> object:
    return client.revoke("never-issued", bearer=client.client_token()).status


@probe("revocation.revoked-token/answers-400")
def a_token_revoked_twice(client: Client) -> object:
    tokens, caller = client.new_tokens(), client.client_token()
    return [client.revoke(tokens.access, bearer=caller).status for _ in range(2)]


@probe("revocation.expired-token/answers-400")
def an_expired_token(client: Client) -> object:
    tokens = client.new_tokens()
    client.wait(3602)
    return client.revoke(tokens.access, bearer=client.client_token()).status


@probe("revocation.caller/open-to-all", "revocation.caller/refused-but-revoked")
def a_revocation_by_nobody(client: Client) -> object:
    tokens = client.new_tokens()
    return client.revoke(tokens.access, bearer=None).status, client.lives(tokens)


@probe("revocation.caller/users-may", "revocation.caller/wrong-role-but-revoked")
def a_revocation_by_a_user(client: Client) -> object:
    tokens, others = client.new_tokens(), client.new_tokens()
    return client.revoke(tokens.access, bearer=others.access).status, client.lives(tokens)


@probe("revocation.caller/garbage-may")
def a_revocation_by_a_stranger(client: Client) -> object:
    return client.revoke(client.new_tokens().access, bearer="never-issued").status


@probe("revocation.caller.revoked/may", "revocation.caller.revoked/refused-but-revoked")
def a_revocation_with_a_revoked_token(client: Client) -> object:
    tokens, caller = client.new_tokens(), client.client_token()
    client.revoke(caller, bearer=caller)
    return client.revoke(tokens.access, bearer=caller).status, client.lives(tokens)


@probe("revocation.caller/expired-may")
def a_revocation_with_an_expired_token(client: Client) -> object:
    caller = client.client_token()
    client.wait(3602)
    return client.revoke(client.new_tokens().access, bearer=caller).status


@probe("revocation.at-once/refreshed-within-a-second-survives", "revocation.at-once/refreshed-within-5-ms-survives")
def a_token_refreshed_at_the_moment_before_the_revocation(client: Client) -> object:
    tokens, caller = client.new_tokens(), client.client_token()
    refreshed = parsed(client.refresh(tokens.refresh))["access_token"]
    client.revoke(tokens.refresh, "refresh_token", bearer=caller)
    return client.read_user(refreshed).status


@probe("revocation.at-once/refreshes-for-a-second")
def a_refresh_at_the_moment_after_the_revocation(client: Client) -> object:
    tokens, caller = client.new_tokens(), client.client_token()
    client.revoke(tokens.refresh, "refresh_token", bearer=caller)
    return client.refresh(tokens.refresh).status


@probe("revocation.at-once/refreshes-on-for-a-second")
def refreshes_before_and_after_the_revocation(client: Client) -> object:
    tokens, caller = client.new_tokens(), client.client_token()
    client.refresh(tokens.refresh)
    client.revoke(tokens.refresh, "refresh_token", bearer=caller)
    return client.refresh(tokens.refresh).status
