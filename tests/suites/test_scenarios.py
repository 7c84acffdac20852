"""The suites themselves: scenarios, behaviours and contracts fit together, and stay readable."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from conformance.contract import built_in_contracts, read_behaviours, read_contract
from conformance.contract.catalogue import read_rows
from conformance.contract.model import Contract
from conformance.locations import suites_dir

SUITES = suites_dir()
FILES = sorted(SUITES.glob("test_*.py"))
LONGEST_SCENARIO = 20
FORBIDDEN_MODULES = {"httpx", "time", "random", "requests", "socket", "datetime"}
FLAW_KINDS = {"no", "unknown", "wrong", "misplaced", "bare", "locked", "unverified"}
"""How `suites/flaws.py` names what it can make wrong."""


def scenarios() -> Iterator[tuple[Path, ast.FunctionDef, ast.Call]]:
    """Yield each scenario with its decorator."""
    for file in FILES:
        for node in ast.parse(file.read_text("utf-8")).body:
            for call in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "scenario":
                    assert isinstance(node, ast.FunctionDef)
                    yield file, node, call


def behaviours_of(file: Path, call: ast.Call) -> list[str]:
    """Return the behaviours that a decorator names, as texts or by a constant of the module."""
    starred = {
        each.value.id for each in call.args if isinstance(each, ast.Starred) and isinstance(each.value, ast.Name)
    }
    constants = {
        target.id: ast.literal_eval(node.value)
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in starred
    }
    found: list[str] = []
    for argument in call.args:
        if isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Name):
            found += constants[argument.value.id]
        else:
            found.append(ast.literal_eval(argument))
    return found


def contracts() -> list[Contract]:
    return [read_contract(name, suites=SUITES) for name in built_in_contracts(SUITES)]


def providers() -> list[str]:
    """Return the words by which a provider would be named: the folders of the contracts."""
    return sorted(file.parent.name for file in SUITES.glob("*/contract.toml") if file.parent.name != "oauth2")


ALL = list(scenarios())
NAMES = [node.name for _, node, _ in ALL]


@pytest.mark.parametrize(("file", "node", "call"), ALL, ids=NAMES)
def test_scenario_is_short(file: Path, node: ast.FunctionDef, call: ast.Call) -> None:
    """Decorator and body together have at most twenty lines."""
    assert node.end_lineno is not None
    assert node.end_lineno - call.lineno + 1 <= LONGEST_SCENARIO, f"{file.name}:{call.lineno}: split it"


@pytest.mark.parametrize(("file", "node", "call"), ALL, ids=NAMES)
def test_scenario_has_a_sentence(file: Path, node: ast.FunctionDef, call: ast.Call) -> None:
    """The docstring of a scenario is one sentence on one line."""
    says = ast.get_docstring(node) or ""
    assert says.endswith(".")
    assert "\n" not in says


@pytest.mark.parametrize(("file", "node", "call"), ALL, ids=NAMES)
def test_scenario_checks_known_behaviours_of_its_family(file: Path, node: ast.FunctionDef, call: ast.Call) -> None:
    """A scenario names behaviours of the list, and stands in the file of their family."""
    names = behaviours_of(file, call)
    assert set(names) <= set(read_behaviours(SUITES))
    assert {name.partition(".")[0].replace("-", "_") for name in names} == {file.stem.removeprefix("test_")}


def test_scenario_names_are_unique() -> None:
    """No two scenarios share a name, since verdicts and cassettes are called by it."""
    assert sorted(set(NAMES)) == sorted(NAMES)


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_no_provider_is_named(file: Path) -> None:
    """What a provider does stands in its contract, never in a scenario."""
    text = file.read_text("utf-8").lower()
    assert [name for name in providers() if name in text] == []


@pytest.mark.parametrize("file", sorted(SUITES.glob("*.py")), ids=lambda file: file.stem)
def test_scenarios_use_the_language_only(file: Path) -> None:
    """No scenario sends, waits or draws lots by itself."""
    tree = ast.parse(file.read_text("utf-8"))
    plain = {
        alias.name.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    named = {(node.module or "").partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert (plain | named) & FORBIDDEN_MODULES == set()


def test_behaviours_are_sorted() -> None:
    """The list is in alphabetical order, so that a name is found by eye."""
    names = list(tomllib.loads((SUITES / "behaviours.toml").read_text("utf-8")))
    assert sorted(names) == names


def test_behaviours_depend_on_others() -> None:
    """No behaviour explains its own failure."""
    assert [each.name for each in read_behaviours(SUITES).values() if each.name in each.depends] == []


def test_every_behaviour_is_promised_and_checked() -> None:
    """A behaviour is in the list because a contract promises it and a scenario checks it."""
    promised = {promise.behaviour.name for contract in contracts() for promise in contract.promises}
    checked = {name for file, _, call in ALL for name in behaviours_of(file, call)}
    assert sorted(read_behaviours(SUITES)) == sorted(promised)
    assert sorted(promised) == sorted(checked)


@pytest.mark.parametrize("contract", contracts(), ids=repr)
def test_observed_promises_are_of_observing_behaviours(contract: Contract) -> None:
    """A behaviour that only records is only promised as `observe`, and no other one is."""
    levels = {
        (promise.behaviour.says.startswith("Observed:"), promise.level == "observe") for promise in contract.promises
    }
    assert levels <= {(True, True), (False, False)}


@pytest.mark.parametrize("contract", contracts(), ids=repr)
def test_flaws_are_of_a_known_kind(contract: Contract) -> None:
    """Every word under `each.flaw` is one that `suites/flaws.py` understands."""
    words = {word for promise in contract.promises for word in promise.each.get("flaw", ())}
    assert {word for word in words if word.partition("-")[0] not in FLAW_KINDS} == set()


@pytest.mark.parametrize("name", [name for name in built_in_contracts(SUITES) if "@" not in name])
def test_open_rows_are_counted_to_the_row(name: str) -> None:
    """The number of open rows in a contract is the true one, neither more nor less."""
    contract = read_contract(name, suites=SUITES)
    rows, admitted = _catalogue_of(contract) or ([], -1)
    promised = {row for promise in contract.promises for row in promise.covers}
    answered = promised | {row for exclusion in contract.exclusions for row in exclusion.covers}
    mine = [row for row in read_rows(SUITES) if any(fnmatchcase(row, pattern) for pattern in rows)]
    assert len([row for row in mine if row not in answered]) == admitted


def _catalogue_of(contract: Contract) -> tuple[list[str], int] | None:
    data: dict[str, Any] = tomllib.loads(contract.file.read_text("utf-8")).get("catalogue", {})
    rows = data.get("rows", [])
    return ([rows] if isinstance(rows, str) else rows, data.get("open", 0)) if rows else None


@pytest.mark.parametrize(("name", "rows"), [("finapi", "FINAPI-*"), ("square", "SQUARE-*"), ("calcom", "CALCOM-*")])
def test_provider_promises_every_row(name: str, rows: str) -> None:
    """The newest contract of a provider leaves no row of its documents open."""
    catalogue = _catalogue_of(read_contract(name, suites=SUITES))
    assert catalogue is not None
    assert catalogue == ([rows], 0)
