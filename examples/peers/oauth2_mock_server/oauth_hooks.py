"""Codes of oauth2-mock-server without a browser: it asks nobody and sends a code at once."""

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
    answer = httpx.get(
        ENDPOINT, verify=AUTHORITIES, params={"response_type": "code", "redirect_uri": redirect_uri, **asked}
    )
    code = parse_qs(urlsplit(answer.headers.get("location", "")).query).get("code")
    return {"code": code[0], "redirect_uri": redirect_uri} if code else None
