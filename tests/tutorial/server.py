"""The small provider of the tutorial: it keeps its guide to the letter, or breaks it in one way.

A form at one endpoint, JSON at the others, a header of its own for the secret, tokens nested in the answer.  It shares
no code with what judges it.  Readers start it too: `python -m tests.tutorial.server`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

PORT = 9200
APPS = {"my-app": "made-up-secret-of-my-app"}
USERS = {"ana": "made-up-password-of-ana", "ben": "made-up-password-of-ben"}
LIFETIME = 900
LONGEST_TRACE = 64
WAYS = {
    "secret-by-its-beginning": "Only the first eight characters of the app's secret are compared.",
    "longer-trace": "A trace may have one character more.",
    "half-a-sign-out": "Signing out ends the given token only.",
    "no-refresh-token": "A refresh is answered without a refresh token.",
    "late-end": "An access token lives a minute longer.",
    "plain-error": "A refusal says its code at the top, not inside `error`.",
}
"""The ways to break the guide."""


class Refused(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, code: str) -> None:
        self.status, self.code = status, code


@dataclass
class Session:
    """One sign-in: access tokens with their ends, and the refresh token; a token that is not here is dead."""

    user: str
    refresh: str | None
    access: dict[str, float] = field(default_factory=dict)


@dataclass
class Provider:
    """What the provider remembers, and how it breaks its word."""

    broken: str = ""
    users: dict[str, str] = field(default_factory=lambda: dict(USERS))
    sessions: list[Session] = field(default_factory=list)
    passed: float = 0

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """Return the body of a 200; anything else is a Refused."""
        doors = {"/sign-in": self.sign_in, "/refresh": self.refresh, "/sign-out": self.sign_out, "/me": self.me}
        if path == "/_states":
            return self.make_state(_read_json(body))
        if path not in doors:
            raise Refused(404, "not_found")
        if len(headers.get("x-trace", "")) > LONGEST_TRACE + (self.broken == "longer-trace"):
            raise Refused(400, "trace_too_long")
        return doors[path](headers, body)

    def sign_in(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        given = {name: values[0] for name, values in parse_qs(body.decode("latin-1"), keep_blank_values=True).items()}
        self._check_app(headers, given)
        user, password = _needed(given, "user"), _needed(given, "password")
        if self.users.get(user) != password:
            raise Refused(401, "wrong_password")
        session = Session(user, secrets.token_urlsafe(24))
        self.sessions.append(session)
        return self._tokens_of(session)

    def refresh(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        given = _read_json(body)
        self._check_app(headers, given)
        token = _needed(given, "refresh")
        session = next((each for each in self.sessions if each.refresh == token), None)
        if session is None:
            raise Refused(401, "unknown_token")
        answer = self._tokens_of(session)
        if self.broken == "no-refresh-token":
            del answer["session"]["refresh"]
        return answer

    def sign_out(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        given = _read_json(body)
        self._check_app(headers, given)
        token = _needed(given, "token")
        for session in [each for each in self.sessions if token == each.refresh or token in each.access]:
            if self.broken != "half-a-sign-out":
                self.sessions.remove(session)
            session.refresh = None if token == session.refresh else session.refresh
            session.access.pop(token, None)
        return {}

    def me(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        for session in self.sessions:
            if scheme == "Bearer" and session.access.get(token, 0) > self._now():
                return {"user": session.user}
        raise Refused(401, "no_session")

    def make_state(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Make a user or let time pass, for whoever checks this server."""
        state, is_setup = message.get("state"), message.get("action") == "setup"
        if is_setup and state in ("user", "other user"):
            name, password = f"user-{secrets.token_hex(4)}", f"made-up-{secrets.token_hex(8)}"
            self.users[name] = password
            return {"username": name, "password": password}
        if is_setup and state == "time passes":
            self.passed += message["params"]["seconds"]
            return {"now": self._now()}
        raise Refused(404, "not_found")

    def _check_app(self, headers: Mapping[str, str], given: Mapping[str, Any]) -> None:
        known, secret = APPS.get(_needed(given, "app")), _needed(headers, "x-app-secret")
        length = 8 if self.broken == "secret-by-its-beginning" else None
        if known is None or known[:length] != secret[:length]:
            raise Refused(401, "wrong_app")

    def _tokens_of(self, session: Session) -> dict[str, Any]:
        token = secrets.token_urlsafe(24)
        session.access[token] = self._now() + LIFETIME + 60 * (self.broken == "late-end")
        tokens = {"kind": "bearer", "access": token, "refresh": session.refresh, "seconds": LIFETIME}
        return {"session": tokens}

    def _now(self) -> float:
        return time.time() + self.passed


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Refused(400, "no_json")
    return given


def _needed(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise Refused(400, "missing")
    return value


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    provider: Provider
    lock: threading.Lock

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        try:
            with self.lock:
                status, content = 200, self.provider.answer(self.path, headers, body)
        except Refused as refused:
            plain = {"code": refused.code, "text": "see the guide"}
            status, content = refused.status, plain if self.provider.broken == "plain-error" else {"error": plain}
        self._send(status, json.dumps(content).encode())

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the requests hold secrets."""

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if trace := self.headers.get("X-Trace"):
            self.send_header("X-Trace", trace)
        self.end_headers()
        self.wfile.write(content)


@contextlib.contextmanager
def serving(broken: str = "", *, port: int = 0) -> Iterator[int]:
    """Serve a fresh provider on loopback while the body runs, and give its port; 0 takes any free one."""
    handler = type("Handler", (_Handler,), {"provider": Provider(broken), "lock": threading.Lock()})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def greeting(port: int) -> str:
    """Return what a reader is told who starts the server."""
    return f"the small provider listens at http://127.0.0.1:{port}; Ctrl-C ends it"


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="The small provider of the tutorial.")
    parser.add_argument("--port", type=int, default=PORT, help="default %(default)s")
    parser.add_argument("--broken", choices=WAYS, default="", help="break the guide in this way")
    options = parser.parse_args()
    with serving(options.broken, port=options.port) as port, contextlib.suppress(KeyboardInterrupt):
        print(greeting(port), flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
