"""Codes of oidc-provider without a browser: its pages for login and consent are forms, so two posts answer them."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

ISSUER = f"http://127.0.0.1:{os.environ['PEER_PORT']}"
CALLBACK = "http://127.0.0.1:9999/callback"
ASKED = ("client_id", "scope", "code_challenge", "code_challenge_method")
AUTHORITIES = ssl.create_default_context()
"""Read once: httpx would read them for every code, which takes longer than all that is sent."""
_numbers = count(1)


def pytest_oauth_state(target: str, state: str, params: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Make a user, or a code for one; every name is good at this server, and so is every password."""
    if state in ("user", "other user"):
        return {"username": f"user-{next(_numbers):06}"}
    if state == "redirect uri":
        return {"redirect_uri": CALLBACK}
    return _authorize(params) if state == "authorization code" else None


def _authorize(params: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the code that the server sends to the redirect URI; None if it sends an error there or shows one."""
    redirect_uri = params.get("redirect_uri", CALLBACK)
    asked = {name: params[name] for name in ASKED if name in params}
    query = {"response_type": "code", "scope": "openid api:read api:write", "redirect_uri": redirect_uri, **asked}
    forms = iter(
        [{"prompt": "login", "login": params.get("user", "somebody"), "password": "any"}, {"prompt": "consent"}]
    )
    with httpx.Client(base_url=ISSUER, verify=AUTHORITIES) as browser:
        answer = browser.get("/auth", params=query)
        while (place := answer.headers.get("location", "")) and not place.startswith(redirect_uri):
            form = next(forms, None) if "/interaction/" in place else None
            answer = browser.post(place, data=form) if form else browser.get(place)
    code = parse_qs(urlsplit(place).query).get("code")
    return {"code": code[0], "redirect_uri": redirect_uri} if code else None
