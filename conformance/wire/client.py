"""One client for each target: sends, bounds, counts.

httpx stands behind this one door.  No redirect is followed, nothing of the environment is trusted, every wait and every
body is bounded, and an origin that is not the target's own never gets a request.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from conformance.outcomes import Broken, Lost, Skipped
from conformance.secrets import redact
from conformance.terms import Exchange, Request, Response, Step
from conformance.wire.births import births
from conformance.wire.encoding import Octets, encode

LARGEST_BODY = 1024 * 1024
Handler = Callable[[str, str, tuple[tuple[str, str], ...], bytes], tuple[int, tuple[tuple[str, str], ...], bytes]]
"""(method, target, headers, body) -> (status, headers, body): a server in this process."""

_AGENT = ("User-Agent", "oauth-conformance")


@dataclass(frozen=True)
class Pace:
    """What a target allows: `per_second` None means no limit; `most` is the number of requests of this process."""

    per_second: float | None = None
    most: int | None = None


class Wire:
    """Sends requests to one target and returns what was said."""

    def __init__(
        self,
        base_url: str,
        *,
        origins: tuple[str, ...] = (),
        timeout: float = 10.0,
        pace: Pace = Pace(),  # noqa: B008 - a frozen record
        headers: Mapping[str, str] | None = None,
        ca: Path | None = None,
        client_cert: Path | None = None,
        proxy: str | None = None,
        handler: Handler | None = None,
    ) -> None:
        self._origins = {_origin(url) for url in (base_url, *origins)}
        self._timeout = timeout
        self._pace = pace
        self._extra = (*((headers or {}).items()), _AGENT)
        self._lock = threading.Lock()
        self._next_slot = 0.0
        self.requests = 0
        transport = _InProcess(handler) if handler else None
        context = None if handler or base_url.startswith("http://") else _tls(ca, client_cert)
        self._client = httpx.Client(
            transport=transport, verify=context or False, proxy=proxy, timeout=timeout, trust_env=False
        )
        _silence_debug_logs()

    def send(self, request: Request, *, step: Step, says: str = "") -> Exchange:
        """Send and return the exchange; raise `Lost` if no answer could be had, `Skipped` if the budget is spent."""
        octets = encode(request, extra_headers=self._extra)
        if _origin(octets.origin) not in self._origins:
            raise Broken(
                f"{request!r} would go to another origin than the target's",
                remedy=f'origins = ["{octets.origin}"]   # only if this origin may get the target\'s tokens',
            )
        self._wait_for_turn()
        began = time.perf_counter()
        try:
            response = self._exchange(octets, began)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise Lost(_what_broke(request, octets, error, self._timeout), remedy=_REMEDY) from None
        return Exchange(request, response, step, says, births(response))

    def close(self) -> None:
        self._client.close()

    def _exchange(self, octets: Octets, began: float) -> Response:
        url = httpx.URL(octets.origin).copy_with(raw_path=octets.path)
        request = httpx.Request(octets.method, url, headers=list(octets.headers), content=octets.content or None)
        if not octets.content and octets.method in ("POST", "PUT", "PATCH"):
            request.headers.setdefault("Content-Length", "0")
        received = self._client.send(request, stream=True, follow_redirects=False)
        try:
            body = self._bounded_body(received, began)
        finally:
            received.close()
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in received.headers.raw)
        return Response(received.status_code, headers, body, time.perf_counter() - began)

    def _bounded_body(self, received: httpx.Response, began: float) -> bytes:
        body = bytearray()
        for chunk in received.iter_bytes():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise ValueError(f"the body is longer than {LARGEST_BODY} bytes")
            if time.perf_counter() - began > 3 * self._timeout:
                raise httpx.ReadTimeout("the body did not end")
        return bytes(body)

    def _wait_for_turn(self) -> None:
        with self._lock:
            if self._pace.most is not None and self.requests >= self._pace.most:
                raise Skipped(
                    f"the budget of {self._pace.most} requests is spent",
                    remedy=f"[limits] max_requests = {2 * self._pace.most}",
                )
            self.requests += 1
            now = time.monotonic()
            wait = max(0.0, self._next_slot - now)
            if self._pace.per_second:
                self._next_slot = max(now, self._next_slot) + 1 / self._pace.per_second
        if wait:
            time.sleep(wait)


_REMEDY = "check base_url, and that the server runs and can be reached from here"


class _InProcess(httpx.BaseTransport):
    """A server that is a function of this process."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
        target = request.url.raw_path.decode("ascii")
        status, answered, body = self._handler(request.method, target, headers, request.read())
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answered]
        return httpx.Response(status, headers=raw, stream=httpx.ByteStream(body))


def _origin(url: str) -> str:
    parsed = httpx.URL(url)
    port = parsed.port or {"http": 80, "https": 443}.get(parsed.scheme)
    return f"{parsed.scheme}://{parsed.host}:{port}"


def _tls(ca: Path | None, client_cert: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(ca) if ca else None)
    if client_cert:
        context.load_cert_chain(str(client_cert))
    return context


def _what_broke(request: Request, octets: Octets, error: Exception, timeout: float) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"{request!r}: {octets.origin} did not answer within {timeout:g} s"
    if isinstance(error, httpx.ConnectError):
        return f"{request!r}: {octets.origin} cannot be reached ({redact(str(error))})"
    return f"{request!r}: no answer could be read ({type(error).__name__}: {redact(str(error))})"


def _silence_debug_logs() -> None:
    """Keep what httpx and httpcore log, headers with credentials among it, from every handler of this process."""
    for name in ("httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(logging.CRITICAL)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
