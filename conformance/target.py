"""The servers that are put to the question: `conformance.toml`, or a base URL and variables.

A target file is read in four steps: its shape is checked as it is written, `${NAME}` is replaced from the environment
or from the `.env` beside it, the values are judged, the records are built.  All faults come at once, and no message
shows a value: most of them are secret.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

from conformance.document import Document, Fault, nearest, raise_faults
from conformance.lines import Place
from conformance.outcomes import ConfigurationError
from conformance.secrets import SECRET_VALUES, Secret, register
from conformance.shape import check_shape, name_of
from conformance.terms import KnownDeviation

Kind = Literal["sandbox", "production", "loopback"]
Values = Mapping[str, str | Secret]

ALLOWED: Mapping[str, frozenset[str]] = {
    "loopback": frozenset({"revoke", "create"}),
    "sandbox": frozenset({"revoke", "create"}),
    "production": frozenset(),
}
REQUESTS_PER_SECOND = 5.0
CONTRACT_STATES = "url"
OFFLINE_URL = "https://target.invalid"
"""Stands for an address that is not known and not needed (RFC 2606)."""
VARIABLES: Mapping[str, str] = {
    "client_id": "OAUTH_CONFORMANCE_CLIENT_ID",
    "client_secret": "OAUTH_CONFORMANCE_CLIENT_SECRET",
    "username": "OAUTH_CONFORMANCE_USERNAME",
    "password": "OAUTH_CONFORMANCE_PASSWORD",
}
KIND_VARIABLE = "OAUTH_CONFORMANCE_KIND"

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_ENV_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(\"[^\"]*\"|'[^']*'|[^#\n]*)")


@dataclass(frozen=True)
class Limits:
    """How much a run may ask of the target, and what it may do to it (`allow`); times in seconds."""

    requests_per_second: float | None = None
    max_requests: int | None = None
    max_wait: float = 0.0
    settle: float = 0.0
    allow: frozenset[str] = ALLOWED["loopback"]


@dataclass(frozen=True)
class HttpSettings:
    """How the target is reached; the timeout in seconds."""

    ca: Path | None = None
    client_cert: Path | None = None
    proxy: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout: float = 10.0
    insecure_http: bool = False


@dataclass(frozen=True, repr=False)
class Target:
    """One server and the contract that it is held to; `contract` is a built-in name or a path."""

    name: str
    contract: str
    kind: Kind
    base_url: str
    client: Values = field(default_factory=dict)
    other_client: Values | None = None
    client_auth: Literal["basic", "post", "none"] | None = None
    origins: tuple[str, ...] = ()
    endpoints: Mapping[str, str | Literal[False]] = field(default_factory=dict)
    discover: bool = False
    hooks: Path | None = None
    states_url: str | None = None
    states: Mapping[str, tuple[Values, ...]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    http: HttpSettings = field(default_factory=HttpSettings)
    known: tuple[KnownDeviation, ...] = ()
    file: Path | None = None

    def __repr__(self) -> str:
        return self.name


def read_targets(
    file: Path,
    *,
    environ: Mapping[str, str],
    select: Collection[str] = (),
    contract_names: Collection[str] = (),
    is_offline: bool = False,
) -> dict[str, Target]:
    """Return the targets of a file by name; every fault of the file is told in one ConfigurationError.

    select: read only these, so that variables of the others need not be set; empty: all.
    is_offline: nobody will be asked, so a variable that is not set is no fault, and how to get there is not read.
    contract_names: the built-in contracts; given, a contract that is neither one of them nor a file is a fault.
    """
    document = Document.from_file(file)
    data, faults = check_shape(document, "target", values=False)
    tables = data.get("targets", {})
    for name in select:
        written = document.data.get("targets", {})
        if name not in written:
            faults.append(document.fault(("targets",), f"there is no target '{name}'", nearest(name, written)))
    variables = _Variables(file, environ)
    targets: dict[str, Target] = {}
    for name in [name for name in tables if not select or name in select]:
        reader = _Reader(document, name, variables, contract_names, is_offline=is_offline)
        target = reader.read(tables[name])
        faults += reader.faults
        if target is not None:
            targets[name] = target
    raise_faults(faults)
    return targets


def target_from_options(
    contract: str, base_url: str, states_url: str | None, environ: Mapping[str, str], *, is_offline: bool = False
) -> Target:
    """Return a target without a file: credentials come from variables only."""
    kind, faults = _kind_of(base_url, {KIND_VARIABLE: "sandbox", **environ} if is_offline else environ)
    if states_url is not None and isinstance(wrong := _check_url(states_url), str):
        faults.append(f"--oauth-states-url: {wrong}; write https://host/path")
    if faults:
        raise ConfigurationError(*faults)
    given = {name: environ[variable] for name, variable in VARIABLES.items() if environ.get(variable)}
    client = _wrapped({name: value for name, value in given.items() if name.startswith("client_")})
    user = _wrapped({name: value for name, value in given.items() if not name.startswith("client_")})
    return Target(
        name=target_name(contract),
        contract=contract,
        kind=kind,
        base_url=base_url.rstrip("/"),
        client=client,
        states_url=states_url,
        states={"user": (user,)} if user else {},
        limits=_default_limits(kind),
    )


def target_name(contract: str) -> str:
    """Return the name of a target without a file."""
    return re.sub(r"[^a-z0-9.-]+", "-", Path(contract.removesuffix(".toml")).name.lower()).strip(".-") or "target"


def _kind_of(base_url: str, environ: Mapping[str, str]) -> tuple[Kind, list[str]]:
    """Return what kind of target the address is, and what is wrong with it."""
    url = _check_url(base_url)
    if isinstance(url, str):
        return "production", [f"--oauth-base-url: {url}; write https://host/path"]
    if is_loopback(url.hostname or ""):
        return "loopback", []
    faults = []
    if url.scheme == "http":
        faults.append(
            "--oauth-base-url sends secrets over http://; write https://, or a conformance.toml that allows it"
        )
    if (kind := environ.get(KIND_VARIABLE)) == "sandbox":
        return "sandbox", faults
    if kind != "production":
        faults.append(f"{KIND_VARIABLE} does not say what the target is; outside loopback set sandbox or production")
    return "production", faults


def is_loopback(host: str) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Variables:
    """What `${NAME}` stands for: the environment, else the `.env` beside the file, read when first needed."""

    def __init__(self, file: Path, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._file = file.parent / ".env"
        self._beside: dict[str, str] | None = None

    def get(self, name: str) -> str | None:
        """Return the value; one that is empty counts as not set."""
        if self._environ.get(name):
            return self._environ[name]
        if self._beside is None:
            self._beside = dict(_read_env(self._file))
        return self._beside.get(name) or None


def _read_env(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        if match := _ENV_LINE.match(line):
            value = match[2].strip()
            yield match[1], value[1:-1] if value[:1] in ("'", '"') else value


def _offline(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is written of a target without the ways to it, and with an address where that is a variable."""
    kept = {key: value for key, value in written.items() if key not in ("http", "hooks", "client_id", "client_secret")}
    if "${" in kept.get("base_url", ""):
        kept["base_url"] = OFFLINE_URL
        kept.setdefault("kind", "loopback")
    states = {key: value for key, value in kept.get("states", {}).items() if key != CONTRACT_STATES}
    return {**kept, "states": states, "http": {"insecure_http": True}}


class _Reader:
    """Reads one target and collects what is wrong with it."""

    def __init__(
        self, document: Document, name: str, variables: _Variables, contracts: Collection[str], *, is_offline: bool
    ) -> None:
        self._is_offline = is_offline
        self._document = document
        self._name = name
        self._variables = variables
        self._contracts = contracts
        self._folder = document.file.parent
        self._told: set[Place] = set()
        self.faults: list[Fault] = []

    def read(self, written: Mapping[str, Any]) -> Target | None:
        """Return the target, or None if what it needs most is not there."""
        data: dict[str, Any] = self._filled(_offline(written) if self._is_offline else written, ())
        http = self._http(data.get("http", {}))
        url = self._url(("base_url",), data.get("base_url"), insecure=http.insecure_http)
        if data.get("client_secret") and not data.get("client_id"):
            self._add(("client_secret",), "a client_secret without a client_id", "add client_id")
        kind = self._kind(data, url)
        limits = self._limits(data.get("limits", {}), kind)
        states = data.get("states", {})
        target = Target(
            name=self._name,
            contract=self._contract(data.get("contract")),
            kind=kind,
            base_url=data.get("base_url", "").rstrip("/"),
            client=_wrapped({key: data[key] for key in ("client_id", "client_secret") if key in data}),
            other_client=_wrapped(data["other_client"]) if "other_client" in data else None,
            client_auth=data.get("client_auth"),
            origins=tuple(self._origin(number, each, http) for number, each in enumerate(data.get("origins", ()))),
            endpoints=self._endpoints(data.get("endpoints", {})),
            discover=data.get("discover", False),
            hooks=self._path(("hooks",), data.get("hooks")),
            states_url=self._states_url(states, http),
            states={state: _several(values) for state, values in states.items() if state != CONTRACT_STATES},
            limits=limits,
            http=http,
            known=tuple(self._known(number, each) for number, each in enumerate(data.get("known", ()))),
            file=self._document.file,
        )
        return target if url is not None and target.contract else None

    def _add(self, place: Place, found: str, remedy: str) -> None:
        """Note a fault, but no second one of the same place: a variable that is not set makes a bad address, too."""
        if place in self._told:
            return
        self._told.add(place)
        self.faults.append(self._document.fault(("targets", self._name, *place), found, remedy))

    def _filled(self, value: Any, place: Place) -> Any:
        """Return the value with `${NAME}` replaced in every text."""
        if isinstance(value, dict):
            return {key: self._filled(each, (*place, key)) for key, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each, (*place, number)) for number, each in enumerate(value)]
        return _VARIABLE.sub(self._lookup(place), value) if isinstance(value, str) else value

    def _lookup(self, place: Place) -> Callable[[re.Match[str]], str]:
        def look_up(match: re.Match[str]) -> str:
            value = self._variables.get(match[1])
            if value is None and not self._is_offline:
                remedy = f"set {match[1]}, or write it into the .env beside the file"
                self._add(place, f"{name_of(place)} needs ${{{match[1]}}}, which is not set", remedy)
            return value or "unset"

        return look_up

    def _kind(self, data: Mapping[str, Any], url: SplitResult | None) -> Kind:
        outside = url is not None and not is_loopback(url.hostname or "") and not self._is_offline
        written = self._document.data["targets"][self._name]
        if outside and "kind" not in written:
            self._add(("base_url",), "a target outside loopback without kind", 'add kind = "sandbox" or "production"')
        kind: Kind = data.get("kind", "production" if outside else "loopback")
        return kind

    def _url(self, place: Place, text: str | None, *, insecure: bool) -> SplitResult | None:
        if text is None:
            return None
        url = _check_url(text)
        if isinstance(url, str):
            self._add(place, f"{name_of(place)}: {url}", "write https://host, with a path if there is one")
            return None
        if url.scheme == "http" and not is_loopback(url.hostname or "") and not insecure:
            remedy = f"write https://, or [targets.{self._name}.http] insecure_http = true"
            self._add(place, f"{name_of(place)} sends secrets over http://", remedy)
        return url

    def _origin(self, number: int, text: str, http: HttpSettings) -> str:
        url = self._url(("origins", number), text, insecure=http.insecure_http)
        if url is not None and url.path.strip("/"):
            self._add(("origins", number), f"origins[{number}] has a path", "write scheme, host and port only")
        return f"{url.scheme}://{url.netloc}" if url is not None else ""

    def _states_url(self, states: Mapping[str, Any], http: HttpSettings) -> str | None:
        text = states.get(CONTRACT_STATES)
        if text is not None and self._url(("states", CONTRACT_STATES), text, insecure=http.insecure_http) is None:
            return None
        return text

    def _endpoints(self, endpoints: Mapping[str, Any]) -> Mapping[str, str | Literal[False]]:
        for name, path in endpoints.items():
            if path is not False and not path.startswith("/"):
                self._add(("endpoints", name), f"endpoints.{name} is no path", "begin it with /, or write false")
        return endpoints

    def _contract(self, text: str | None) -> str:
        if text is None or text in self._contracts:
            return text or ""
        if "/" in text or "\\" in text or text.endswith(".toml"):
            return str(self._path(("contract",), text) or "")
        if self._contracts:
            remedy = f"{nearest(text, self._contracts)}, or the path of a file"
            self._add(("contract",), f"unknown contract '{text}'", remedy)
        return text

    def _path(self, place: Place, text: str | None) -> Path | None:
        """Return the file that stands relative to the target file."""
        if text is None:
            return None
        path = (self._folder / text).resolve()
        if not path.is_file():
            self._add(place, f"{name_of(place)} names no file", "check the path; it starts at this file's folder")
        return path

    def _known(self, number: int, data: Mapping[str, str]) -> KnownDeviation:
        place: Place = ("known", number)
        since, expires = (self._date((*place, key), data.get(key)) for key in ("since", "expires"))
        if since and expires and expires < since:
            self._add((*place, "expires"), "a deviation that expires before its since", "write a later date")
        line = self._document.lines.of(("targets", self._name, *place))
        return KnownDeviation(data.get("id", ""), data.get("reason", ""), data.get("link"), since, expires, line)

    def _date(self, place: Place, text: str | None) -> date | None:
        try:
            return date.fromisoformat(text) if text is not None else None
        except ValueError:
            self._add(place, f"{name_of(place)} is no date", "write one such as 2026-01-31")
            return None

    def _limits(self, data: Mapping[str, Any], kind: Kind) -> Limits:
        default = _default_limits(kind)
        return Limits(
            requests_per_second=data.get("requests_per_second", default.requests_per_second),
            max_requests=data.get("max_requests"),
            max_wait=self._seconds(("limits", "max_wait"), data.get("max_wait", 0)),
            settle=self._seconds(("limits", "settle"), data.get("settle", 0)),
            allow=default.allow | frozenset(data.get("allow", ())),
        )

    def _http(self, data: Mapping[str, Any]) -> HttpSettings:
        for name, value in data.get("headers", {}).items():
            register(value, f"header_{re.sub('[^a-z0-9]+', '_', name.lower())}")
        proxy = data.get("proxy")
        if proxy is not None and "@" in proxy:
            register(urlsplit(proxy).password or proxy, "proxy_password")
        return HttpSettings(
            ca=self._path(("http", "ca"), data.get("ca")),
            client_cert=self._path(("http", "client_cert"), data.get("client_cert")),
            proxy=proxy,
            headers=data.get("headers", {}),
            timeout=self._seconds(("http", "timeout"), data.get("timeout", HttpSettings.timeout)),
            insecure_http=data.get("insecure_http", False),
        )

    def _seconds(self, place: Place, value: float | str) -> float:
        if not isinstance(value, str):
            return float(value)
        match = _DURATION.fullmatch(value.strip())
        if match is None:
            self._add(place, f"{name_of(place)} is no duration", 'write a number of seconds, "90s", "5m" or "1h"')
            return 0.0
        return float(match[1]) * _UNITS[match[2]]


def _default_limits(kind: str) -> Limits:
    return Limits(requests_per_second=None if kind == "loopback" else REQUESTS_PER_SECOND, allow=ALLOWED[kind])


def _check_url(text: str) -> SplitResult | str:
    """Return the parts of an absolute http(s) address, or what is wrong with it."""
    try:
        url = urlsplit(text)
        has_port = url.port is None or url.port > 0
    except ValueError:
        return "no address"
    if url.scheme not in ("http", "https") or not url.hostname or not has_port:
        return "no http or https address"
    if url.query or url.fragment:
        return "a query or fragment in the address"
    return "credentials in the address" if "@" in url.netloc else url


def _wrapped(values: Mapping[str, str]) -> Values:
    return {name: register(value, name) if name in SECRET_VALUES else value for name, value in values.items()}


def _several(values: Any) -> tuple[Values, ...]:
    return tuple(_wrapped(each) for each in (values if isinstance(values, list) else [values]))
