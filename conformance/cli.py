"""The command `oauth-conformance`: what is promised, how it is checked, and the ways to run or serve it.

Whatever the user got wrong is one message on standard error and exit code 4, as in pytest; faults that `lint` finds are
exit code 1.  Modules are imported when a command needs them, so that each of them starts fast.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from conformance.document import nearest
from conformance.locations import shown_path, suite_ini, suites_dir
from conformance.outcomes import ConfigurationError

if TYPE_CHECKING:
    from conformance.contract import Behaviour, Contract, Promise

USAGE_ERROR = 4
BUSY_PORT = 2
HOST = "127.0.0.1"
PORT = 9999
HIGHEST_PORT = 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["run"]:
        return run(given[1:])
    options = _parser().parse_args(given)
    try:
        code: int = options.command(options)
        sys.stdout.flush()
    except ConfigurationError as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return USAGE_ERROR
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="oauth-conformance", description="Does an authorization server keep its word?")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    add = commands.add_parser("run", help="run pytest on the shipped suites; takes pytest's options", add_help=False)
    add = commands.add_parser("serve", help="serve a reference server and print the target block to paste")
    add.add_argument("contract", metavar="CONTRACT", help="finapi, finapi@1.115.1, …")
    add.add_argument("--port", type=_port, default=PORT, help="default %(default)s; 0: any free one")
    add.add_argument("--fault", metavar="NAME", help="break one promise; see list faults")
    add.set_defaults(command=serve)
    add = commands.add_parser("list", help="list what there is")
    add.add_argument("what", choices=sorted(LISTS))
    add.add_argument("--contract", metavar="CONTRACT", help="only what belongs to this one; a name or a path")
    add.set_defaults(command=list_all)
    add = commands.add_parser("explain", help="say what a behaviour is, who promises it, how it is checked")
    add.add_argument("behaviour", metavar="BEHAVIOUR")
    add.set_defaults(command=explain)
    add = commands.add_parser("lint", help="find the faults of contracts and of the list of behaviours")
    add.add_argument("contracts", metavar="CONTRACT", nargs="*", help="a name or a path; none: all that are shipped")
    add.set_defaults(command=lint)
    return parser


# ------------------------------------------------------------------------------------------------- run


def run(arguments: Sequence[str]) -> int:
    """Run pytest on the shipped suites with our own ini, so that no ini of the user's changes what is collected."""
    import pytest

    chosen = [_in_suites(argument) for argument in arguments]
    everything = [] if chosen != list(arguments) else [str(suites_dir())]
    plugin = ["-p", "conformance.plugin"] if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD") else []
    # Node ids begin at rootdir, so it is the same folder whatever is asked for; what is written goes to the user's.
    ours = ["-c", str(suite_ini()), "--rootdir", str(suites_dir().parent), *plugin]
    here = ["-o", f"cache_dir={Path.cwd() / '.pytest_cache'}", "-o", f"oauth_report_dir={Path.cwd() / 'reports'}"]
    return int(pytest.main([*ours, *here, *chosen, *everything]))


def _in_suites(argument: str) -> str:
    """Return the full path if the argument names a shipped test file, as a printed node id does."""
    file, separator, case = argument.partition("::")
    path = suites_dir() / Path(file).name
    return f"{path}{separator}{case}" if file.endswith(".py") and path.is_file() else argument


# ----------------------------------------------------------------------------------------------- serve


def serve(options: argparse.Namespace) -> int:
    """Serve a contract's reference server on loopback until interrupted."""
    from conformance.reference import make_server
    from conformance.reference.door import serve as serve_forever

    contract, _, version = options.contract.partition("@")
    try:
        server = make_server(contract, fault=options.fault, version=version or None)
    except ValueError as error:
        raise ConfigurationError(f"serve: {error}") from None
    try:
        port = _free_port(options.port)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        print(f"port {options.port} of {HOST}: {reason}; choose another with --port, or 0 for any", file=sys.stderr)
        return BUSY_PORT
    print(*_target_block(options.contract, f"http://{HOST}:{port}", server.credentials), sep="\n", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        serve_forever(server, port, host=HOST)
    return 0


def _free_port(port: int) -> int:
    """Return the port, or any free one for 0; OSError if it cannot be had."""
    import socket

    with socket.create_server((HOST, port)) as door:
        return int(door.getsockname()[1])


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"a number from 0 to {HIGHEST_PORT} is expected, '{text}' was found")
    return int(text)


def _target_block(contract: str, url: str, credentials: dict[str, object]) -> Iterator[str]:
    import json

    yield "# Paste this into conformance.toml; Ctrl-C ends the server."
    yield "[targets.local]"
    yield f"contract      = {json.dumps(contract)}"
    yield f"base_url      = {json.dumps(url)}"
    for name, value in credentials.items():
        if isinstance(value, dict):
            inside = ", ".join(f"{key} = {json.dumps(each)}" for key, each in value.items())
            yield f"{name:<13} = {{ {inside} }}"
        else:
            yield f"{name:<13} = {json.dumps(value)}"
    yield "\n[targets.local.states]"
    yield f"url = {json.dumps(f'{url}/_states')}"


# ------------------------------------------------------------------------------------------------ list


def list_all(options: argparse.Namespace) -> int:
    """Print one line for each behaviour, promise, fault or scenario."""
    contracts = _contracts([options.contract] if options.contract else [])
    is_chosen = options.contract is not None
    _print_columns(LISTS[options.what](contracts, is_chosen))
    return 0


def _list_behaviours(contracts: Sequence[Contract], is_chosen: bool) -> Iterator[tuple[str, ...]]:
    promised = {promise.behaviour.name for contract in contracts for promise in contract.promises}
    for name, behaviour in _behaviours().items():
        if name in promised or not is_chosen:
            yield name, behaviour.says


def _list_promises(contracts: Sequence[Contract], is_chosen: bool) -> Iterator[tuple[str, ...]]:
    for contract in contracts:
        for promise in contract.promises:
            yield (
                f"{contract!r}",
                promise.behaviour.name,
                promise.level,
                promise.basis,
                ",".join(promise.on) or "-",
                promise.statement,
            )


def _list_faults(contracts: Sequence[Contract], is_chosen: bool) -> Iterator[tuple[str, ...]]:
    from conformance import reference

    for name in dict.fromkeys(contract.name for contract in contracts):
        for fault in reference.faults(name).values() if name in reference.CONTRACTS else ():
            yield name, fault.name, fault.depth, fault.says


def _list_scenarios(contracts: Sequence[Contract], is_chosen: bool) -> Iterator[tuple[str, ...]]:
    promised = {promise.behaviour.name for contract in contracts for promise in contract.promises}
    for each in find_scenarios(suites_dir()):
        if promised.intersection(each.behaviours) or not is_chosen:
            yield each.name, f"{shown_path(each.file)}:{each.line}", ",".join(each.behaviours)


LISTS = {
    "behaviours": _list_behaviours,
    "promises": _list_promises,
    "faults": _list_faults,
    "scenarios": _list_scenarios,
}


def _print_columns(rows: Iterable[tuple[str, ...]]) -> None:
    """Print the rows with all columns but the last as wide as their widest word."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)][:-1]
    for row in table:
        print(*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1], sep="  ")


# --------------------------------------------------------------------------------------------- explain


def explain(options: argparse.Namespace) -> int:
    """Print what a behaviour is, who promises it, how it is checked and which faults must be found."""
    known = _behaviours()
    behaviour = known.get(options.behaviour)
    if behaviour is None:
        raise ConfigurationError(f"unknown behaviour '{options.behaviour}'; {nearest(options.behaviour, known)}")
    contracts = _contracts([])
    promises = [(contract, promise) for contract in contracts for promise in contract.find(behaviour.name)]
    scenarios = [each for each in find_scenarios(suites_dir()) if behaviour.name in each.behaviours]
    faults = [row for row in _list_faults(contracts, False) if row[1].partition("/")[0] == behaviour.name]
    print(*_about(behaviour), sep="\n")
    _print_section("Promised by", (_promise_lines(*each) for each in promises))
    _print_section("Checked by", ([f"{shown_path(s.file)}:{s.line}  {s.name}", f"  {s.says}"] for s in scenarios))
    _print_section("Faults that must be found", ([f"{row[0]}  {row[1]}  ({row[2]})", f"  {row[3]}"] for row in faults))
    return 0


def _about(behaviour: Behaviour) -> Iterator[str]:
    yield behaviour.name
    yield f"  {behaviour.says}"
    yield f"  on       {'operations' if behaviour.operations else 'no operation'}"
    for title, figures in (("needs", behaviour.needs), ("may", behaviour.may)):
        if figures:
            yield f"  {title:<7}  {', '.join(f'{name} ({kind})' for name, kind in figures.items())}"
    for title, words in (("each", behaviour.each), ("depends", behaviour.depends), ("harm", behaviour.harm)):
        if words:
            yield f"  {title:<7}  {', '.join(words)}"


def _promise_lines(contract: Contract, promise: Promise) -> list[str]:
    source = promise.source
    where = f"on {', '.join(promise.on)}; " if promise.on else ""
    return [
        f"{contract!r}  {promise.level}, {promise.basis}  {shown_path(Path(promise.file))}:{promise.line}",
        f"  {promise.statement}",
        f"  {where}{source.title}: {source.at}",
    ]


def _print_section(title: str, entries: Iterable[list[str]]) -> None:
    print(f"\n{title}")
    for lines in list(entries) or [["nothing so far"]]:
        print(*(f"  {line}" for line in lines), sep="\n")


# ------------------------------------------------------------------------------------------------ lint


def lint(options: argparse.Namespace) -> int:
    """Print every fault of the contracts, or how much was looked at."""
    names = options.contracts or _built_in()
    faults = _faults(names, is_everything=not options.contracts)
    contracts = [] if faults else _contracts(names)
    promises = [promise for contract in contracts for promise in contract.promises]
    faults = list(dict.fromkeys([*faults, *_lint_unchecked(promises)]))
    if faults:
        print(*faults, sep="\n")
        print(f"{_count(len(names), 'contract')}: {_count(len(faults), 'fault')}")
        return 1
    covered = {row for promise in promises for row in promise.covers}
    excluded = {row for contract in contracts for exclusion in contract.exclusions for row in exclusion.covers}
    print(
        f"{_count(len(contracts), 'contract')}, {_count(len(promises), 'promise')}, "
        f"{_count(len(covered), 'row')} covered, {len(excluded - covered)} excluded: no faults"
    )
    return 0


def _faults(names: Sequence[str], *, is_everything: bool) -> list[str]:
    from conformance.contract import find_contract, lint_behaviours, lint_contract

    suites = suites_dir()
    files = [find_contract(name, suites=suites) for name in names]
    faults = lint_behaviours(suites)
    if is_everything and not faults:
        faults += _lint_scenarios()
    return faults + [fault for file in files for fault in lint_contract(file, suites=suites)]


def _lint_scenarios() -> list[str]:
    known = _behaviours()
    return [
        f"{shown_path(each.file)}:{each.line}: unknown behaviour '{name}'; {nearest(name, known)}"
        for each in find_scenarios(suites_dir())
        for name in each.behaviours
        if name not in known
    ]


def _lint_unchecked(promises: Iterable[Promise]) -> Iterator[str]:
    checked = {name for each in find_scenarios(suites_dir()) for name in each.behaviours}
    for promise in promises:
        name = promise.behaviour.name
        if name not in checked:
            where = f"{shown_path(Path(promise.file))}:{promise.line}"
            yield f'{where}: no scenario checks {name}; write one in suites/, declared @scenario("{name}")'


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# --------------------------------------------------------------------------------------- what there is


@dataclass(frozen=True)
class Found:
    """A scenario as it stands in its file."""

    name: str
    behaviours: tuple[str, ...]
    file: Path
    line: int
    says: str


def find_scenarios(suites: Path) -> list[Found]:
    """Return the scenarios of the suites, read without importing a test file."""
    found: list[Found] = []
    for file in sorted(suites.rglob("test_*.py")):
        module = ast.parse(file.read_text("utf-8"), str(file))
        constants = dict(_constants(module))
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and (behaviours := _declared(node, constants)):
                name = node.name.removeprefix("test_").replace("_", "-")
                says = " ".join((ast.get_docstring(node) or "").split())
                found.append(Found(name, behaviours, file, node.lineno, says))
    return found


def _constants(module: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            with contextlib.suppress(ValueError):
                value = ast.literal_eval(node.value)
                words = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
                yield node.targets[0].id, [str(word) for word in words]


def _declared(function: ast.FunctionDef, constants: dict[str, list[str]]) -> tuple[str, ...]:
    """Return the behaviours that `@scenario` names, as texts or by constants of the module."""
    names: list[str] = []
    for call in function.decorator_list:
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "scenario":
            for argument in call.args:
                value = argument.value if isinstance(argument, ast.Starred) else argument
                if isinstance(value, ast.Constant):
                    names.append(str(value.value))
                elif isinstance(value, ast.Name):
                    names += constants.get(value.id, [])
    return tuple(names)


def _behaviours() -> dict[str, Behaviour]:
    from conformance.contract import read_behaviours

    return read_behaviours(suites_dir())


def _built_in() -> list[str]:
    from conformance.contract import built_in_contracts

    return list(built_in_contracts(suites_dir()))


def _contracts(names: Sequence[str]) -> list[Contract]:
    """Return these contracts, or all built-in ones."""
    from conformance.contract import read_contract

    return [read_contract(name, suites=suites_dir()) for name in names or _built_in()]
