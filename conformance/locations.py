"""Where the data files lie: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@cache
def suites_dir() -> Path:
    """Return the folder with `behaviours.toml`, the contracts and the scenarios."""
    installed = PACKAGE / "suites"
    return installed if installed.is_dir() else PACKAGE.parent / "suites"


def cassettes_dir() -> Path:
    """Return the folder with the recordings of our own reference servers."""
    installed = PACKAGE / "cassettes"
    return installed if installed.is_dir() else PACKAGE.parent / "cassettes"


def schema_file(name: str) -> Path:
    """Return the JSON Schema of this name: contract, behaviours, target or verdict."""
    return PACKAGE / "schemas" / f"{name}.schema.json"


def suite_ini() -> Path:
    """Return the pytest configuration with which the shipped suites run."""
    return PACKAGE / "suite.ini"


def shown_path(file: Path) -> str:
    """Return the path as a reader would type it: from the current folder, if it lies below it."""
    here = Path.cwd()
    return file.relative_to(here).as_posix() if file.is_relative_to(here) else str(file)
