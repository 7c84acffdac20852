"""One client for each target: sends, bounds, counts.

httpx stands behind this one door.  No redirect is followed, nothing of the environment is trusted, every wait and every
body is bounded, and an origin that is not the target's own never gets a request.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import httpx

from conformance.outcomes import Broken, ConfigurationError, Lost, Skipped
from conformance.secrets import redact
from conformance.terms import Exchange, Request, Response, Step
from conformance.wire.births import births
from conformance.wire.encoding import Octets, encode

LARGEST_BODY = 1024 * 1024
PATIENCE = 3
"""So many time-outs may pass from the beginning of a request to the end of its answer."""
Handler = Callable[[str, str, tuple[tuple[str, str], ...], bytes], tuple[int, tuple[tuple[str, str], ...], bytes]]
"""(method, target, headers, body) -> (status, headers, body): a server in this process."""

_AGENT = ("User-Agent", "oauth-conformance")


@dataclass(frozen=True)
class Pace:
    """What a target allows: None means no limit; `most` requests of this process, its share of the whole `budget`."""

    per_second: float | None = None
    most: int | None = None
    budget: int | None = None


class Wire:
    """Sends requests to one target and returns what was said."""

    def __init__(
        self,
        base_url: str,
        *,
        name: str = "NAME",
        origins: tuple[str, ...] = (),
        timeout: float = 10.0,
        pace: Pace = Pace(),
        headers: Mapping[str, str] | None = None,
        ca: Path | None = None,
        client_cert: Path | None = None,
        proxy: str | None = None,
        handler: Handler | None = None,
    ) -> None:
        self._name = name
        self._origins = {_origin(url) for url in (base_url, *origins)}
        self._timeout = timeout
        self._is_proxied = proxy is not None
        self._pace = pace
        self._extra = (*((headers or {}).items()), _AGENT)
        self._lock = threading.Lock()
        self._next_slot = 0.0
        self.requests = 0
        self._transport = _InProcess(handler) if handler else _network(self._origins, ca, client_cert, proxy)
        _silence_debug_logs()

    def send(self, request: Request, *, step: Step, says: str = "") -> Exchange:
        """Send and return the exchange; raise `Lost` if no answer could be had, `Skipped` if the budget is spent."""
        octets = encode(request, extra_headers=self._extra)
        self._check_origin(request, octets)
        self._wait_for_turn()
        began = time.perf_counter()
        try:
            response = self._exchange(octets, began)
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
            raise Broken(f"{request!r} cannot be sent over HTTP: {redact(str(error))}") from None
        except (httpx.HTTPError, OSError, ValueError) as error:
            is_late = time.perf_counter() - began >= PATIENCE * self._timeout
            raise Lost(_what_broke(request, octets, error, self._timeout, is_late=is_late), remedy=_REMEDY) from None
        return Exchange(request, response, step, says, births(response))

    def close(self) -> None:
        self._transport.close()

    def _check_origin(self, request: Request, octets: Octets) -> None:
        if _origin(octets.origin) not in self._origins:
            raise Broken(
                f"{request!r} would go to another origin than the target's",
                remedy=f'[targets.{self._name}] origins = ["{octets.origin}"]   # if it may get the target\'s tokens',
            )

    def _exchange(self, octets: Octets, began: float) -> Response:
        """Send past httpx's own client, which would read cookies, a Location and the path in its own way."""
        request = httpx.Request(
            octets.method,
            httpx.URL(octets.origin).copy_with(raw_path=octets.path),
            headers=list(octets.headers),
            content=octets.content or None,
            extensions={"timeout": httpx.Timeout(self._timeout).as_dict(), "target": self._target(octets)},
        )
        with self._ending_late_answers():
            received = self._transport.handle_request(request)
            received.request = request
            try:
                body = self._bounded_body(received, began)
            finally:
                received.close()
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in received.headers.raw)
        return Response(received.status_code, headers, body, time.perf_counter() - began, received.http_version)

    def _target(self, octets: Octets) -> bytes:
        """Return what stands in the request line; a proxy for http wants the whole URL (RFC 9112 3.2.2)."""
        in_full = self._is_proxied and octets.origin.lower().startswith("http://")
        return octets.origin.encode("ascii") + octets.path if in_full else octets.path

    @contextmanager
    def _ending_late_answers(self) -> Iterator[None]:
        """Close the connections on an answer that comes drop by drop: each drop begins a time-out of its own."""
        if isinstance(self._transport, _InProcess):
            yield
            return
        timer = threading.Timer(PATIENCE * self._timeout, self._transport.close)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _bounded_body(self, received: httpx.Response, began: float) -> bytes:
        body = bytearray()
        for chunk in received.iter_bytes():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise _TooLongError
            if time.perf_counter() - began > PATIENCE * self._timeout:
                raise httpx.ReadTimeout("the body did not end")
        return bytes(body)

    def _wait_for_turn(self) -> None:
        with self._lock:
            if self._pace.most is not None and self.requests >= self._pace.most:
                budget = self._pace.budget or self._pace.most
                raise Skipped(
                    f"the budget of {budget} requests is spent",
                    remedy=f"[targets.{self._name}.limits] max_requests = {2 * budget}",
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
        target = request.extensions["target"].decode("ascii")
        status, answered, body = self._handler(request.method, target, headers, request.read())
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answered]
        return httpx.Response(status, headers=raw, stream=httpx.ByteStream(body))


@lru_cache(maxsize=256)
def _origin(url: str) -> str:
    parsed = httpx.URL(url)
    port = parsed.port or {"http": 80, "https": 443}.get(parsed.scheme)
    return f"{parsed.scheme}://{parsed.host}:{port}"


def _network(origins: set[str], ca: Path | None, client_cert: Path | None, proxy: str | None) -> httpx.BaseTransport:
    """Return the way out; certificates are checked wherever an origin has one."""
    needs_tls = any(origin.startswith("https://") for origin in origins)
    context = _tls(ca, client_cert) if needs_tls else False
    try:
        return httpx.HTTPTransport(verify=context, proxy=proxy, trust_env=False)
    except (ValueError, ImportError):
        raise ConfigurationError("http.proxy: expected http://host:port or https://host:port, found another") from None


def _tls(ca: Path | None, client_cert: Path | None) -> ssl.SSLContext:
    """Return what checks certificates; files that hold none are a ConfigurationError."""
    key = "ca"
    try:
        context = ssl.create_default_context(cafile=str(ca) if ca else None)
        if client_cert:
            key = "client_cert"
            context.load_cert_chain(str(client_cert))
    except OSError as error:
        file = ca if key == "ca" else client_cert
        wanted = "certificates in PEM" if key == "ca" else "a certificate and its key in PEM"
        raise ConfigurationError(f"http.{key}: {file}: expected {wanted}; found {error.strerror or error}") from None
    return context


class _TooLongError(ValueError):
    """The body of an answer has no end in sight."""


def _what_broke(request: Request, octets: Octets, error: Exception, timeout: float, *, is_late: bool) -> str:
    if isinstance(error, _TooLongError):
        return f"{request!r}: {octets.origin} answered with a body of more than {LARGEST_BODY} bytes"
    if is_late:
        return f"{request!r}: {octets.origin} did not end its answer within {PATIENCE * timeout:g} s"
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
