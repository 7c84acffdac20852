"""Codes of @node-oauth/oauth2-server without a browser: name and password stand beside the authorization request."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

ENDPOINT = f"http://127.0.0.1:{os.environ['PEER_PORT']}/authorize"
CALLBACK = "http://127.0.0.1:9999/callback"
ASKED = ("client_id", "scope", "code_challenge", "code_challenge_method")
AUTHORITIES = ssl.create_default_context()
"""Read once: httpx would read them for every code, which takes longer than all that is sent."""


def pytest_oauth_state(target: str, state: str, params: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Make a code; the users stand in the target file."""
    if state == "redirect uri":
        return {"redirect_uri": CALLBACK}
    return _authorize(params) if state == "authorization code" else None


def _authorize(params: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the code that the server sends to the redirect URI; None if it sends an error there or shows one."""
    redirect_uri = params.get("redirect_uri", CALLBACK)
    asked = {name: params[name] for name in ASKED if name in params}
    query = {
        "response_type": "code",
        "scope": "api:read api:write",
        "state": "any",
        "redirect_uri": redirect_uri,
        **asked,
    }
    user = params.get("user", "alice")
    login = {"username": user, "password": f"{os.environ['PEER_PASSWORD']}-{user}"}
    answer = httpx.post(ENDPOINT, data={**query, **login}, verify=AUTHORITIES)
    code = parse_qs(urlsplit(answer.headers.get("location", "")).query).get("code")
    return {"code": code[0], "redirect_uri": redirect_uri} if code else None
