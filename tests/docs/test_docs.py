"""The documentation says what there is: every key, option, command and link."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.contract import lint_contract
from conformance.locations import suites_dir

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
SCHEMAS = {
    "behaviours.schema.json": "contract.md",
    "contract.schema.json": "contract.md",
    "target.schema.json": "target.md",
    "verdict.schema.json": "verdicts.md",
}


def read_keys(schema: Any) -> Iterator[str]:
    """Yield every member name that a JSON Schema declares, at any depth."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for value in schema.values():
            yield from read_keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from read_keys(value)


def read_headings(page: Path) -> set[str]:
    """Return the anchors of a page, spelt as code hosts spell them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def as_name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("schema", sorted(SCHEMAS))
def test_every_key_of_a_schema_stands_in_its_reference_page(schema: str) -> None:
    """A key that a file may have is explained in words."""
    declared = json.loads((ROOT / "conformance" / "schemas" / schema).read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "reference" / SCHEMAS[schema]).read_text(encoding="utf-8")
    explained = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`\n]+)`", page))))
    keys = set(read_keys(declared))
    assert keys, f"{schema} declares no key"
    assert sorted(keys - explained) == []


def test_every_option_stands_in_the_documentation() -> None:
    """An option that pytest gets from us is explained beside the target file, and no other is."""
    command = [sys.executable, "-m", "pytest", "--help", "-p", "no:cacheprovider"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    page = (ROOT / "docs" / "reference" / "target.md").read_text(encoding="utf-8")
    known = set(re.findall(r"--oauth-[a-z-]*[a-z]", shown))
    assert known, "pytest --help shows no --oauth option: is the project installed in this environment?"
    assert known == set(re.findall(r"--oauth-[a-z-]*[a-z]", page))


def test_every_command_stands_in_the_documentation() -> None:
    """What `oauth-conformance --help` names is explained beside the target file, and nothing else is."""
    command = [sys.executable, "-m", "conformance.cli", "--help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    page = (ROOT / "docs" / "reference" / "target.md").read_text(encoding="utf-8")
    known = set(re.findall(r"^    ([a-z]+) ", shown, re.MULTILINE))
    assert known, "--help names no command"
    assert known == set(re.findall(r"^\| `oauth-conformance ([a-z]+)", page, re.MULTILINE))


def test_readme_is_short() -> None:
    """A reader finishes it: at most 150 lines."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("page", PAGES, ids=as_name)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    """A command of a page can be typed as it stands there."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"(?:`|\$ )make ([a-z][a-z-]*)", page.read_text(encoding="utf-8"))
    assert [name for name in named if f"\n{name}:" not in makefile] == []


@pytest.mark.parametrize("page", PAGES, ids=as_name)
def test_every_internal_link_resolves(page: Path) -> None:
    """A link to a file, or to a heading in it, leads somewhere."""
    links = re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not resolves(page, link)] == []


def resolves(page: Path, link: str) -> bool:
    """Say whether a relative link of a page points at a file, and at one of its headings if it names one."""
    path, _, anchor = link.partition("#")
    file = (page.parent / path).resolve() if path else page
    return file.exists() and (not anchor or anchor in read_headings(file))


def test_makefile_help_names_what_the_readme_names() -> None:
    """Every command of the README is listed by `make help`."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    named = re.findall(r"\$ make ([a-z][a-z-]*)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert named
    assert set(named) <= listed


@pytest.mark.parametrize(
    "contract", sorted((ROOT / "examples").rglob("contract.toml")), ids=lambda file: file.parent.name
)
def test_example_contracts_have_no_fault(contract: Path) -> None:
    """What a reader copies is right."""
    assert lint_contract(contract, suites=suites_dir()) == []
