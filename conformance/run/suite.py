"""The scenarios of a folder without pytest: found, listed, and run in this process one after the other.

pytest is how people run them; this is how they are listed, and how broken servers are counted by the dozen.
"""

from __future__ import annotations

import importlib.util
import inspect
import random
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from conformance.run.item import Item, Result, run
from conformance.run.selection import Case, cases, slug
from conformance.run.server import Server
from conformance.run.session import TargetSession
from conformance.scenario import Scenario, scenario_of

_PACKAGE = "oauth_conformance_suites"


@dataclass(frozen=True)
class Found:
    """A scenario and where it stands."""

    function: Callable[..., None]
    scenario: Scenario
    file: Path
    line: int

    @property
    def name(self) -> str:
        """Its word in identities."""
        return slug(self.function.__name__.removeprefix("test_"))

    @property
    def says(self) -> str:
        return inspect.getdoc(self.function) or ""


@cache
def scenarios(folder: Path) -> tuple[Found, ...]:
    """Return the scenarios of a folder's test files, sorted by file, in the order of each file."""
    return tuple(found for file in sorted(folder.glob("test_*.py")) for found in _scenarios_of(file))


def results(
    session: TargetSession, folder: Path, *, behaviours: Collection[str] | None = None, fuzz: int = 25, seed: int = 0
) -> Iterator[Result]:
    """Run every scenario of these behaviours (default: all) at a target and yield what comes of each; `alone` last.

    seed: other draws, and another order, than those of the gate, which is 0.
    """
    chosen = list(_cases(session, folder, behaviours))
    if seed:
        random.Random(seed).shuffle(chosen)
    for found, case in sorted(chosen, key=lambda pair: pair[0].scenario.alone):
        item = Item(
            session, case.promise, found.scenario, found.name, case.operation, case.values, case.word, seed=seed
        )
        yield run(item, found.function, _arguments(found, case, session), fuzz)


def _cases(session: TargetSession, folder: Path, behaviours: Collection[str] | None) -> Iterator[tuple[Found, Case]]:
    for found in scenarios(folder):
        for case in cases(found.scenario, session):
            if behaviours is None or case.promise.behaviour.name in behaviours:
                yield found, case


def _arguments(found: Found, case: Case, session: TargetSession) -> Mapping[str, Any]:
    known = {
        "server": Server(session, case.promise),
        "promise": case.promise,
        "operation": case.operation,
        **case.values,
    }
    names = inspect.signature(found.function).parameters
    return {name: known.get(name) for name in names}


def _scenarios_of(file: Path) -> Iterator[Found]:
    for function in vars(_module(file)).values():
        scenario = scenario_of(function)
        if scenario is not None:
            yield Found(function, scenario, file, inspect.getsourcelines(function)[1])


def _module(file: Path) -> ModuleType:
    _package(file.parent)
    name = f"{_PACKAGE}.{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _package(folder: Path) -> None:
    """Give the files a package, so that they can import one another by relative names."""
    package = ModuleType(_PACKAGE)
    package.__path__ = [str(folder)]
    sys.modules[_PACKAGE] = package
