"""What a run is about: the sessions of the selected targets, and the items of each scenario at each of them.

One item is made of every scenario of a behaviour x every promise of the selected targets x every operation in `on` x
every value in `each`.  Embedded reference servers are the targets only when nothing at all names one.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from conformance import reference
from conformance.contract import built_in_contracts, read_contract
from conformance.contract.model import Contract, Promise
from conformance.locations import cassettes_dir, suites_dir
from conformance.options import CONFIGURATION, Options
from conformance.outcomes import ConfigurationError
from conformance.run.live import Folder, Live
from conformance.run.session import StateHook, TargetSession
from conformance.scenario import Scenario
from conformance.secrets import Secret, register
from conformance.target import OFFLINE_URL, Limits, Target, read_targets, target_from_options

RECORDED_AT = 1_767_225_600.0
"""The time at an embedded server that is recorded: 2026-01-01, 00:00 UTC."""
EMBEDDED_URL = "http://127.0.0.1:9999"
"""What stories show as the base URL of an embedded server: `oauth-conformance serve CONTRACT --port 9999`."""
EMBEDDED_ALLOWS = frozenset({"revoke", "create", "configure", "lockout", "flood"})
"""Nobody else uses an embedded server, so everything may be done to it."""


@dataclass(frozen=True)
class Case:
    """One combination of a promise's operation and values, and its word in identities."""

    promise: Promise
    operation: str | None
    values: Mapping[str, Any]

    @property
    def word(self) -> str:
        return (
            "-".join(slug(str(part)) for part in (self.operation, *self.values.values()) if part is not None) or "any"
        )


@dataclass(frozen=True, repr=False)
class Selection:
    """The sessions of a run; `file` is the target file that was read, if one was."""

    sessions: tuple[TargetSession, ...]
    file: Path | None

    @property
    def embedded(self) -> bool:
        return any(session.embedded for session in self.sessions)

    def promises(self, behaviours: tuple[str, ...]) -> bool:
        """True if a selected target promises one of these behaviours."""
        return any(session.contract.find(name) for session in self.sessions for name in behaviours)


def select(
    options: Options, places: tuple[Path, ...], environ: Mapping[str, str], hook: StateHook | None, share: int
) -> Selection:
    """Open a session for each selected target; raise `ConfigurationError` with every fault that was found.

    places: where a target file is looked for, in this order. share: workers that share a target's rate.
    """
    file = _file(options, places)
    targets = _named_targets(options, file, environ)
    if targets is None:
        return Selection(tuple(_embedded(options, hook)), None)
    kept = [_cassettes(options, each.name) for each in targets]
    if options.fault:
        raise ConfigurationError("--oauth-fault breaks an embedded reference server, but a target is named")
    sessions = [
        TargetSession(each, _contract(each), hook=_hook_of(each, hook), share=share, cassettes=cassettes)
        for each, cassettes in zip(targets, kept, strict=True)
    ]
    return Selection(tuple(sessions), file)


def cases(scenario: Scenario, session: TargetSession) -> Iterator[Case]:
    """Yield what a scenario is run on at this target, in the order of the contract."""
    for behaviour in scenario.behaviours:
        for promise in session.contract.find(behaviour):
            for operation in promise.on or (None,):
                for values in product(*promise.each.values()):
                    yield Case(promise, operation, dict(zip(promise.each, values, strict=True)))


def _file(options: Options, places: tuple[Path, ...]) -> Path | None:
    if options.config:
        given = Path(options.config)
        file = given if given.is_absolute() else places[0] / given
        if not file.is_file():
            raise ConfigurationError(f"--oauth-config: expected a file, found none at {file}")
        return file
    return next((place / CONFIGURATION for place in places if (place / CONFIGURATION).is_file()), None)


def _named_targets(options: Options, file: Path | None, environ: Mapping[str, str]) -> list[Target] | None:
    """Return the targets that something names; None if nothing does."""
    is_offline = options.cassettes == "replay"
    if options.contract and options.base_url:
        given = target_from_options(
            options.contract, options.base_url, options.states_url, environ, is_offline=is_offline
        )
        return [_recorded_at(given) if is_offline else given]
    if file is None and options.target:
        raise ConfigurationError(f"--oauth-target {options.target[0]}: there is no {CONFIGURATION} that could name it")
    if file is None or options.contract:
        if options.require_target:
            raise ConfigurationError(f"--oauth-require-target: no target is named; write one in {CONFIGURATION}")
        return None
    names = built_in_contracts(suites_dir())
    known = read_targets(file, environ=environ, select=options.target, contract_names=names, is_offline=is_offline)
    return [_recorded_at(each) for each in known.values()] if is_offline else list(known.values())


def _recorded_at(each: Target) -> Target:
    """Return the target at the address that stands in recordings."""
    return replace(each, base_url=OFFLINE_URL, states_url=f"{OFFLINE_URL}/_states" if each.states_url else None)


def _hook_of(each: Target, hook: StateHook | None) -> StateHook | None:
    """Return what the target's own hooks file makes of a state, and the project's hook after it."""
    if each.hooks is None:
        return hook
    own = _load(each.hooks)

    def ask(target: str, state: str, params: Mapping[str, Any]) -> Mapping[str, Any] | None:
        made = own(target=target, state=state, params=params)
        return made if made is not None or hook is None else hook(target, state, params)

    return ask


def _load(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"oauth_hooks_{slug(file.stem)}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        return module.pytest_oauth_state
    except Exception as error:  # the file is the user's; whatever it raises is told with its place
        raise ConfigurationError(
            f"{file}: expected a function pytest_oauth_state(target, state, params); "
            f"found {type(error).__name__}: {error}"
        ) from None


def _contract(each: Target) -> Contract:
    return read_contract(each.contract, suites=suites_dir())


def _embedded(options: Options, hook: StateHook | None) -> Iterator[TargetSession]:
    names = [options.contract] if options.contract else list(reference.CONTRACTS)
    broken = [name for name in names if options.fault in reference.faults(_base(name))] if options.fault else []
    if options.fault and not broken:
        known = [fault for name in names for fault in reference.faults(_base(name))]
        raise ConfigurationError(f"--oauth-fault: unknown fault {options.fault!r}{_nearest(options.fault, known)}")
    if options.cassettes == "replay" and not options.contract:
        names = [name for name in names if (_recordings(options, name) / name).is_dir()] or names
    for name in broken or names:
        yield embedded_session(name, fault=options.fault, hook=hook, options=options)


def embedded_session(
    contract: str,
    *,
    fault: str | None = None,
    variant: str | None = None,
    hook: StateHook | None = None,
    options: Options | None = None,
) -> TargetSession:
    """Start a contract's reference server, or a conformant variant of it, in this process; return the session at it."""
    base, _, version = contract.partition("@")
    if base not in reference.CONTRACTS:
        raise ConfigurationError(
            f"--oauth-contract {contract}: no reference server is embedded for it; name one with --oauth-base-url"
        )
    embedded = _Embedded(base, fault, variant or version or None)
    is_replay = options is not None and options.cassettes == "replay"
    if not is_replay:
        embedded.begin(at=RECORDED_AT if options is not None and options.cassettes == "record" else None)
    made = read_contract(contract, suites=suites_dir())
    target = _embedded_target(contract, {} if is_replay else embedded.server.credentials)
    kept = _cassettes(options, target.name, refresh=embedded.begin) if options is not None else None
    return TargetSession(target, made, handler=embedded.answer, fault=fault, hook=hook, cassettes=kept)


class _Embedded:
    """A reference server in this process, which can be had afresh."""

    def __init__(self, contract: str, fault: str | None, version: str | None) -> None:
        self._make = partial(reference.make_server, contract, fault=fault, version=version)
        self.server: reference.ReferenceServer

    def begin(self, *, at: float | None = RECORDED_AT) -> None:
        """Start a new server; `at` a time that goes on only when it is moved."""
        self.server = self._make() if at is None else self._make(clock=lambda: at)

    def answer(
        self, method: str, path: str, headers: tuple[tuple[str, str], ...], body: bytes
    ) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        said = self.server.answer(reference.Request(method, path, headers, body))
        return said.status, said.headers, said.body


def _cassettes(options: Options, target: str, *, refresh: Callable[[], None] | None = None) -> Live:
    """Return where the news of a target come from."""
    if options.cassettes == "off":
        return Live(options.draws)
    from conformance.run.recorder import Recorder
    from conformance.run.replay import Replay

    choice = f" --oauth-contract={target.replace('-', '@')}" if refresh is not None else f" --oauth-target={target}"
    command = f"{options.command}{'' if options.contract else choice} --oauth-cassettes=record"
    path = _recordings(options, target) if refresh is not None else options.cassette_dir
    folder = Folder(path, command, options.cassettes_max_age)
    if options.cassettes == "record":
        return Recorder(folder, refresh=refresh, drawn=options.draws)
    return Replay(folder)


def _recordings(options: Options, target: str) -> Path:
    """Return where recordings of an embedded server lie: if there are none of the user's, those that are shipped."""
    is_the_users = options.has_cassette_dir or options.cassettes == "record"
    own = options.cassette_dir
    return own if is_the_users or (own / target).is_dir() else cassettes_dir()


def _embedded_target(contract: str, given: Mapping[str, Any]) -> Target:
    return Target(
        name=contract.replace("@", "-"),
        contract=contract,
        kind="loopback",
        base_url=EMBEDDED_URL,
        client=_client(given) if given else {},
        other_client=_client(given["other_client"]) if given else None,
        states_url=f"{EMBEDDED_URL}/_states",
        limits=Limits(allow=EMBEDDED_ALLOWS),
    )


def _client(given: Mapping[str, Any]) -> Mapping[str, str | Secret]:
    return {"client_id": given["client_id"], "client_secret": register(given["client_secret"], "client_secret")}


def _base(contract: str) -> str:
    return contract.partition("@")[0]


def _nearest(word: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, 3, 0.3)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def slug(text: str) -> str:
    """Return a text as a word of an identity."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-") or "empty"
