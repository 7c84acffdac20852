"""The scenarios as they stand in their files: found without importing one of them, so that nothing heavy is loaded."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


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
