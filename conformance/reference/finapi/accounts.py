"""The services that fixtures and witnesses need: users, their verification, and the client's configuration."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace

from conformance.reference.finapi.bearer import check_role, find_client_of, find_user_of, identify_caller
from conformance.reference.finapi.errors import Refusal
from conformance.reference.finapi.provider import Call, Provider
from conformance.reference.finapi.store import Client, Configuration, User
from conformance.reference.finapi.tokens import find_period
from conformance.reference.http import Answer, Request, make_json_answer, read_json_object

USERNAME = re.compile(r"[a-zA-Z0-9\-_.+@]{1,36}")
LARGEST_PERIOD = 2**31 - 1
PERIODS = {
    "clientAccessTokensValidityPeriod": "client_access_period",
    "userAccessTokensValidityPeriod": "user_access_period",
    "refreshTokensValidityPeriod": "refresh_period",
}


def answer_user(provider: Provider, call: Call) -> Answer:
    """Answer the user who calls."""
    caller = identify_caller(provider, call.request)
    check_role(provider, call, caller)
    user = find_user_of(provider, caller)
    if user is None:
        return make_json_answer(200, show_user(caller.role))
    shown = provider.figures.user_shown(user, provider.store)
    provider.store.callers.append(user)
    return make_json_answer(200, show_user(shown.username))


def show_user(username: str) -> dict[str, object]:
    return {"id": username, "email": None, "phone": None, "isAutoUpdateEnabled": False}


def create_user(provider: Provider, call: Call) -> Answer:
    """Create a user of the calling client; id and password are made up when absent."""
    caller = identify_caller(provider, call.request)
    check_role(provider, call, caller)
    client = find_client_of(provider, caller)
    wish = read_body(call.request)
    username, password = read_username(wish), read_password(wish)
    if provider.store.find_user(client.client_id, username):
        raise Refusal("existing user")
    verified = provider.figures.users_start_verified and client.configuration.auto_verification
    provider.store.add_user(User(client.client_id, username, password, verified))
    return make_json_answer(201, {**show_user(username), "password": password})


def read_username(wish: dict[str, object]) -> str:
    value = wish.get("id")
    if value is None:
        return secrets.token_hex(12)
    if not isinstance(value, str) or not USERNAME.fullmatch(value):
        raise Refusal("illegal value")
    return value


def read_password(wish: dict[str, object]) -> str:
    value = wish.get("password")
    if value is None:
        return f"Made-{secrets.token_urlsafe(18)}"
    if not isinstance(value, str) or not 6 <= len(value) <= 128:
        raise Refusal("illegal value")
    return value


def verify_user(provider: Provider, call: Call) -> Answer:
    """Verify a user of the calling client; 404 for an unknown one, 422 for one that is verified already."""
    caller = identify_caller(provider, call.request)
    check_role(provider, call, caller)
    client = find_client_of(provider, caller)
    user = provider.figures.user_to_verify(provider.store, client.client_id, call.argument)
    if user is None:
        raise Refusal("unknown user")
    if user.verified:
        raise Refusal("verified already")
    user.verified = provider.figures.verification_works
    return Answer(200)


def answer_configuration(provider: Provider, call: Call) -> Answer:
    caller = identify_caller(provider, call.request)
    check_role(provider, call, caller)
    return make_json_answer(200, show_configuration(find_client_of(provider, caller).configuration))


def change_configuration(provider: Provider, call: Call) -> Answer:
    """Change the periods that are given, for tokens that are requested from now on; all or nothing."""
    caller = identify_caller(provider, call.request)
    check_role(provider, call, caller)
    client = find_client_of(provider, caller)
    wanted = read_configuration(client.configuration, read_body(call.request))
    client.configuration = provider.figures.configured(client.configuration, wanted)
    if provider.figures.period_reaches_back:
        change_live_tokens(provider, client)
    return make_json_answer(200, show_configuration(client.configuration))


def read_configuration(configuration: Configuration, wish: Mapping[str, object]) -> Configuration:
    """Return the configuration with the periods that are given."""
    periods = [read_period(wish.get(name), getattr(configuration, key)) for name, key in PERIODS.items()]
    client_access, user_access, refresh = periods
    return replace(
        configuration,
        client_access_period=client_access,
        user_access_period=user_access,
        refresh_period=refresh,
    )


def read_period(value: object, present: int) -> int:
    """Read a period in seconds, 0 or at least 60; without one the present one stays."""
    if value is None:
        return present
    if not isinstance(value, int) or isinstance(value, bool) or not (value == 0 or 60 <= value <= LARGEST_PERIOD):
        raise Refusal("illegal value")
    return value


def change_live_tokens(provider: Provider, client: Client) -> None:
    for token in [token for token in provider.store.tokens.values() if token.client_id == client.client_id]:
        lifetime = find_period(client.configuration, token.kind, token.grant)
        provider.store.add_token(replace(token, lifetime=lifetime))


def show_configuration(configuration: Configuration) -> dict[str, object]:
    return {
        **{name: getattr(configuration, key) for name, key in PERIODS.items()},
        "isUserAutoVerificationEnabled": configuration.auto_verification,
        "maxUserLoginAttempts": configuration.max_login_attempts,
    }


def read_body(request: Request) -> dict[str, object]:
    """Read a JSON object; no body is an empty one; refuse another media type."""
    if not request.body:
        return {}
    if request.media_type != "application/json":
        raise Refusal("media type")
    return read_json_object(request.body)
